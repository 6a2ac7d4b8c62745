package org.muster.kernel.eval;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/// Fields and methods of the JDK's compiler and of JShell. The kernel's manifest opens their
/// packages (`Add-Opens`); where one is closed, or looks otherwise, whoever asks does without.
final class Internals {

  private Internals() {}

  /// The value of a field.
  ///
  /// @throws ReflectiveOperationException if there is no such field
  /// @throws RuntimeException if its package is closed
  static Object valueOf(String field, Object object) throws ReflectiveOperationException {
    return field(field, object.getClass()).get(object);
  }

  /// A field of a class or of one that it extends, accessible.
  ///
  /// @throws ReflectiveOperationException if there is no such field
  /// @throws RuntimeException if its package is closed
  static Field field(String name, Class<?> type) throws ReflectiveOperationException {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /// The method of this name that a class or one that it extends declares, accessible.
  ///
  /// @throws ReflectiveOperationException if there is no such method
  /// @throws RuntimeException if its package is closed
  static Method method(String name, Class<?> type) throws ReflectiveOperationException {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.getName().equals(name)) {
          method.setAccessible(true);
          return method;
        }
      }
    }
    throw new NoSuchMethodException(name);
  }
}
