package org.muster.benchmarks;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.muster.benchmarks.Benchmark.Size;

/// A run, as a page of Markdown that says everything needed to read its numbers and to repeat them.
///
/// @param command what was typed
/// @param date when
/// @param peers the versions of the programs that took part besides Muster
/// @param rounds how often each figure was measured for each peer
/// @param sections what was measured; those with nothing are left out
public record Report(
    String command,
    LocalDate date,
    Machine machine,
    List<String> peers,
    Size size,
    int rounds,
    List<Section> sections) {

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

        A time is the median of %d rounds, with the smallest and the largest in brackets. The ratio is
        the peer's time divided by Muster's: above 1 Muster is faster. Every result was checked.

        Other programs on the machine, and a virtual machine's neighbours, show as a wide
        spread between smallest and largest: read such a row with care.
        """
            .formatted(rounds));
    sections.forEach(section -> page.append(section.markdown()));
    return page.toString();
  }

  /// A time in the unit that fits it, with three digits.
  static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 999_500) {
      return digits(nanos / 1e3) + " µs";
    }
    if (nanos < 999_500_000) {
      return digits(nanos / 1e6) + " ms";
    }
    return digits(nanos / 1e9) + " s";
  }

  /// A number with three digits, where it has a fraction.
  static String digits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String seconds(Duration duration) {
    return digits(duration.toMillis() / 1e3);
  }
}
