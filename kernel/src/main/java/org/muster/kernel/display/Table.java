package org.muster.kernel.display;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value cut into rows and columns, no more of it than is shown.
///
/// @param columns their headings
/// @param types what is in them, as many as there are columns; none if nobody asks
/// @param head the first rows
/// @param tail the last rows, if there are more than are shown
/// @param hidden how many rows are between them
/// @param shape what the whole is, as in `8,000 rows × 5 columns`
/// @param named whether the columns have names of their own, as a record's components have
record Table(
    List<String> columns,
    List<String> types,
    List<List<@Nullable Object>> head,
    List<List<@Nullable Object>> tail,
    long hidden,
    String shape,
    boolean named) {

  /// A table that is shown whole.
  static Table whole(List<String> columns, List<List<@Nullable Object>> rows) {
    return new Table(columns, List.of(), rows, List.of(), 0, "", true);
  }

  /// Whether a column holds numbers only.
  boolean numeric(int column) {
    boolean any = false;
    for (List<List<@Nullable Object>> part : List.of(head, tail)) {
      for (List<@Nullable Object> row : part) {
        Object cell = column < row.size() ? row.get(column) : null;
        if (cell != null && !(cell instanceof Number)) {
          return false;
        }
        any |= cell != null;
      }
    }
    return any;
  }
}
