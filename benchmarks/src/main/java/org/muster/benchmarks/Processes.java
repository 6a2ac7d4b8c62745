package org.muster.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Figure.Baseline;
import org.muster.benchmarks.Peer.Lifetime;

/// The races about workers as processes: what they take, and how long the pool is without one.
///
/// [ProcessWork], `peer.py` and `joblib_peer.py` run them.
final class Processes {

  private static final long MOST_MEMORY = 40_000_000;
  private static final long MOST_NANOS = 50_000_000;

  private Processes() {}

  static Group group(Size size) {
    String about =
        """
        - *Memory* is the proportional set size (PSS) of one of %d workers, in a new process each time:
          what it has alone, and its share of what it has together with others. It is read when all
          workers are ready, and once more a second after a `map` of %,d boxed integers.
        - *Replacement*: the only worker of a pool is killed while it is idle. Time is from the signal until
          a task was run by another one. With a spare the pool has a started one in reserve. loky starts
          a new executor; the pool of `multiprocessing` is not there because it often hangs for ever
          if a worker is killed while it waits for work.
        """
            .formatted(Race.WORKERS, numbers(size));
    List<Benchmark> races = new ArrayList<>();
    if (ProcessWork.canTellMemory()) {
      races.add(memory(size));
    }
    races.add(replacement(size));
    return new Group("processes", "Workers as processes", about, races);
  }

  /// How many numbers the work has that a worker was idle after.
  static int numbers(Size size) {
    return size.of(1_000_000, 100_000);
  }

  private static Race memory(Size size) {
    int numbers = numbers(size);
    List<Figure> figures =
        List.of(
            memoryFigure("unused", "memory of an idle worker, unused"),
            memoryFigure("used", "memory of an idle worker, after work"));
    return new Race(
        "memory", numbers, Lifetime.FRESH, numbers, Set.of(Rival.SPAWN, Rival.LOKY), figures);
  }

  private static Figure memoryFigure(String key, String title) {
    return new Figure(key, title).in(Unit.MEMORY).aimingAt(Target.atMost(MOST_MEMORY));
  }

  private static Race replacement(Size size) {
    int kills = size.of(5, 2);
    var figure =
        new Figure("spare", "replacement of a killed worker by a spare")
            .aimingAt(Target.atMost(MOST_NANOS))
            .beside(new Baseline("fresh", "Muster, without a spare"));
    return new Race(
        "replacement", kills, Lifetime.WARMED, kills, Set.of(Rival.LOKY), List.of(figure));
  }
}
