package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.ClassSource;

/// A class that is not `Serializable` and whose objects are plain data all the same: a library's,
/// or one of a cell below a library's. Such an object travels field by field, as [PlainObject].
///
/// Which classes count is decided by the class alone, in the same way on both sides: a forged
/// stream can make no object of any other. Not counted is what stands for something outside the
/// object: what can be closed, threads and locks, references, proxies, what has native methods or a
/// handle. What such an object holds is judged when it is met.
///
/// **Transient fields.** Those of a library travel: a class that never meant to be serialized says
/// nothing about serialization by `transient`, and there is no constructor that would fill them.
/// Those of a cell's class do not, as in every other class of a cell.
final class PlainClass {

  private static final List<Class<?>> NO_DATA =
      List.of(
          AutoCloseable.class,
          Thread.class,
          ThreadGroup.class,
          ThreadLocal.class,
          Executor.class,
          Lock.class,
          ReadWriteLock.class,
          Condition.class,
          ClassLoader.class,
          Process.class,
          Reference.class,
          InvocationHandler.class);

  private static final Pattern HANDLE =
      Pattern.compile("(?i).*(handle|pointer|peer)|native.*|address|ptr|.*Ptr|fd");

  private static final ClassValue<Optional<PlainClass>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Optional<PlainClass> computeValue(Class<?> type) {
          try {
            return Optional.ofNullable(inspect(type));
          } catch (InaccessibleObjectException | ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
          }
        }
      };

  private final Class<?> type;
  private final List<Field> fields;
  private final List<Field> constants;
  private final Constructor<?> constructor;

  private PlainClass(
      Class<?> type, List<Field> fields, List<Field> constants, Constructor<?> constructor) {
    this.type = type;
    this.fields = fields;
    this.constants = constants;
    this.constructor = constructor;
  }

  /// The class, or null if its objects are no plain data.
  static @Nullable PlainClass of(Class<?> type) {
    return KNOWN.get(type).orElse(null);
  }

  private static @Nullable PlainClass inspect(Class<?> type) throws ReflectiveOperationException {
    if (type == Object.class
        || type.isInterface()
        || type.isArray()
        || type.isPrimitive()
        || type.isEnum()
        || type.isHidden()
        || type.isSynthetic()
        || Proxy.isProxyClass(type)
        || Serializable.class.isAssignableFrom(type)
        || Modifier.isAbstract(type.getModifiers())) {
      return null;
    }
    List<Field> fields = new ArrayList<>();
    List<Field> constants = new ArrayList<>();
    for (Class<?> c = type;
        c != null && c != Object.class && c != Record.class;
        c = c.getSuperclass()) {
      if ((!isOfLibrary(c) && ClassSource.of(c) == null) || reachesOutside(c)) {
        return null;
      }
      for (Field field : fieldsByName(c)) {
        if (Modifier.isStatic(field.getModifiers())) {
          if (Modifier.isFinal(field.getModifiers())
              && field.getType().isAssignableFrom(type)
              && field.getType() != Object.class) {
            field.setAccessible(true);
            constants.add(field);
          }
        } else if (ClassSource.of(c) == null || !Modifier.isTransient(field.getModifiers())) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return new PlainClass(type, List.copyOf(fields), List.copyOf(constants), constructor(type));
  }

  private static List<Field> fieldsByName(Class<?> type) {
    List<Field> fields = new ArrayList<>(List.of(type.getDeclaredFields()));
    if (!type.isRecord()) {
      fields.sort(Comparator.comparing(Field::getName));
      return fields;
    }
    fields.removeIf(field -> !Modifier.isStatic(field.getModifiers()));
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        fields.add(type.getDeclaredField(component.getName()));
      } catch (NoSuchFieldException e) {
        throw new AssertionError("every component has a field", e);
      }
    }
    return fields;
  }

  /// Not the JDK's, whose fields nobody may read, and not ours, which has its own ways.
  private static boolean isOfLibrary(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !type.getModule().isNamed()
        && !type.getName().startsWith("org.muster.");
  }

  private static boolean reachesOutside(Class<?> type) {
    for (Class<?> each : NO_DATA) {
      if (each.isAssignableFrom(type)) {
        return true;
      }
    }
    if (Types.isA(type, "java.sql.Wrapper") || Types.isA(type, "java.sql.Driver")) {
      return true;
    }
    for (Method method : type.getDeclaredMethods()) {
      boolean finalizer = method.getName().equals("finalize") && method.getParameterCount() == 0;
      if (finalizer || Modifier.isNative(method.getModifiers())) {
        return true;
      }
    }
    for (Field field : type.getDeclaredFields()) {
      boolean handle =
          (field.getType() == long.class && HANDLE.matcher(field.getName()).matches())
              || field.getType().getName().startsWith("java.lang.foreign.")
              || field.getType().getName().startsWith("java.lang.ref.Cleaner");
      if (handle && !Modifier.isStatic(field.getModifiers())) {
        return true;
      }
    }
    return false;
  }

  private static Constructor<?> constructor(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor;
    if (type.isRecord()) {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
    } else {
      constructor = Allocator.constructor(type);
    }
    constructor.setAccessible(true);
    return constructor;
  }

  /// Makes constructors that run nothing but that of [Object]. By name, because the compiler knows
  /// the class as one that should not be used; it is what serialization libraries use, in a module
  /// of its own that every JDK has.
  private static final class Allocator {

    private static final Object FACTORY;
    private static final Method MAKE;

    static {
      try {
        Class<?> factory = MethodHandles.lookup().findClass("sun.reflect.ReflectionFactory");
        FACTORY = factory.getMethod("getReflectionFactory").invoke(null);
        MAKE = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("no jdk.unsupported in this Java", e);
      }
    }

    static Constructor<?> constructor(Class<?> type) throws ReflectiveOperationException {
      return (Constructor<?>) MAKE.invoke(FACTORY, type, Object.class.getDeclaredConstructor());
    }
  }

  boolean isRecord() {
    return type.isRecord();
  }

  /// The fields that travel, superclasses last; of a record, its components in order.
  List<Field> fields() {
    return fields;
  }

  /// The name of the constant of the class that this object is, or null if it is none. It arrives
  /// as the constant of the other side: such objects are compared by `==`.
  @SuppressWarnings("ReferenceEquality")
  @Nullable Field constant(Object object) {
    for (Field each : constants) {
      try {
        if (each.get(null) == object) {
          return each;
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(each + " was made accessible", e);
      }
    }
    return null;
  }

  /// The constant of this name.
  Object constant(Class<?> owner, String name) throws ReflectiveOperationException {
    for (Field each : constants) {
      if (each.getDeclaringClass() == owner && each.getName().equals(name)) {
        Object value = each.get(null);
        if (value != null) {
          return value;
        }
      }
    }
    throw new NoSuchFieldException(owner.getName() + "." + name);
  }

  /// A new object; of a record with these components, of other classes with empty fields.
  Object create(@Nullable Object... components) throws ReflectiveOperationException {
    try {
      return constructor.newInstance(components);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
