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
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Task;

/// What an object holds, in the order in which Java serialization writes it. Of the JDK's objects,
/// whose fields nobody may read, only those whose parts can be asked for.
final class Children implements Iterator<@Nullable Object> {

  private static final Children NONE = new Children(List.of().iterator());

  private static final String OURS = Task.class.getPackageName();

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
          try {
            return isLeaf(type, List.of());
          } catch (LinkageError e) {
            return true; // it mentions a class that is not there, and cannot be looked into
          }
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
  private final @Nullable IntFunction<String> names;
  private int last = -1;
  private boolean broken;

  /// @param names how to come to the n-th value, null for elements
  private Children(
      Iterator<? extends @Nullable Object> values, @Nullable IntFunction<String> names) {
    this.values = values;
    this.names = names;
  }

  private Children(Iterator<? extends @Nullable Object> elements) {
    this(elements, null);
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
      case Object[] array -> new Children(Arrays.asList(array).iterator());
      case Serializable _ when isOursAndReplaced(type) -> NONE; // shared: it is not what travels
      case Collection<?> c when foreign || hasWriteReplace(type) -> new Children(c.iterator());
      case Map<?, ?> map when foreign || hasWriteReplace(type) -> ofMap(map);
      case Map.Entry<?, ?> entry when foreign ->
          new Children(
              Arrays.asList(entry.getKey(), entry.getValue()).iterator(),
              i -> i == 0 ? ".getKey()" : ".getValue()");
      case Optional<?> optional -> one(optional.orElse(null));
      case AtomicReference<?> reference -> one(reference.get());
      case Externalizable _ -> NONE;
      case Throwable thrown -> ofThrowable(thrown);
      default -> {
        if (Names.isLambda(type)) {
          yield ofLambda(object);
        }
        yield foreign || hasWriteReplace(type) ? NONE : ofFields(object, FIELDS.get(type));
      }
    };
  }

  private static boolean hasWriteReplace(Class<?> type) {
    return Loops.replaces(type) && Loops.hasHook(type, List.of("writeReplace"));
  }

  private static boolean isOursAndReplaced(Class<?> type) {
    return type.getPackageName().equals(OURS) && hasWriteReplace(type);
  }

  private static Children one(@Nullable Object value) {
    return new Children(Arrays.asList(value).iterator(), _ -> ".get()");
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
        });
  }

  private static Children ofThrowable(Throwable thrown) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(thrown.getCause());
    values.addAll(Arrays.asList(thrown.getSuppressed()));
    int inherited = values.size();
    Children own = ofFields(thrown, FIELDS.get(thrown.getClass()));
    own.forEachRemaining(values::add);
    return new Children(
        values.iterator(),
        i ->
            i == 0
                ? ".getCause()"
                : i < inherited ? ".getSuppressed()[" + (i - 1) + "]" : own.name(i - inherited));
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
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < serialized.getCapturedArgCount(); i++) {
      values.add(serialized.getCapturedArg(i));
    }
    return new Children(
        values.iterator(), i -> "." + CaptureNames.of(serialized, lambda.getClass()).name(i));
  }

  private static Children ofFields(Object object, List<Field> fields) {
    if (fields.isEmpty()) {
      return NONE;
    }
    Iterator<Field> next = fields.iterator();
    return new Children(
        new Iterator<@Nullable Object>() {
          @Override
          public boolean hasNext() {
            return next.hasNext();
          }

          @Override
          public @Nullable Object next() {
            try {
              return next.next().get(object);
            } catch (IllegalAccessException e) {
              throw new AssertionError("the field was made accessible", e);
            }
          }
        },
        i -> "." + fields.get(i).getName());
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
    try {
      return !broken && values.hasNext();
    } catch (RuntimeException e) {
      return false; // such as a collection that another thread changes
    }
  }

  @Override
  public @Nullable Object next() {
    last++;
    try {
      return values.next();
    } catch (RuntimeException e) {
      broken = true;
      return null;
    }
  }

  /// Whether these are the elements of an array, a collection or a map, of which there can be many.
  boolean areElements() {
    return names == null;
  }

  private String name(int part) {
    return names == null ? "[" + part + "]" : names.apply(part);
  }

  /// How to come from the object to the last part, nearly as Java has it.
  ///
  /// @param object the one that holds it
  String step(Object object) {
    if (names != null) {
      return name(last);
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
