package org.muster.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Race.Figure;

/// A part of a report: what was measured, how, and a table of it.
///
/// @param about what a reader has to know about the numbers
/// @param measurements by figure; the first one of each figure is Muster's
/// @param absent peers that could not be compared with because they are not on this machine
public record Section(
    String title, String about, List<Measurement> measurements, List<String> absent) {

  static Section pools(Size size, Duration warmUp, List<Measurement> measurements) {
    String about =
        """
        Every pool has %d workers. The peers took turns.

        - *Start* is measured in a new process each time, from opening the pool until all workers have
          answered a task; the start of the process itself is not in it. Muster's workers have the AOT
          cache that is made in the background once the first pool was opened on a machine. `spawn` is the comparable
          one: like a worker JVM, a spawned worker is a new program. `fork` copies the running process.
        - All else is measured in processes that ran the same work for at least %s s before. Tasks
          add 1 to a number, numbers are sent and received as lists of boxed integers, and each
          round of `apply` gives the percentiles of %s calls.
        """
            .formatted(
                Race.WORKERS, Report.seconds(warmUp), "%,d".formatted(Race.apply(size).items()));
    return new Section("Pools", about, measurements, List.of());
  }

  static Section functions(Duration warmUp, List<Measurement> measurements, List<String> absent) {
    String about =
        """
        What it costs that the code of cells travels, with %d workers, in processes that took turns and
        ran the same work for at least %s s before. Some rows compare two measurements of Muster's own,
        made in turn by the same process. Muster's classes are compiled, made fit to travel and loaded
        as a kernel does it, but without a kernel. That is in no time here, and neither is the
        `exec` that defines Python's functions.

        - *Pack* and *unpack* are of `x -> x + k` with `k` captured, against cloudpickle, and against
          `java.io` with a lambda that the compiler made serializable. That is the floor: it carries
          a name, and both sides must have its class on their class path.
        - `map([1])` goes on with the same function. Against the `apply` the aim is a ratio of 0.67 or
          more: a map takes at most 1.5 times as long.
        - A *first call* is `map([1])` on workers that have started, answered a task and never saw these
          classes; each class makes an object of the next.
        - The *captured array* has 1,000,000 random doubles, and four items make all workers read it. The
          first call has a new array, on workers that know the function; the other one is the same
          call again, and 20 times faster is the aim. joblib writes the array to a file, once, and
          its workers map that.
        - The *redefined function* is a method that the mapped function calls, each time with another
          constant; the workers may have had its earlier versions.
        """
            .formatted(Race.WORKERS, Report.seconds(warmUp));
    return new Section("Functions", about, measurements, absent);
  }

  static Section values(List<Measurement> measurements) {
    String about =
        """
        Measured by JMH in one JVM, one method after the other; a round is one of its iterations.
        `java.io` serialization is the floor.
        """;
    return new Section("Values to bytes", about, measurements, List.of());
  }

  /// The section, with an empty line before it; nothing if nothing was measured.
  String markdown() {
    if (measurements.isEmpty()) {
      return "";
    }
    return "\n## %s\n\n%s\n%s".formatted(title, about, table());
  }

  private String table() {
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
        String ratio = "**%s**".formatted(Report.digits(peer.ratioTo(own)));
        table.append(row(figure, own, peer.peer(), times(peer), ratio));
      }
      for (String peer : absent) {
        table.append(row(figure, own, peer, "not on this machine", ""));
      }
    });
    return table.toString();
  }

  private static String row(
      Figure figure, Measurement own, String peer, String times, String ratio) {
    return "| %s | %s | %s | %s | %s |\n".formatted(figure.title(), times(own), peer, times, ratio);
  }

  private static String times(Measurement m) {
    return "%s (%s … %s)"
        .formatted(Report.time(m.median()), Report.time(m.min()), Report.time(m.max()));
  }
}
