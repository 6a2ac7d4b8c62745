package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds the shortest path to an object that cannot travel, after the stream has failed on it: the
/// stream itself knows only its class.
///
/// This is for the message alone, so it does what it can: it looks into arrays, collections, maps,
/// lambdas, and the fields of every object whose fields can be read. Those of the JDK's own classes
/// cannot.
final class PathFinder {

  /// Enough for any data set that a person would search by eye.
  private static final int OBJECTS = 2_000_000;

  private final Predicate<Object> isTrouble;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Place> open = new ArrayDeque<>();

  PathFinder(Predicate<Object> isTrouble) {
    this.isTrouble = isTrouble;
  }

  /// The place of the trouble, or null if it cannot be seen from here.
  @Nullable Place from(Place start) {
    open.add(start);
    for (Place place = open.poll(); place != null; place = open.poll()) {
      Object object = place.object();
      if (object == null || seen.size() > OBJECTS || !seen.add(object)) {
        continue;
      }
      if (isTrouble.test(object)) {
        return place;
      }
      try {
        look(place, object);
      } catch (ReflectiveOperationException | RuntimeException e) {
        // this object does not show its parts; others may lead there too
      }
    }
    return null;
  }

  private void look(Place place, Object object) throws ReflectiveOperationException {
    boolean isForeign = object.getClass().getName().startsWith("java.");
    switch (object) {
      case String _, Number _, Boolean _, Character _, Class<?> _, Enum<?> _ -> {}
      case Object[] array -> {
        for (int i = 0; i < array.length; i++) {
          add(place, "[" + i + "]", array[i]);
        }
      }
      case Collection<?> collection when isForeign -> {
        int i = 0;
        for (Object each : collection) {
          add(place, "[" + i++ + "]", each);
        }
      }
      case Map<?, ?> map when isForeign ->
          map.forEach((key, value) -> {
            String shown = key instanceof String ? "\"" + key + "\"" : String.valueOf(key);
            add(place, "[" + shown + "]", value);
            add(place, ".keySet()", key);
          });
      case Map.Entry<?, ?> entry when isForeign -> {
        add(place, ".getKey()", entry.getKey());
        add(place, ".getValue()", entry.getValue());
      }
      case Optional<?> optional -> add(place, ".get()", optional.orElse(null));
      case AtomicReference<?> reference -> add(place, ".get()", reference.get());
      default -> {
        if (Names.isLambda(object.getClass())) {
          lookIntoLambda(place, object);
        } else {
          lookIntoFields(place, object);
        }
      }
    }
  }

  private void add(Place parent, String step, @Nullable Object part) {
    if (part != null) {
      open.add(parent.inside(step, part));
    }
  }

  private void lookIntoFields(Place place, Object object) throws IllegalAccessException {
    PlainClass plain = object instanceof Serializable ? null : PlainClass.of(object.getClass());
    for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        boolean travels =
            plain != null
                ? plain.fields().contains(field)
                : (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0;
        if (travels && !field.getType().isPrimitive() && field.trySetAccessible()) {
          String name = field.getName();
          // what a local or anonymous class captured
          String step = name.startsWith("val$") ? name.substring(4) : name;
          add(place, "." + step, field.get(object));
        }
      }
    }
  }

  private void lookIntoLambda(Place place, Object object) throws ReflectiveOperationException {
    SerializedLambda lambda = LambdaForm.of(object);
    if (lambda == null) {
      return;
    }
    CaptureNames names = CaptureNames.of(lambda, object.getClass());
    boolean isOurs = lambda.getImplClass().equals(Types.internalName(Composed.class));
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object value = lambda.getCapturedArg(i);
      if (isOurs) {
        add(place, "", value); // `f` of `f.andThen(g)` has no name of its own
      } else if (place.origin() instanceof Place.Origin.Whole) {
        Place.Origin origin =
            new Place.Origin.Captured(names.name(i), names.cell(), names.lambda());
        open.add(new Place(origin, origin.name(), value));
      } else {
        add(place, "." + names.name(i), value);
      }
    }
  }
}
