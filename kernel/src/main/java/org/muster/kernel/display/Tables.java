package org.muster.kernel.display;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Cuts arrays, collections, maps and records into tables.
///
/// Only the rows that are shown are looked at, as [Rows] has them.
final class Tables {

  private static final int MOST_COLUMNS = 50;

  private Tables() {}

  /// The value as a table, or empty if it is of another kind or empty itself.
  static Optional<Table> of(Object value) {
    return switch (value) {
      case Record row -> ofRecord(row);
      case Map<?, ?> map -> ofMap(Rows.ofEntries(map));
      case Collection<?> rows -> ofRows(Rows.of(rows), "");
      default ->
          value.getClass().isArray()
              ? ofRows(Rows.ofArray(value), Components.name(value.getClass().componentType()))
              : Optional.empty();
    };
  }

  /// Rows that know their columns.
  static Table named(
      Rows rows,
      List<String> columns,
      List<String> types,
      Function<@Nullable Object, List<@Nullable Object>> cut) {
    return table(rows, columns, types, shape(rows, "row", columns.size()), true, cut);
  }

  private static Optional<Table> ofRecord(Record row) {
    List<List<@Nullable Object>> cells = new ArrayList<>();
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      cells.add(
          Arrays.asList(
              component.getName(), Components.type(component), Components.value(row, component)));
    }
    return cells.isEmpty()
        ? Optional.empty()
        : Optional.of(Table.whole(List.of(row.getClass().getSimpleName(), "", ""), cells));
  }

  private static Optional<Table> ofMap(Rows entries) {
    if (entries.size() == 0) {
      return Optional.empty();
    }
    List<@Nullable Object> keys =
        entries.shown().stream().<@Nullable Object>map(Tables::key).toList();
    List<@Nullable Object> values =
        entries.shown().stream().<@Nullable Object>map(Tables::value).toList();
    RecordComponent[] components = Components.common(values);
    List<String> columns = new ArrayList<>(List.of("key"));
    List<String> types = new ArrayList<>(List.of(Components.typeOfAll(keys)));
    if (components == null) {
      columns.add("value");
      types.add(Components.typeOfAll(values));
      String shape = counted(entries.size(), "entry");
      return Optional.of(
          table(
              entries,
              columns,
              types,
              shape,
              false,
              entry -> Arrays.asList(key(entry), value(entry))));
    }
    addColumns(components, columns, types);
    return Optional.of(
        named(
            entries,
            columns,
            types,
            entry -> {
              List<@Nullable Object> cells = Components.values(value(entry), components);
              cells.addFirst(key(entry));
              return cells;
            }));
  }

  private static @Nullable Object key(@Nullable Object entry) {
    return ((Map.Entry<?, ?>) Objects.requireNonNull(entry)).getKey();
  }

  private static @Nullable Object value(@Nullable Object entry) {
    return ((Map.Entry<?, ?>) Objects.requireNonNull(entry)).getValue();
  }

  private static Optional<Table> ofRows(Rows rows, String type) {
    if (rows.size() == 0) {
      return Optional.empty();
    }
    List<@Nullable Object> shown = rows.shown();
    RecordComponent[] components = Components.common(shown);
    if (components != null) {
      List<String> columns = new ArrayList<>();
      List<String> types = new ArrayList<>();
      addColumns(components, columns, types);
      return Optional.of(named(rows, columns, types, row -> Components.values(row, components)));
    }
    List<String> keys = commonKeys(shown);
    if (!keys.isEmpty()) {
      List<String> types =
          keys.stream()
              .map(key ->
                  Components.typeOfAll(
                      shown.stream().<@Nullable Object>map(row -> get(row, key)).toList()))
              .toList();
      return Optional.of(
          named(
              rows,
              keys,
              types,
              row -> keys.stream().<@Nullable Object>map(key -> get(row, key)).toList()));
    }
    int width = width(shown);
    return Optional.of(width > 0 ? ofMatrix(rows, width) : ofElements(rows, type));
  }

  private static Table ofElements(Rows rows, String type) {
    return numbered(
        rows,
        List.of("", "value"),
        List.of("", type.isEmpty() ? Components.typeOfAll(rows.shown()) : type),
        counted(rows.size(), "element"),
        Arrays::asList);
  }

  private static Table ofMatrix(Rows rows, int width) {
    int columns = Math.min(width, MOST_COLUMNS);
    List<String> headings =
        new ArrayList<>(IntStream.range(0, columns).mapToObj(String::valueOf).toList());
    headings.addFirst("");
    if (width > columns) {
      headings.add("…");
    }
    return numbered(
        rows,
        headings,
        List.of(),
        shape(rows, "row", width),
        row -> {
          List<@Nullable Object> cells = new ArrayList<>();
          for (int i = 0; row != null && i < Math.min(length(row), columns); i++) {
            cells.add(row instanceof List<?> list ? list.get(i) : Array.get(row, i));
          }
          return cells;
        });
  }

  private static void addColumns(
      RecordComponent[] components, List<String> columns, List<String> types) {
    Stream.of(components).map(RecordComponent::getName).forEach(columns::add);
    Stream.of(components).map(Components::type).forEach(types::add);
  }

  /// A table whose first column counts the rows.
  private static Table numbered(
      Rows rows,
      List<String> columns,
      List<String> types,
      String shape,
      Function<@Nullable Object, List<@Nullable Object>> cut) {
    Table table = table(rows, columns, types, shape, false, cut);
    number(table.head(), 0);
    number(table.tail(), rows.size() - table.tail().size());
    return table;
  }

  private static void number(List<List<@Nullable Object>> rows, int from) {
    for (int i = 0; i < rows.size(); i++) {
      List<@Nullable Object> cells = new ArrayList<>(rows.get(i));
      cells.addFirst(from + i);
      rows.set(i, cells);
    }
  }

  private static Table table(
      Rows rows,
      List<String> columns,
      List<String> types,
      String shape,
      boolean named,
      Function<@Nullable Object, List<@Nullable Object>> cut) {
    List<List<@Nullable Object>> head = new ArrayList<>();
    rows.head().forEach(row -> head.add(cut.apply(row)));
    List<List<@Nullable Object>> tail = new ArrayList<>();
    rows.tail().forEach(row -> tail.add(cut.apply(row)));
    return new Table(columns, types, head, tail, rows.hidden(), shape, named);
  }

  private static String shape(Rows rows, String unit, int columns) {
    return counted(rows.size(), unit) + " × " + counted(columns, "column");
  }

  private static String counted(int number, String noun) {
    String plural = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
  }

  /// The keys of rows that are maps with names for keys, as JSON has them; none if they are not, or
  /// have more than fit.
  private static List<String> commonKeys(List<@Nullable Object> rows) {
    Set<String> keys = new LinkedHashSet<>();
    for (Object row : rows) {
      if (!(row instanceof Map<?, ?> map) || map.size() > MOST_COLUMNS) {
        return List.of();
      }
      for (Object key : map.keySet()) {
        if (!(key instanceof String name)) {
          return List.of();
        }
        keys.add(name);
      }
    }
    return keys.size() > MOST_COLUMNS ? List.of() : List.copyOf(keys);
  }

  private static @Nullable Object get(@Nullable Object row, String key) {
    return row instanceof Map<?, ?> map ? map.get(key) : null;
  }

  /// How many columns rows have that are lists or arrays themselves, or 0 if one is something else.
  private static int width(List<@Nullable Object> rows) {
    int width = 0;
    for (Object row : rows) {
      int length = row == null ? -1 : length(row);
      if (length < 0) {
        return 0;
      }
      width = Math.max(width, length);
    }
    return width;
  }

  private static int length(Object row) {
    return row instanceof List<?> list
        ? list.size()
        : row.getClass().isArray() ? Array.getLength(row) : -1;
  }
}
