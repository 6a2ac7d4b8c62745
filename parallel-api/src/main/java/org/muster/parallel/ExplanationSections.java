package org.muster.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.muster.parallel.Explanation.Section;

/// An [Explanation] in rows and columns.
final class ExplanationSections {

  private static final int WIDEST_COLUMN = 60;

  private ExplanationSections() {}

  static List<Section> of(Explanation e) {
    List<Section> sections = new ArrayList<>();
    add(
        sections,
        "What cannot travel",
        List.of("value", "type", "cell", "used through"),
        e.refusals(),
        r -> List.of(r.path(), r.type(), cell(r.cell()), chain(r.chain())));
    add(
        sections,
        "Captured locals",
        List.of("name", "type", "bytes"),
        e.captures(),
        c -> List.of(c.name(), c.type(), c.bytes()));
    add(
        sections,
        "Notebook variables",
        List.of("name", "type", "bytes", "cell", "used through"),
        e.variables(),
        v -> List.of(v.name(), v.type(), v.bytes(), cell(v.cell()), chain(v.chain())));
    add(
        sections,
        "Big arrays, sent once",
        List.of("type", "bytes", "in", "unchanged since it was sent"),
        e.arrays(),
        a -> List.of(a.type(), a.bytes(), a.holder(), a.sentBefore() ? "yes" : "no"));
    add(
        sections,
        "Classes",
        List.of("name", "cell", "version", "bytes"),
        e.classes(),
        c -> List.of(c.name(), cell(c.cell()), c.hash(), c.bytes()));
    add(
        sections,
        "Workers",
        List.of("worker", "lacks", "bytes to send", "bytes there"),
        e.deliveries(),
        d -> List.of("worker " + d.worker(), lacks(d), d.bytesToSend(), d.bytesThere()));
    return sections;
  }

  private static <T> void add(
      List<Section> sections,
      String title,
      List<String> columns,
      List<T> things,
      Function<T, List<Object>> row) {
    if (!things.isEmpty()) {
      sections.add(new Section(title, columns, things.stream().map(row).toList()));
    }
  }

  private static String cell(int cell) {
    return cell == 0 ? "" : "[" + cell + "]";
  }

  private static String chain(List<String> chain) {
    return String.join(" → ", chain).replace("`", "");
  }

  private static String lacks(Explanation.Delivery d) {
    List<String> lacks = new ArrayList<>();
    if (!d.hasTask()) {
      lacks.add("the task");
    }
    if (d.classes() > 0) {
      lacks.add(d.classes() == 1 ? "1 class" : d.classes() + " classes");
    }
    if (d.arrays() > 0) {
      lacks.add(d.arrays() == 1 ? "1 array" : d.arrays() + " arrays");
    }
    return lacks.isEmpty() ? "nothing" : String.join(", ", lacks);
  }

  static String text(Explanation e) {
    var text = new StringBuilder(e.summary()).append('\n');
    for (Explanation.Refusal refusal : e.refusals()) {
      text.append("\n- ").append(refusal.message()).append('\n');
    }
    for (String warning : e.warnings()) {
      text.append("\n- ").append(warning).append('\n');
    }
    return text(text.toString(), of(e));
  }

  /// A text with tables below it.
  static String text(String above, List<Section> sections) {
    var text = new StringBuilder(above.stripTrailing()).append('\n');
    for (Section section : sections) {
      text.append('\n').append(section.title()).append('\n');
      append(text, section);
    }
    return text.toString().stripTrailing();
  }

  private static void append(StringBuilder text, Section section) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(section.columns());
    for (List<Object> row : section.rows()) {
      lines.add(row.stream().map(ExplanationSections::shown).toList());
    }
    int columns = section.columns().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      var row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean number = section.rows().getFirst().get(i) instanceof Number;
        String padding = " ".repeat(widths[i] - line.get(i).length());
        row.append("  ").append(number ? padding + line.get(i) : line.get(i) + padding);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }

  private static String shown(Object cell) {
    String text =
        cell instanceof Number number
            ? String.format(Locale.ROOT, "%,d", number.longValue())
            : cell.toString();
    return text.length() <= WIDEST_COLUMN ? text : text.substring(0, WIDEST_COLUMN - 1) + "…";
  }
}
