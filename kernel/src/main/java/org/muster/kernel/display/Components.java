package org.muster.kernel.display;

import java.io.Serializable;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The components of records, and what types are called in a notebook.
final class Components {

  /// JShell makes such a class a member with a name of its own.
  private static final String ANONYMOUS_IN_CELL = "$JShell$anonymous$";

  private Components() {}

  /// The components that all rows have, or null if one is no record, or one of another type.
  static RecordComponent @Nullable [] common(List<@Nullable Object> rows) {
    Class<?> type = null;
    for (Object row : rows) {
      if (row != null && (!(row instanceof Record) || (type != null && !type.isInstance(row)))) {
        return null;
      }
      type = row == null ? type : row.getClass();
    }
    return type == null || type.getRecordComponents().length == 0
        ? null
        : type.getRecordComponents();
  }

  /// The values of a row; nulls if there is none.
  static List<@Nullable Object> values(@Nullable Object row, RecordComponent[] components) {
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      values.add(row == null ? null : value(row, component));
    }
    return values;
  }

  /// The value of a component, or why there is none.
  static @Nullable Object value(Object row, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true); // the record need not be public
      return component.getAccessor().invoke(row);
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      ValueText.passOn(cause);
      return "(throws %s)".formatted(ValueText.sayable(cause));
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return "(not accessible)";
    }
  }

  static String type(RecordComponent component) {
    return name(component.getGenericType());
  }

  /// A type without its packages and what it is declared in, as in `List<City>`; what a class
  /// without a name is made of.
  static String name(Type type) {
    if (type instanceof Class<?> anonymous
        && (anonymous.isAnonymousClass() || anonymous.getName().contains(ANONYMOUS_IN_CELL))) {
      return name(madeOf(anonymous));
    }
    return type.getTypeName().replaceAll("(?U)[\\w$.]*[.$](?=\\w)", "");
  }

  /// Every class of a cell is [Serializable], said or not.
  private static Class<?> madeOf(Class<?> anonymous) {
    return Stream.of(anonymous.getInterfaces())
        .filter(type -> type != Serializable.class)
        .findFirst()
        .orElseGet(anonymous::getSuperclass);
  }

  /// The type that all these values have, or nothing if they have several.
  static String typeOfAll(List<? extends @Nullable Object> values) {
    Class<?> type = null;
    for (Object value : values) {
      if (value != null && type != null && !type.equals(value.getClass())) {
        return "";
      }
      type = value == null ? type : value.getClass();
    }
    return type == null || type.isHidden() ? "" : name(type); // a lambda's is hidden
  }
}
