package org.muster.kernel.display;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A table as HTML: no script, and no colours of its own, so that it is as readable in a dark
/// notebook as in a light one.
final class HtmlTable {

  private static final int LONGEST_TEXT = 300;

  /// Paler than the heading in whatever colour that has.
  private static final String PALE = ";font-weight:normal;opacity:0.65";

  private HtmlTable() {}

  static String of(Table table) {
    var html = new StringBuilder("<table>\n<thead>");
    int columns = table.columns().size();
    String[] alignment = new String[columns];
    for (int i = 0; i < columns; i++) {
      alignment[i] = table.numeric(i) ? "right" : "left";
    }
    headings(html, table.columns(), alignment, "");
    if (table.types().stream().anyMatch(type -> !type.isEmpty())) {
      html.append('\n');
      headings(html, table.types(), alignment, PALE);
    }
    html.append("</thead>\n<tbody>\n");
    table.head().forEach(row -> append(html, table, row, alignment));
    if (table.hidden() > 0) {
      append(html, table, Collections.nCopies(columns, "⋮"), alignment);
    }
    table.tail().forEach(row -> append(html, table, row, alignment));
    html.append("</tbody>\n</table>");
    if (!table.shape().isEmpty()) {
      html.append("\n<small>").append(escaped(table.shape())).append("</small>");
    }
    return html.toString();
  }

  private static void headings(
      StringBuilder html, List<String> texts, String[] alignment, String style) {
    html.append("<tr>");
    for (int i = 0; i < texts.size(); i++) {
      html.append(cell("th", alignment[i] + style, texts.get(i), ""));
    }
    html.append("</tr>");
  }

  private static void append(
      StringBuilder html, Table table, List<? extends @Nullable Object> row, String[] alignment) {
    html.append("<tr>");
    for (int i = 0; i < alignment.length; i++) {
      Object value = i < row.size() ? row.get(i) : "";
      boolean isBytes =
          (value instanceof Long || value instanceof Integer)
              && Units.isBytes(table.columns().get(i));
      html.append(
          isBytes
              ? bytes(alignment[i], ((Number) value).longValue())
              : cell("td", alignment[i], Units.inTable(value, LONGEST_TEXT), ""));
    }
    html.append("</tr>\n");
  }

  /// The exact number is seen on pointing at it.
  private static String bytes(String alignment, long bytes) {
    String exact = String.format(Locale.ROOT, " title=\"%,d bytes\"", bytes);
    return cell("td", alignment, Units.bytes(bytes), exact);
  }

  private static String cell(String tag, String style, String text, String attribute) {
    return "<%s style=\"text-align:%s\"%s>%s</%s>"
        .formatted(tag, style, attribute, escaped(ValueText.cut(text, LONGEST_TEXT)), tag);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("$", "&#36;"); // front ends take dollars for formulas
  }
}
