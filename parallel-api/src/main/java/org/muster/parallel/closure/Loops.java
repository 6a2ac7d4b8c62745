package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which objects Java serialization makes only when all that they hold is there, so that nothing
/// that they hold may lead back to them: a record would find null there and a list of `List.of` its
/// stand-in, in silence, and other places fail in the worker. All other objects may be part of any
/// cycle.
final class Loops {

  private static final List<String> REPLACING = List.of("writeReplace", "readResolve");

  private static final ClassValue<Boolean> REPLACES =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return hasHook(type, REPLACING);
        }
      };

  private Loops() {}

  /// Whether a stream with this class in it can hold one of those objects, and that can lead back
  /// to itself. Asked of each class once a stream.
  static boolean isSuspicious(Class<?> type) {
    return type.getName().equals("java.util.CollSer")
        || type == PlainObject.class
        || StandIns.isOfOptional(type)
        || (!type.getName().startsWith("java.")
            && !Children.isLeaf(type)
            && (type.isRecord() || replaces(type)));
  }

  static boolean isSuspicious(SerializedLambda lambda) {
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object captured = lambda.getCapturedArg(i);
      if (captured != null && !Children.isLeaf(captured.getClass())) {
        return true;
      }
    }
    return false;
  }

  /// Whether the class has or inherits a method of one of these names, without parameters.
  static boolean hasHook(Class<?> type, List<String> names) {
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (method.getParameterCount() == 0 && names.contains(method.getName())) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether objects of the class are written or read as something else.
  static boolean replaces(Class<?> type) {
    return REPLACES.get(type);
  }

  /// What to say if this object leads back to itself, or null if it may.
  ///
  /// @param from what holds the object at the end of the cycle
  static @Nullable Advice advice(Object object, Object from) {
    Class<?> type = object.getClass();
    if (type.isRecord()) {
      return new Advice(
          "a record is made when its components are there",
          "Make `%s` a class, or keep a key or an index in place of the reference."
              .formatted(Names.type(type)));
    }
    if (Names.isLambda(type)) {
      return new Advice(
          "a lambda is linked when what it captures is there",
          "Write it as a method, which may call itself.");
    }
    if (object instanceof Optional<?>) {
      return new Advice(
          "an Optional is made when its value is there", "Keep the value itself, or null.");
    }
    if (type.getName().startsWith("java.util.ImmutableCollections")
        && object instanceof Serializable) {
      return new Advice(
          "a collection of `of`, `copyOf` or `toList` is made when its elements are there",
          "Use one that can be changed, such as an `ArrayList` or a `HashMap`.");
    }
    if (!(object instanceof Serializable) && PlainClass.of(type) != null) {
      boolean direct =
          !(from instanceof Serializable)
              && !from.getClass().isRecord()
              && PlainClass.of(from.getClass()) != null;
      return direct
          ? null
          : new Advice(
              "an object that is not Serializable is made when what it holds is there",
              "Declare `%s implements Serializable` if it is yours, or create it inside the task."
                  .formatted(Names.type(type)));
    }
    return !type.getName().startsWith("java.") && replaces(type)
        ? new Advice(
            "its class replaces it by another object when it is written or read",
            "Break the cycle, or let the class travel as it is.")
        : null;
  }
}
