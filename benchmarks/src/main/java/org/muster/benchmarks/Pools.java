package org.muster.benchmarks;

import static org.muster.benchmarks.Rival.DASK;
import static org.muster.benchmarks.Rival.FORK;
import static org.muster.benchmarks.Rival.IPYPARALLEL;
import static org.muster.benchmarks.Rival.LOKY;
import static org.muster.benchmarks.Rival.NUMPY;
import static org.muster.benchmarks.Rival.SPAWN;

import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Peer.Lifetime;

/// The races about the ways to call a pool: what it costs that somebody else does it.
final class Pools {

  private static final Set<Rival> EVERYBODY = Set.of(FORK, LOKY, IPYPARALLEL, DASK);

  private Pools() {}

  static Group group(Size size) {
    String about =
        """
        Every pool has %d workers. The peers took turns.

        - *Start* is measured in a new process each time, from opening the pool until all workers have
          answered a task; the start of the process itself is not in it. Muster's workers have
          the AOT cache that is made in the background once the first pool was opened on a machine.
          `spawn` is the comparable one: like a worker JVM, a spawned worker is a new program. `fork` copies the running process.
          The *first pool* of a program has to load most of Muster and of what it needs of Java into
          the program itself; a *later pool*, and one of a notebook, whose kernel is warm, has not.
        - All else is measured in processes that ran the same work for at least %s s before. Tasks
          add 1 to a number. Each round of `apply` gives the percentiles of %s calls.
        - Numbers are sent and received as lists of boxed integers, and *arrays* as arrays: `int[]` or
          `double[]` in and the same type out, one call of the task for each number. CPython's pool has
          lists of the same numbers there; with NumPy it maps %d arrays that have them all, and the task
          adds 1 to a whole array at once, which is less work than a million calls.
        - loky is called through its executor, with the chunk size of `multiprocessing` where Muster's is
          the default, ipyparallel through a load-balanced view (and a direct one for %,d numbers), Dask
          through `Client.submit` and `Client.map`. Those who need long for a call make fewer of them.
        """
            .formatted(
                Race.WORKERS,
                Unit.digits(size.warmUp().toMillis() / 1e3),
                "%,d".formatted(apply(size).items()),
                4 * Race.WORKERS,
                million(size));
    return new Group(
        "pools",
        "Pools",
        about,
        List.of(
            start(),
            startAgain(),
            apply(size),
            map(size),
            array("map-ints", "an `int[]`", size),
            array("map-doubles", "a `double[]`", size),
            byOne("map", size, 3, EVERYBODY),
            byOne("imap", size, 2, Set.of(FORK)),
            futures(size)));
  }

  static Race start() {
    var figure =
        new Figure(
                "nanos",
                "start of %d workers until each has answered, first pool".formatted(Race.WORKERS))
            .aimingAt(Target.ratio(1, SPAWN));
    return new Race(
        "start", Race.WORKERS, Lifetime.FRESH, Race.WORKERS, Set.of(FORK, SPAWN), List.of(figure));
  }

  private static Race startAgain() {
    var figure =
        new Figure("nanos", "start of %d workers, later pool".formatted(Race.WORKERS))
            .aimingAt(Target.ratio(1, SPAWN));
    return new Race(
        "start-again",
        Race.WORKERS,
        Lifetime.FRESH,
        Race.WORKERS,
        Set.of(FORK, SPAWN),
        List.of(figure));
  }

  static Race apply(Size size) {
    int calls = size.of(10_000, 300);
    List<Figure> figures =
        List.of(
            new Figure("p50", "`apply` of a no-op, round trip, p50").aimingAt(Target.ratio(1.25)),
            new Figure("p99", "`apply` of a no-op, round trip, p99").aimingAt(Target.ratio(1)));
    return warmed("apply", calls, calls, EVERYBODY, figures);
  }

  static Race map(Size size) {
    int items = million(size);
    String title = "`map` of %,d ints, default chunks".formatted(items);
    return warmed(
        "map",
        items,
        sumOfIncremented(items),
        Set.of(FORK, LOKY, IPYPARALLEL),
        List.of(new Figure("nanos", title).aimingAt(Target.ratio(1))));
  }

  private static Race array(String name, String what, Size size) {
    int items = million(size);
    String title = "`map` of %s of %,d, default chunks".formatted(what, items);
    return warmed(
        name,
        items,
        sumOfIncremented(items),
        Set.of(FORK, NUMPY),
        List.of(new Figure("nanos", title).aimingAt(Target.ratio(3))));
  }

  /// Time is told for one item: those who would need too long for all have as many as they can in
  /// some seconds.
  private static Race byOne(String call, Size size, double ratio, Set<Rival> rivals) {
    int items = size.of(20_000, 2_000);
    String title = "`%s` of %,d ints, chunk size 1, for one".formatted(call, items);
    return warmed(
        call + "-chunk-1",
        items,
        sumOfIncremented(items),
        rivals,
        List.of(new Figure("each", title).aimingAt(Target.ratio(ratio))));
  }

  /// Each call captures a number of its own.
  private static Race futures(Size size) {
    int calls = size.of(1_000_000, 20_000);
    String title = "%,d futures of one call each, for one".formatted(calls);
    return warmed(
        "futures",
        calls,
        calls,
        Set.of(FORK),
        List.of(new Figure("each", title).aimingAt(Target.ratio(10))));
  }

  private static int million(Size size) {
    return size.of(1_000_000, 100_000);
  }

  /// Items are 0, 1, 2 and so on.
  private static long sumOfIncremented(int items) {
    return (long) items * (items + 1) / 2;
  }

  private static Race warmed(
      String name, int items, long check, Set<Rival> rivals, List<Figure> figures) {
    return new Race(name, items, Lifetime.WARMED, check, rivals, figures);
  }
}
