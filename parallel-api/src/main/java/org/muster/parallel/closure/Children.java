package org.muster.parallel.closure;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What an object holds, in the order in which Java serialization writes it. Of the JDK's objects,
/// whose fields nobody may read, only those whose parts can be asked for.
final class Children implements Iterator<@Nullable Object> {

  private static final Children NONE = new Children(List.of().iterator(), List.of());

  private static final List<Class<?>> OPEN =
      List.of(
          Collection.class,
          Map.class,
          Map.Entry.class,
          Optional.class,
          AtomicReference.class,
          Throwable.class);

  private static final ClassValue<Boolean> LEAF =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isLeaf(type, List.of());
        }
      };

  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return readable(type);
        }
      };

  private final Iterator<? extends @Nullable Object> values;
  private final List<String> names;
  private int last = -1;

  private Children(Iterator<? extends @Nullable Object> values, List<String> names) {
    this.values = values;
    this.names = names;
  }

  /// Whether nothing that an object of the class holds can lead on: it has no parts, or they are
  /// all of such final classes.
  static boolean isLeaf(Class<?> type) {
    return LEAF.get(type);
  }

  private static boolean isLeaf(Class<?> type, List<Class<?>> around) {
    if (type.isPrimitive() || type.isEnum() || Enum.class.isAssignableFrom(type)) {
      return true;
    }
    if (type.isArray()) {
      Class<?> element = type.getComponentType();
      return isFinal(element) && isLeaf(element, around);
    }
    if (Names.isLambda(type) || around.contains(type)) {
      return false;
    }
    if (isOfJdk(type)) {
      return OPEN.stream().noneMatch(each -> each.isAssignableFrom(type));
    }
    List<Class<?>> inside = new ArrayList<>(around);
    inside.add(type);
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        Class<?> part = field.getType();
        boolean number = Number.class.isAssignableFrom(part) && isOfJdk(part);
        boolean closed = number || isFinal(part) || part.isEnum();
        if (!Modifier.isStatic(field.getModifiers()) && !(closed && isLeaf(part, inside))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isFinal(Class<?> type) {
    return type.isPrimitive() || type.isArray() || Modifier.isFinal(type.getModifiers());
  }

  private static boolean isOfJdk(Class<?> type) {
    return type.getName().startsWith("java.") || type.getName().startsWith("javax.");
  }

  static Children of(Object object) {
    try {
      return find(object);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return NONE; // this object does not show its parts
    }
  }

  private static Children find(Object object) throws ReflectiveOperationException {
    Class<?> type = object.getClass();
    boolean foreign = isOfJdk(type);
    return switch (object) {
      case Object[] array -> new Children(Arrays.asList(array).iterator(), List.of());
      case Collection<?> c when foreign || hasWriteReplace(type) ->
          new Children(c.iterator(), List.of());
      case Map<?, ?> map when foreign || hasWriteReplace(type) -> ofMap(map);
      case Map.Entry<?, ?> entry when foreign ->
          new Children(
              Arrays.asList(entry.getKey(), entry.getValue()).iterator(),
              List.of(".getKey()", ".getValue()"));
      case Optional<?> optional -> one(optional.orElse(null));
      case AtomicReference<?> reference -> one(reference.get());
      case Externalizable _ -> NONE;
      case Throwable thrown -> ofThrowable(thrown);
      default -> {
        if (Names.isLambda(type)) {
          yield ofLambda(object);
        }
        yield foreign || hasWriteReplace(type)
            ? NONE
            : new Children(values(object, FIELDS.get(type)).iterator(), names(FIELDS.get(type)));
      }
    };
  }

  private static boolean hasWriteReplace(Class<?> type) {
    return Loops.replaces(type) && Loops.hasHook(type, List.of("writeReplace"));
  }

  private static Children one(@Nullable Object value) {
    return new Children(Arrays.asList(value).iterator(), List.of(".get()"));
  }

  /// Keys and values in turn, not all entries at once.
  private static Children ofMap(Map<?, ?> map) {
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    return new Children(
        new Iterator<@Nullable Object>() {
          private Map.@Nullable Entry<?, ?> open;

          @Override
          public boolean hasNext() {
            return open != null || entries.hasNext();
          }

          @Override
          public @Nullable Object next() {
            if (open != null) {
              Object value = open.getValue();
              open = null;
              return value;
            }
            Map.Entry<?, ?> entry = entries.next();
            open = entry;
            return entry.getKey();
          }
        },
        List.of());
  }

  private static Children ofThrowable(Throwable thrown) throws ReflectiveOperationException {
    List<@Nullable Object> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    values.add(thrown.getCause());
    names.add(".getCause()");
    for (Throwable each : thrown.getSuppressed()) {
      values.add(each);
      names.add(".getSuppressed()");
    }
    List<Field> fields = FIELDS.get(thrown.getClass());
    values.addAll(values(thrown, fields));
    names.addAll(names(fields));
    return new Children(values.iterator(), names);
  }

  private static Children ofLambda(Object lambda) throws ReflectiveOperationException {
    if (!(lambda instanceof Serializable)) {
      return NONE;
    }
    Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
    replace.setAccessible(true);
    if (!(replace.invoke(lambda) instanceof SerializedLambda serialized)) {
      return NONE;
    }
    CaptureNames captures = CaptureNames.of(serialized, lambda.getClass());
    List<@Nullable Object> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < serialized.getCapturedArgCount(); i++) {
      values.add(serialized.getCapturedArg(i));
      names.add("." + captures.name(i));
    }
    return new Children(values.iterator(), names);
  }

  private static List<@Nullable Object> values(Object object, List<Field> fields)
      throws IllegalAccessException {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      values.add(field.get(object));
    }
    return values;
  }

  private static List<String> names(List<Field> fields) {
    return fields.stream().map(field -> "." + field.getName()).toList();
  }

  private static List<Field> readable(Class<?> type) {
    PlainClass plain = Serializable.class.isAssignableFrom(type) ? null : PlainClass.of(type);
    List<Field> fields = new ArrayList<>();
    if (plain != null) {
      fields.addAll(plain.fields());
    } else {
      List<Class<?>> chain = new ArrayList<>();
      for (Class<?> c = type; c != null && !isOfJdk(c); c = c.getSuperclass()) {
        chain.addFirst(c);
      }
      for (Class<?> c : chain) {
        List<Field> own = new ArrayList<>(List.of(c.getDeclaredFields()));
        own.removeIf(f -> (f.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0);
        own.sort(Comparator.comparing(Field::getName));
        fields.addAll(own);
      }
    }
    fields.removeIf(field -> {
      Class<?> part = field.getType();
      return (isFinal(part) && isLeaf(part)) || !canBeRead(field);
    });
    return List.copyOf(fields);
  }

  private static boolean canBeRead(Field field) {
    try {
      return field.trySetAccessible();
    } catch (InaccessibleObjectException | SecurityException e) {
      return false;
    }
  }

  @Override
  public boolean hasNext() {
    return values.hasNext();
  }

  @Override
  public @Nullable Object next() {
    last++;
    return values.next();
  }

  /// How to come from the object to the last part, nearly as Java has it.
  ///
  /// @param object the one that holds it
  String step(Object object) {
    if (last < names.size()) {
      return names.get(last);
    }
    if (!(object instanceof Map<?, ?> map)) {
      return "[" + last + "]";
    }
    Object key = map.keySet().stream().skip(last / 2).findFirst().orElse(null);
    return last % 2 == 0
        ? ".keySet()"
        : "[" + (key instanceof String ? "\"" + key + "\"" : String.valueOf(key)) + "]";
  }
}
