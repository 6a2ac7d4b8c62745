package org.muster.benchmarks;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Race.Figure;

/// A run, as a page of Markdown that says everything needed to read its numbers and to repeat them.
///
/// @param command what was typed
/// @param date when
/// @param python the version of the peers' interpreter, if one took part
/// @param rounds how often each race was run by each peer
/// @param races by figure; the first measurement of each figure is Muster's
/// @param codec likewise, the first one being Muster's codec
public record Report(
    String command,
    LocalDate date,
    Machine machine,
    Optional<String> python,
    Size size,
    int rounds,
    Duration warmUp,
    List<Measurement> races,
    List<Measurement> codec) {

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
    python.ifPresent(version -> page.append("- ").append(version).append('\n'));
    if (!races.isEmpty()) {
      page.append(aboutRaces());
      page.append(table(races));
    }
    if (!codec.isEmpty()) {
      page.append(
          """

          ## Values to bytes

          Measured by JMH in one JVM, one method after the other; a round is one of its iterations.
          `java.io` serialization is the floor.

          """);
      page.append(table(codec));
    }
    return page.toString();
  }

  private String aboutRaces() {
    return """

    ## Pools

    Every pool has %d workers. The peers took turns in this one run, %d rounds each; a time is the
    median of the rounds, with the smallest and the largest in brackets. The ratio is the
    peer's median divided by Muster's: above 1 Muster is faster. Every result was checked.

    - *Start* is measured in a new process each time, from opening the pool until all workers have
      answered a task; the start of the process itself is not in it. `spawn` is the comparable
      one: like a worker JVM, a spawned worker is a new program. `fork` copies the running process.
    - All else is measured in processes that ran the same work for at least %s s before. Tasks
      add 1 to a number, numbers are sent and received as lists of boxed integers, and each
      round of `apply` gives the percentiles of %s calls.

    Other programs on the machine, and a virtual machine's neighbours, show as a wide
    spread between smallest and largest: read such a row with care.

    """
        .formatted(
            Race.WORKERS, rounds, seconds(warmUp), "%,d".formatted(Race.apply(size).items()));
  }

  private static String table(List<Measurement> measurements) {
    var table =
        new StringBuilder(
            """
            | | Muster | Peer | | Ratio |
            |---|---:|---|---:|---:|
            """);
    Map<Figure, List<Measurement>> byFigure = new LinkedHashMap<>();
    for (Measurement m : measurements) {
      byFigure.computeIfAbsent(m.figure(), _ -> new ArrayList<>()).add(m);
    }
    byFigure.forEach((figure, group) -> {
      Measurement own = group.getFirst();
      for (Measurement peer : group.subList(1, group.size())) {
        table.append(
            "| %s | %s | %s | %s | **%s** |\n"
                .formatted(
                    figure.title(),
                    times(own),
                    peer.peer(),
                    times(peer),
                    digits(peer.ratioTo(own))));
      }
    });
    return table.toString();
  }

  private static String times(Measurement m) {
    return "%s (%s … %s)".formatted(time(m.median()), time(m.min()), time(m.max()));
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

  private static String digits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String seconds(Duration duration) {
    return digits(duration.toMillis() / 1e3);
  }
}
