package org.muster.parallel.closure;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/// The value that a notebook variable has for one task, in the worker.
///
/// Two tasks can share the class of a variable and differ in its value, so a worker applies the
/// bindings of a task each time it turns to it.
public final class Binding {

  private final Field field;
  private final @Nullable Object value;

  Binding(Field field, @Nullable Object value) {
    this.field = field;
    this.value = value;
  }

  /// Gives the variable this value.
  public void apply() {
    try {
      field.set(null, value);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " was made accessible", e);
    }
  }

  @Override
  public String toString() {
    return Names.type(field.getDeclaringClass()) + "." + field.getName() + " = " + value;
  }
}
