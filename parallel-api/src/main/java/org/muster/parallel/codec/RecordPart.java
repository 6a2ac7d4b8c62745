package org.muster.parallel.codec;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Records, or null, component by component.
///
/// As with Java serialization, a record's fields are read as they are, not through its accessors,
/// and its canonical constructor makes it again. Only records that Java serialization would carry
/// have this form, and not those that replace themselves on the way.
final class RecordPart implements Part {

  private static final ClassValue<Optional<RecordPart>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Optional<RecordPart> computeValue(Class<?> type) {
          try {
            return Optional.ofNullable(make(type, Set.of()));
          } catch (LinkageError e) {
            return Optional.empty(); // it mentions a class that is not there
          }
        }
      };

  private final Class<?> type;
  private final List<Part> parts;
  private final List<MethodHandle> getters;
  private final MethodHandle constructor;
  private final String signature;

  private RecordPart(
      Class<?> type, List<Part> parts, List<MethodHandle> getters, MethodHandle constructor) {
    this.type = type;
    this.parts = parts;
    this.getters = getters;
    this.constructor = constructor;
    StringBuilder text = new StringBuilder(type.getName()).append('(');
    for (int i = 0; i < parts.size(); i++) {
      text.append(type.getRecordComponents()[i].getName()).append(' ');
      text.append(parts.get(i).signature()).append(',');
    }
    signature = text.append(')').toString();
  }

  /// The part for records of this class, or null if they have no packed form.
  static @Nullable RecordPart of(Class<?> type) {
    return type.isRecord() ? KNOWN.get(type).orElse(null) : null;
  }

  /// @param around the records that this one is a component of
  private static @Nullable RecordPart make(Class<?> type, Set<Class<?>> around) {
    if (!travelsAsItIs(type) || around.contains(type)) {
      return null;
    }
    Set<Class<?>> inside = new HashSet<>(around);
    inside.add(type);
    RecordComponent[] components = type.getRecordComponents();
    List<Part> parts = new ArrayList<>();
    for (RecordComponent component : components) {
      Part part = part(component.getType(), inside);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      List<MethodHandle> getters = new ArrayList<>();
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Field field = type.getDeclaredField(components[i].getName());
        field.setAccessible(true);
        getters.add(
            lookup
                .unreflectGetter(field)
                .asType(MethodType.methodType(Object.class, Object.class)));
      }
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      MethodHandle maker =
          lookup
              .unreflectConstructor(constructor)
              .asFixedArity()
              .asType(MethodType.genericMethodType(types.length))
              .asSpreader(Object[].class, types.length);
      return new RecordPart(type, List.copyOf(parts), List.copyOf(getters), maker);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null; // a closed module; the object graph has its own ways
    }
  }

  private static @Nullable Part part(Class<?> type, Set<Class<?>> around) {
    Part scalar = Scalar.of(type);
    if (scalar != null) {
      return scalar;
    }
    if (type.isEnum()) {
      return EnumPart.of(type);
    }
    return type.isRecord() ? make(type, around) : null;
  }

  private static boolean travelsAsItIs(Class<?> type) {
    if (!Serializable.class.isAssignableFrom(type) || Externalizable.class.isAssignableFrom(type)) {
      return false;
    }
    for (Method method : type.getDeclaredMethods()) {
      boolean replaces =
          method.getName().equals("writeReplace") || method.getName().equals("readResolve");
      if (replaces && method.getParameterCount() == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void addTypes(List<Object> types) {
    types.add(type);
    for (Part part : parts) {
      part.addTypes(types);
    }
  }

  @Override
  public String signature() {
    return signature;
  }

  @Override
  public boolean write(@Nullable Object value, PartWriter out) {
    out.room(1).put((byte) (value == null ? 0 : 1));
    if (value != null) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).write(get(i, value), out)) {
          return false;
        }
      }
    }
    return true;
  }

  private @Nullable Object get(int component, Object from) {
    try {
      return (@Nullable Object) getters.get(component).invokeExact(from);
    } catch (Throwable e) {
      throw new AssertionError("reading a field cannot fail", e);
    }
  }

  @Override
  public @Nullable Object read(PartReader in) {
    if (!in.isPresent()) {
      return null;
    }
    @Nullable Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parts.get(i).read(in);
    }
    try {
      return (Object) constructor.invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException(
          "the constructor of %s threw %s".formatted(type.getName(), e), e);
    }
  }
}
