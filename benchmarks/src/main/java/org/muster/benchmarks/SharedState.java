package org.muster.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Figure.Baseline;
import org.muster.benchmarks.Peer.Lifetime;

/// The races about what processes share: memory, values, locks, queues, pipes and managers.
///
/// [SharedWork], [SharedMemoryWork], `shared_peer.py` and `numpy_peer.py` run them.
final class SharedState {

  /// How many elements the array has that loops work on: 32 kB, in the processor's first cache.
  static final int LOOP_LENGTH = 4096;

  /// How often a process attaches in one round.
  static final int ATTACHMENTS = 9;

  private static final long MOST_NANOS_TO_ATTACH = 10_000_000;
  private static final long LEAST_PAIRS_PER_SECOND = 7_000_000;

  private SharedState() {}

  static Group group(Size size) {
    String about =
        """
        The same objects in the same number of processes. Python's are new in each round, Muster's are
        workers that have run the work before; in both time starts when all of them are there. Peers are
        `multiprocessing` with workers that are forks, which inherit what they share.

        - *Counter*: %1$d processes count to %2$,d together. Python reads, adds and writes a `Value` while it
          holds its lock, which is its only right way; Muster does the same with a `SharedLong` and a
          `SharedLock`, and without a lock by `incrementAndGet`.
        - *Lock*: %3$,d times `lock` and `unlock` with nothing in between, by %1$d processes together and by
          one alone. The aim for one alone is 7 million a second.
        - *Barrier*: %1$d processes wait for each other, again and again.
        - *Queue*: one process puts short strings, another one takes them, one by one.
        - *Pipe*: the round trip of a number to another process and back.
        - *Manager*: another process than the list's own appends numbers to it, one by one.
        - *Sum* is of %4$,d doubles that stay in shared memory, against NumPy over `SharedMemory`.
        - *Loops* are over a `SharedArray` of %5$,d doubles with `get` and `set`, against the same loop over
          a `double[]`. In the sum each step waits for the one before. Of the other loop the compiler makes
          vector instructions where the array is a plain one, and where `replaceAll` is given its body.
        - *Attach*: a process that has only the name opens a block and reads its last byte; the median of %6$d.
        """
            .formatted(
                Race.WORKERS,
                increments(size),
                pairs(size),
                elements(size),
                LOOP_LENGTH,
                ATTACHMENTS);
    List<Benchmark> races =
        List.of(
            counter(size),
            lock(size),
            barrier(size),
            queue(size),
            pipe(size),
            manager(size),
            sum(size),
            loops(size),
            attach(size));
    return new Group("shared", "Shared state", about, races);
  }

  private static int increments(Size size) {
    return size.of(400_000, 4_000);
  }

  private static int pairs(Size size) {
    return size.of(1_000_000, 10_000);
  }

  private static int elements(Size size) {
    return size.of(10_000_000, 100_000);
  }

  private static Race counter(Size size) {
    int items = increments(size);
    String title = "%,d increments by %d processes, ".formatted(items, Race.WORKERS);
    return besideCPython(
        "counter",
        items,
        items,
        new Figure("lock", title + "with a lock").aimingAt(Target.ratio(5)),
        new Figure("atomic", title + "atomic").aimingAt(Target.ratio(50)));
  }

  private static Race lock(Size size) {
    int items = pairs(size);
    String title = "%,d times `lock` and `unlock`, ".formatted(items);
    long most = items * 1_000_000_000L / LEAST_PAIRS_PER_SECOND;
    return besideCPython(
        "lock",
        items,
        items,
        new Figure("contended", title + Race.WORKERS + " processes").aimingAt(Target.ratio(4)),
        new Figure("alone", title + "one process").aimingAt(Target.atMost(most)));
  }

  private static Race barrier(Size size) {
    int items = size.of(3_000, 100);
    String title = "%,d times a barrier of %d".formatted(items, Race.WORKERS);
    return besideCPython(
        "barrier", items, items, new Figure("nanos", title).aimingAt(Target.ratio(3)));
  }

  private static Race queue(Size size) {
    int items = size.of(100_000, 2_000);
    long characters = IntStream.range(0, items).mapToLong(i -> SharedWork.queued(i).length()).sum();
    String title = "%,d short strings through a queue".formatted(items);
    return besideCPython(
        "queue", items, characters, new Figure("nanos", title).aimingAt(Target.ratio(5)));
  }

  private static Race pipe(Size size) {
    int items = size.of(5_000, 200);
    var figure = new Figure("p50", "round trip through a pipe, p50").aimingAt(Target.ratio(0.67));
    return besideCPython("pipe", items, items, figure);
  }

  private static Race manager(Size size) {
    int items = size.of(5_000, 100);
    String title = "%,d times `add` to a list of a manager".formatted(items);
    return besideCPython(
        "manager", items, items, new Figure("nanos", title).aimingAt(Target.ratio(3)));
  }

  private static Race sum(Size size) {
    int items = elements(size);
    var figure =
        new Figure("nanos", "sum of %,d shared doubles".formatted(items)).aimingAt(Target.ratio(1));
    return new Race(
        "shared-sum", items, Lifetime.WARMED, items, Set.of(Rival.NUMPY), List.of(figure));
  }

  private static Race loops(Size size) {
    int items = size.of(2_000, 20);
    Target close = Target.ratio(0.85);
    List<Figure> figures =
        List.of(
            new Figure("sum", "loop that sums a shared array")
                .beside(new Baseline("plainSum", "Java, `double[]`", close)),
            new Figure("change", "loop that changes its elements")
                .beside(new Baseline("plainChange", "Java, `double[]`", close)),
            new Figure("replace", "the same change by `replaceAll`")
                .beside(new Baseline("plainChange", "Java, `double[]`", close)));
    return new Race("shared-loops", items, Lifetime.WARMED, items, Set.of(), figures);
  }

  private static Race attach(Size size) {
    int megabytes = size.of(800, 80);
    var figure =
        new Figure("nanos", "attach to %,d MB by name".formatted(megabytes))
            .aimingAt(Target.atMost(MOST_NANOS_TO_ATTACH));
    return besideCPython("attach", megabytes, ATTACHMENTS, figure);
  }

  private static Race besideCPython(String name, int items, long check, Figure... figures) {
    return new Race(name, items, Lifetime.WARMED, check, Set.of(Rival.SHARED), List.of(figures));
  }
}
