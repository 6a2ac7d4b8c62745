package org.muster.kernel.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Explanation;

/// What a task would send, as a sentence, the refusals and warnings in full, and a table for each
/// part. No colours of its own, as in [HtmlTable].
final class ExplanationHtml {

  private ExplanationHtml() {}

  static String of(Explanation explanation) {
    List<String> sentences =
        Stream.concat(
                explanation.refusals().stream().map(Explanation.Refusal::message),
                explanation.warnings().stream())
            .toList();
    return of(explanation.summary(), sentences, explanation.sections());
  }

  /// A summary, what there is to say besides, and tables.
  static String of(String summary, List<String> sentences, List<Explanation.Section> sections) {
    var html = new StringBuilder();
    html.append("<p><strong>").append(text(summary)).append("</strong></p>");
    if (!sentences.isEmpty()) {
      html.append("\n<ul>");
      sentences.forEach(each -> html.append("\n<li>").append(text(each)).append("</li>"));
      html.append("\n</ul>");
    }
    for (Explanation.Section section : sections) {
      html.append("\n<p>").append(text(section.title())).append("</p>\n");
      html.append(HtmlTable.of(table(section)));
    }
    return html.toString();
  }

  private static Table table(Explanation.Section section) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<Object> row : section.rows()) {
      List<@Nullable Object> cells = new ArrayList<>();
      for (Object cell : row) {
        cells.add(cell instanceof Number number ? new Grouped(number.longValue()) : cell);
      }
      rows.add(cells);
    }
    return Table.whole(section.columns(), rows);
  }

  /// Text in which code stands between backquotes.
  private static String text(String text) {
    return HtmlTable.escaped(text).replaceAll("`([^`]*)`", "<code>$1</code>");
  }

  /// A number of bytes, shown as in 8,000,000.
  private static final class Grouped extends Number {
    private static final long serialVersionUID = 1;

    private final long value;

    Grouped(long value) {
      this.value = value;
    }

    @Override
    public int intValue() {
      return (int) value;
    }

    @Override
    public long longValue() {
      return value;
    }

    @Override
    public float floatValue() {
      return value;
    }

    @Override
    public double doubleValue() {
      return value;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,d", value);
    }
  }
}
