package org.muster.kernel.display;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table as HTML: no script, and no colours of its own, so that it is as readable in a dark
/// notebook as in a light one.
final class HtmlTable {

  private static final int LONGEST_TEXT = 300;

  private HtmlTable() {}

  static String of(Table table) {
    var html = new StringBuilder("<table>\n<thead><tr>");
    int columns = table.columns().size();
    String[] alignment = new String[columns];
    for (int i = 0; i < columns; i++) {
      alignment[i] = table.numeric(i) ? "right" : "left";
      html.append(cell("th", alignment[i], table.columns().get(i)));
    }
    html.append("</tr></thead>\n<tbody>\n");
    table.head().forEach(row -> append(html, row, alignment));
    if (table.hidden() > 0) {
      html.append("<tr>");
      for (int i = 0; i < columns; i++) {
        html.append(cell("td", alignment[i], "⋮"));
      }
      html.append("</tr>\n");
    }
    table.tail().forEach(row -> append(html, row, alignment));
    html.append("</tbody>\n</table>");
    if (!table.shape().isEmpty()) {
      html.append("\n<small>").append(escaped(table.shape())).append("</small>");
    }
    return html.toString();
  }

  private static void append(StringBuilder html, List<@Nullable Object> row, String[] alignment) {
    html.append("<tr>");
    for (int i = 0; i < alignment.length; i++) {
      html.append(cell("td", alignment[i], i < row.size() ? Tables.text(row.get(i)) : ""));
    }
    html.append("</tr>\n");
  }

  private static String cell(String tag, String alignment, String text) {
    String shown = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
    return "<%s style=\"text-align:%s\">%s</%s>".formatted(tag, alignment, escaped(shown), tag);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("$", "&#36;"); // front ends take dollars for formulas
  }
}
