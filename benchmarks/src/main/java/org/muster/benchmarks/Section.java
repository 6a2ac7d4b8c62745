package org.muster.benchmarks;

import java.util.List;

/// A part of a report: what was measured, how, and a table of it.
///
/// @param about what a reader has to know about the numbers
public record Section(String title, String about, List<Comparison> comparisons) {

  /// The section, with an empty line before it; nothing if nothing was measured.
  String markdown() {
    if (comparisons.isEmpty()) {
      return "";
    }
    var table =
        new StringBuilder(
            """
            | | Muster | Peer | | Ratio | Target |
            |---|---:|---|---:|---:|---|
            """);
    comparisons.forEach(comparison -> table.append(comparison.markdown()));
    return "\n## %s\n\n%s\n%s".formatted(title, about, table);
  }
}
