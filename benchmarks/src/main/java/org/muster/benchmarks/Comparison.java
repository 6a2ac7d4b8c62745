package org.muster.benchmarks;

import java.util.List;

/// One figure, as Muster has it and as others do: some rows of a table.
///
/// @param absent peers that could not be compared with because they are not on this machine
public record Comparison(Figure figure, Measurement own, List<Other> others, List<String> absent) {

  public Comparison {
    others = List.copyOf(others);
    absent = List.copyOf(absent);
  }

  /// What Muster is compared with.
  ///
  /// @param target what Muster should be beside it
  public record Other(Measurement measurement, Target target) {}

  /// Lines of the table: one for each of the others, or one for Muster alone.
  String markdown() {
    var rows = new StringBuilder();
    for (Other other : others) {
      Measurement peer = other.measurement();
      rows.append(
          row(
              peer.peer(),
              values(peer),
              "**%s**".formatted(Unit.digits(figure.unit().ratio(own.median(), peer.median()))),
              other.target().verdict(figure.unit(), own.median(), peer.median())));
    }
    for (String peer : absent) {
      rows.append(row(peer, "not on this machine", "", alone()));
    }
    if (rows.isEmpty()) {
      rows.append(row("", "", "", alone()));
    }
    return rows.toString();
  }

  private String alone() {
    return figure.target().verdict(figure.unit(), own.median());
  }

  private String row(String peer, String values, String ratio, String verdict) {
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(figure.title(), values(own), peer, values, ratio, verdict);
  }

  private String values(Measurement m) {
    Unit unit = figure.unit();
    return "%s (%s … %s)".formatted(unit.text(m.median()), unit.text(m.min()), unit.text(m.max()));
  }
}
