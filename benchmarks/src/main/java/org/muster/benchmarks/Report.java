package org.muster.benchmarks;

import java.time.LocalDate;
import java.util.List;
import org.muster.benchmarks.Benchmark.Size;

/// A run, as a page of Markdown that says everything needed to read its numbers and to repeat them.
///
/// @param command what was typed
/// @param date when
/// @param peers the versions of the programs that took part besides Muster
/// @param sections what was measured; those with nothing are left out
/// @param failures what was not
public record Report(
    String command,
    LocalDate date,
    Machine machine,
    List<String> peers,
    Size size,
    List<Section> sections,
    Failures failures) {

  /// The page.
  public String markdown() {
    var page = new StringBuilder("# Benchmarks\n\n");
    page.append("`%s` on %s".formatted(command, date));
    page.append(
        switch (size) {
          case FULL -> ".\n\n";
          case QUICK -> ": **a quick run, too short to be quoted**.\n\n";
        });
    page.append(machine.markdown());
    peers.forEach(version -> page.append("- ").append(version).append('\n'));
    page.append(
        """

        A value is the median of %d rounds, with the smallest and the largest in brackets. The ratio says
        how many times better Muster is: the peer's time divided by Muster's, so that above 1 Muster is
        faster. Where there is a target, the row says whether it is met; one that is a ratio counts for the
        best peer of those that it stands beside. Every result was checked.

        Other programs on the machine, and a virtual machine's neighbours, show as a wide
        spread between smallest and largest: read such a row with care.
        """
            .formatted(size.rounds()));
    page.append(failures.markdown());
    sections.forEach(section -> page.append(section.markdown()));
    return page.toString();
  }
}
