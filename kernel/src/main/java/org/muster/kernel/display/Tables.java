package org.muster.kernel.display;

import java.lang.reflect.Array;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Cuts arrays, collections, maps and records into tables.
///
/// Only the rows that are shown are looked at: a list may compute its elements, and a million of
/// them.
final class Tables {

  /// As many rows as fit on a screen or two are shown whole; of more, a beginning and an end.
  private static final int MOST_ROWS = 60;

  private static final int HEAD_ROWS = 20;
  private static final int TAIL_ROWS = 5;
  private static final int MOST_COLUMNS = 50;
  private static final int MOST_IN_LINE = 100;

  private Tables() {}

  /// The value as a table, or empty if it is of another kind or empty itself.
  static Optional<Table> of(Object value) {
    return switch (value) {
      case Record row -> ofRecord(row);
      case Map<?, ?> map -> ofMap(map);
      case Collection<?> rows -> ofRows(Rows.of(rows));
      default -> value.getClass().isArray() ? ofRows(Rows.ofArray(value)) : Optional.empty();
    };
  }

  /// A collection, a map or an array in one line, shortened.
  static String line(Object value) {
    if (value instanceof Map<?, ?> map && map.size() > MOST_IN_LINE) {
      return shortened(map.entrySet().stream().limit(MOST_IN_LINE), map.size(), "{", "}");
    }
    if (value instanceof Collection<?> rows && rows.size() > MOST_IN_LINE) {
      return shortened(rows.stream().limit(MOST_IN_LINE), rows.size(), "[", "]");
    }
    if (value.getClass().isArray()) {
      Rows rows = Rows.ofArray(value);
      return shortened(
          Stream.iterate(0, i -> i + 1).limit(Math.min(rows.size(), MOST_IN_LINE)).map(rows::get),
          rows.size(),
          "[",
          "]");
    }
    return String.valueOf(value);
  }

  /// What a cell of a table says.
  static String text(@Nullable Object cell) {
    return cell != null && (cell.getClass().isArray() || cell instanceof Collection<?>)
        ? line(cell)
        : String.valueOf(cell);
  }

  /// The rows of a table, reached by number.
  private record Rows(int size, IntFunction<? extends @Nullable Object> at, boolean tailKnown) {

    static Rows of(Collection<?> rows) {
      if (rows instanceof List<?> list) {
        return new Rows(list.size(), list::get, true);
      }
      List<?> first = rows.stream().limit(MOST_ROWS).toList();
      return new Rows(rows.size(), first::get, rows.size() <= MOST_ROWS);
    }

    static Rows ofArray(Object array) {
      return new Rows(Array.getLength(array), i -> Array.get(array, i), true);
    }

    @Nullable Object get(int row) {
      return at.apply(row);
    }

    int headSize() {
      return size <= MOST_ROWS ? size : HEAD_ROWS;
    }

    int tailStart() {
      return size <= MOST_ROWS || !tailKnown ? size : size - TAIL_ROWS;
    }

    List<@Nullable Object> shown() {
      List<@Nullable Object> shown = new ArrayList<>();
      for (int i = 0; i < headSize(); i++) {
        shown.add(get(i));
      }
      for (int i = tailStart(); i < size; i++) {
        shown.add(get(i));
      }
      return shown;
    }
  }

