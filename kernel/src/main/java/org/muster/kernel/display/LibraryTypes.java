package org.muster.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Types of libraries that many notebooks use, which know nothing of notebooks themselves: the
/// charts of XChart, the frames and columns of DFLib. Found by their names, and called by them: the
/// kernel has neither library, and any version will do.
final class LibraryTypes {

  private static final String CHART = "org.knowm.xchart.internal.chartpart.Chart";
  private static final String FRAME = "org.dflib.DataFrame";
  private static final String SERIES = "org.dflib.Series";

  private LibraryTypes() {}

  /// The chart class that the value is of; null if it is no chart.
  static @Nullable Class<?> chartType(Object value) {
    return typeOf(value, CHART);
  }

  /// A frame, or a column, as a table; null if the value is neither.
  static @Nullable Table table(Object value) {
    Class<?> type = typeOf(value, FRAME);
    if (type != null) {
      return frame(type, value);
    }
    Class<?> column = typeOf(value, SERIES);
    return column == null ? null : series(column, value);
  }

  private static Table frame(Class<?> type, Object frame) {
    List<String> names = new ArrayList<>();
    for (Object name : (Iterable<?>) call(type, frame, "getColumnsIndex")) {
      names.add(String.valueOf(name));
    }
    List<Object> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(
          Objects.requireNonNull(invoke(type, frame, "getColumn", new Class<?>[] {int.class}, i)));
    }
    int height = (int) call(type, frame, "height");
    Rows numbers = Rows.ofNumbered(height, row -> row);
    List<String> types =
        columns.stream().map(column -> typeName(column, column(column, numbers))).toList();
    return Tables.named(
        numbers,
        names,
        types,
        row -> columns.stream().<@Nullable Object>map(column -> at(column, row)).toList());
  }

  private static Table series(Class<?> type, Object series) {
    int size = (int) call(type, series, "size");
    Rows values = Rows.ofNumbered(size, row -> at(series, row));
    return Tables.named(
        values, List.of("value"), List.of(typeName(series, values.shown())), Arrays::asList);
  }

  private static @Nullable Object at(Object column, @Nullable Object row) {
    return invoke(seriesOf(column), column, "get", new Class<?>[] {int.class}, row);
  }

  private static List<@Nullable Object> column(Object column, Rows numbers) {
    return numbers.shown().stream().<@Nullable Object>map(row -> at(column, row)).toList();
  }

  /// What a column is declared with, or what all that is shown of it has in common.
  private static String typeName(Object column, List<@Nullable Object> shown) {
    Class<?> nominal = (Class<?>) call(seriesOf(column), column, "getNominalType");
    return nominal.equals(Object.class) ? Components.typeOfAll(shown) : Components.name(nominal);
  }

  private static Class<?> seriesOf(Object column) {
    return Objects.requireNonNull(typeOf(column, SERIES));
  }

  /// Calls a method without parameters that has a value.
  static Object call(Class<?> type, Object target, String method) {
    return Objects.requireNonNull(invoke(type, target, method, new Class<?>[0]), method);
  }

  /// Calls a method.
  static @Nullable Object invoke(
      Class<?> type,
      Object target,
      String method,
      Class<?>[] parameters,
      @Nullable Object... arguments) {
    try {
      return type.getMethod(method, parameters).invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw switch (Objects.requireNonNullElse(e.getCause(), e)) {
        case RuntimeException thrown -> thrown;
        case Error thrown -> throw thrown;
        default -> new IllegalStateException(e);
      };
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of its library is not known here", e);
    }
  }

  /// The class or interface of this name that the value is of, or null.
  private static @Nullable Class<?> typeOf(Object value, String name) {
    return value.getClass().getModule().isNamed() ? null : find(value.getClass(), name);
  }

  private static @Nullable Class<?> find(@Nullable Class<?> type, String name) {
    if (type == null || type.getName().equals(name)) {
      return type;
    }
    for (Class<?> each : type.getInterfaces()) {
      Class<?> found = find(each, name);
      if (found != null) {
        return found;
      }
    }
    return find(type.getSuperclass(), name);
  }
}
