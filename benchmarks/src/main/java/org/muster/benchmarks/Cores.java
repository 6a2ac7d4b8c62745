package org.muster.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Figure.Baseline;
import org.muster.benchmarks.Peer.Lifetime;

/// The race about work for processors alone: how much faster several workers are than one thread.
///
/// [CoreWork] and `peer.py` run it.
final class Cores {

  /// The sizes of pools that take part.
  static final List<Integer> WORKERS = List.of(1, 2, 4);

  private static final double WITHIN = 0.95;

  private Cores() {}

  static Group group(Size size) {
    String about =
        """
        Counting primes by trial division, in blocks, of which each is an item. The speed-up is the time
        that a loop in one thread of the same process takes for all blocks, divided by that of the pool.
        Threads and pool take two turns each, and the better one counts.
        It says nothing about the language: CPython's blocks are smaller, so that they take about
        as long. Beside the threads of one JVM, which need no copies and no messages, a pool
        should lose no more than 5 %.
        """;
    List<Figure> figures = new ArrayList<>();
    for (int workers : WORKERS) {
      var threads =
          new Baseline(
              "threads" + workers,
              workers == 1 ? "Java, 1 thread" : "Java, %d threads".formatted(workers),
              Target.ratio(WITHIN));
      String title =
          "speed-up of counting primes with %d worker%s"
              .formatted(workers, workers == 1 ? "" : "s");
      figures.add(new Figure("pool" + workers, title).in(Unit.SPEED_UP).beside(threads));
    }
    int blocks = size.of(480, 96); // two seconds of work, or a fifth of one
    var primes = new Race("primes", blocks, Lifetime.WARMED, blocks, Set.of(Rival.FORK), figures);
    return new Group("cores", "Processors", about, List.of(primes));
  }
}