  private static Optional<Table> ofRecord(Record row) {
    List<List<@Nullable Object>> cells = new ArrayList<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      cells.add(Arrays.asList(component.getName(), component(row, component)));
    }
    return cells.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(List.of("", row.getClass().getSimpleName()), cells, List.of(), 0, "", true));
  }

  private static Optional<Table> ofMap(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>();
    map.entrySet().stream().limit(MOST_ROWS).forEach(entries::add);
    Optional<RecordComponent[]> columns =
        commonRecord(entries.stream().<@Nullable Object>map(Map.Entry::getValue).toList());
    List<String> headings = new ArrayList<>(List.of("key"));
    if (columns.isPresent()) {
      Stream.of(columns.get()).map(RecordComponent::getName).forEach(headings::add);
    } else {
      headings.add("value");
    }
    var rows = new Rows(map.size(), entries::get, map.size() <= MOST_ROWS);
    return table(
        rows,
        headings,
        columns.isPresent(),
        columns.isPresent() ? "row" : "entry",
        (_, entry) -> {
          var e = (Map.Entry<?, ?>) Objects.requireNonNull(entry);
          List<@Nullable Object> cells = new ArrayList<>();
          cells.add(e.getKey());
          if (columns.isPresent()) {
            cells.addAll(components(e.getValue(), columns.get()));
          } else {
            cells.add(e.getValue());
          }
          return cells;
        });
  }

  private static Optional<Table> ofRows(Rows rows) {
    List<@Nullable Object> shown = rows.shown();
    Optional<RecordComponent[]> columns = commonRecord(shown);
    if (columns.isPresent()) {
      return table(
          rows,
          Stream.of(columns.get()).map(RecordComponent::getName).toList(),
          true,
          "row",
          (_, row) -> components(row, columns.get()));
    }
    int width = matrixWidth(shown);
    List<String> headings = new ArrayList<>(List.of(""));
    if (width > 0) {
      Stream.iterate(0, i -> i + 1).limit(width).map(String::valueOf).forEach(headings::add);
    } else {
      headings.add("value");
    }
    return table(
        rows,
        headings,
        false,
        width > 0 ? "row" : "element",
        (number, row) -> {
          List<@Nullable Object> cells = new ArrayList<>();
          cells.add(number);
          if (width > 0 && row != null) {
            Rows inner = row instanceof List<?> list ? Rows.of(list) : Rows.ofArray(row);
            for (int i = 0; i < Math.min(inner.size(), width); i++) {
              cells.add(inner.get(i));
            }
          } else {
            cells.add(row);
          }
          return cells;
        });
  }

  private interface RowCutter {
    List<@Nullable Object> cut(int number, @Nullable Object row);
  }

  private static Optional<Table> table(
      Rows rows, List<String> headings, boolean named, String unit, RowCutter cutter) {
    if (rows.size() == 0) {
      return Optional.empty();
    }
    List<List<@Nullable Object>> head = new ArrayList<>();
    for (int i = 0; i < rows.headSize(); i++) {
      head.add(cutter.cut(i, rows.get(i)));
    }
    List<List<@Nullable Object>> tail = new ArrayList<>();
    for (int i = rows.tailStart(); i < rows.size(); i++) {
      tail.add(cutter.cut(i, rows.get(i)));
    }
    int columns = named ? headings.size() : headings.size() - 1; // the first one counts the rows
    String shape =
        named || unit.equals("row")
            ? counted(rows.size(), unit) + " × " + counted(columns, "column")
            : counted(rows.size(), unit);
    return Optional.of(
        new Table(
            headings, head, tail, rows.size() - (long) head.size() - tail.size(), shape, named));
  }

  private static String counted(int number, String noun) {
    String plural = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
  }

  /// The components that all rows share, if every row is a record of one type.
  private static Optional<RecordComponent[]> commonRecord(List<@Nullable Object> rows) {
    Class<?> type = null;
    for (Object row : rows) {
      if (!(row instanceof Record) || (type != null && !row.getClass().equals(type))) {
        return Optional.empty();
      }
      type = row.getClass();
    }
    return type == null || type.getRecordComponents().length == 0
        ? Optional.empty()
        : Optional.of(type.getRecordComponents());
  }

  /// How many columns rows have that are lists or arrays themselves, or 0 if one is something else.
  private static int matrixWidth(List<@Nullable Object> rows) {
    int width = 0;
    for (Object row : rows) {
      if (row instanceof List<?> list) {
        width = Math.max(width, list.size());
      } else if (row != null && row.getClass().isArray()) {
        width = Math.max(width, Array.getLength(row));
      } else {
        return 0;
      }
    }
    return Math.min(width, MOST_COLUMNS);
  }

  private static List<@Nullable Object> components(
      @Nullable Object row, RecordComponent[] columns) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (RecordComponent column : columns) {
      cells.add(row == null ? null : component(row, column));
    }
    return cells;
  }

  private static @Nullable Object component(Object row, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true); // the record need not be public
      return component.getAccessor().invoke(row);
    } catch (InvocationTargetException e) {
      return "(throws %s)".formatted(e.getCause());
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return "(not accessible)";
    }
  }

  private static String shortened(Stream<?> first, int size, String open, String close) {
    List<String> texts = new ArrayList<>();
    first.forEach(each -> texts.add(text(each)));
    if (size > texts.size()) {
      texts.add(String.format(Locale.ROOT, "… %,d more", size - texts.size()));
    }
    return open + String.join(", ", texts) + close;
  }
}
