package org.muster.kernel.display;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table as aligned lines of text.
final class TextTable {

  private static final int WIDEST_COLUMN = 50;

  private TextTable() {}

  static String of(Table table) {
    int columns = table.columns().size();
    List<List<String>> lines = new ArrayList<>();
    lines.add(table.columns());
    table.head().forEach(row -> lines.add(texts(row, columns)));
    if (table.hidden() > 0) {
      lines.add(Collections.nCopies(columns, "⋮"));
    }
    table.tail().forEach(row -> lines.add(texts(row, columns)));
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], length(line.get(i)));
      }
    }
    var text = new StringBuilder();
    for (List<String> line : lines) {
      var row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String padding = " ".repeat(widths[i] - length(line.get(i)));
        row.append(i == 0 ? "" : "  ")
            .append(table.numeric(i) ? padding + line.get(i) : line.get(i) + padding);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return table.hidden() > 0 ? text + table.shape() : text.toString().stripTrailing();
  }

  private static List<String> texts(List<@Nullable Object> row, int columns) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      String text =
          i < row.size() ? Units.inTable(row.get(i), 2 * WIDEST_COLUMN).replaceAll("\\R", " ") : "";
      texts.add(
          length(text) > WIDEST_COLUMN
              ? text.substring(0, text.offsetByCodePoints(0, WIDEST_COLUMN - 1)) + "…"
              : text);
    }
    return texts;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
