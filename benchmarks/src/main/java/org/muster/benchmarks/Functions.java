package org.muster.benchmarks;

import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Figure.Baseline;
import org.muster.benchmarks.Peer.Lifetime;

/// The races about functions of cells: what it costs that code travels.
///
/// [FunctionWork] and `joblib_peer.py` run them. The function is `x -> x + 7` with the 7 captured,
/// called with 1, unless a race says otherwise.
final class Functions {

  /// What the small function gives for the argument 1.
  private static final int RESULT = 8;

  private Functions() {}

  static Group group(Size size) {
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
        - `map([1])` goes on with the same function. It should take at most 1.5 times as long as
          the `apply`.
        - A *first call* is `map([1])` on workers that have started, answered a task and never saw these
          classes; each class makes an object of the next.
        - The *captured array* has 1,000,000 random doubles, and four items make all workers read it. The
          first call has a new array, on workers that know the function; the other one is the same
          call again. joblib writes the array to a file, once, and its workers map that.
        - The *redefined function* is a method that the mapped function calls, each time with another
          constant; the workers may have had its earlier versions.
        """
            .formatted(Race.WORKERS, Unit.digits(size.warmUp().toMillis() / 1e3));
    return new Group(
        "functions",
        "Functions",
        about,
        List.of(
            pack(size),
            steady(size),
            firstCall("first-call-3", 3),
            firstCall("first-call-60", 60),
            capturedArray(),
            redefine(size)));
  }

  private static Race pack(Size size) {
    int times = size.of(20_000, 500);
    List<Figure> figures =
        List.of(
            new Figure("pack", "pack a small function")
                .beside(new Baseline("floorPack", "java.io")),
            new Figure("unpack", "unpack it").beside(new Baseline("floorUnpack", "java.io")));
    return race("pack", times, (long) times * RESULT, figures);
  }

  private static Race steady(Size size) {
    int calls = size.of(2_000, 200);
    var constant = new Baseline("apply", "Muster, `apply` of a constant", Target.ratio(0.67));
    List<Figure> figures =
        List.of(new Figure("p50", "`map([1])`, function unchanged, p50").beside(constant));
    return race("steady", calls, (long) calls * RESULT, figures);
  }

  /// Each class adds 1 to the argument.
  private static Race firstCall(String name, int classes) {
    String title = "first call on fresh workers, %d classes".formatted(classes);
    return race(name, classes, 1 + classes, List.of(new Figure("nanos", title)));
  }

  /// The first numbers of each array are 0, 1, 2 and so on, one for each worker to find, twice.
  private static Race capturedArray() {
    int arrays = 5;
    long sum = (long) Race.WORKERS * (Race.WORKERS - 1) / 2;
    var first = new Baseline("first", "Muster, first call", Target.ratio(20));
    List<Figure> figures =
        List.of(
            new Figure("first", "captured 8 MB array, first call"),
            new Figure("second", "captured 8 MB array, same call again").beside(first));
    return race("captured-array", arrays, 2 * sum * arrays, figures);
  }

  /// Version `v` adds `v` to the argument 1, and the check leaves `v` out.
  private static Race redefine(Size size) {
    int versions = size.of(20, 5);
    List<Figure> figures = List.of(new Figure("p50", "first call of a redefined function, p50"));
    return race("redefine", versions, versions, figures);
  }

  private static Race race(String name, int items, long check, List<Figure> figures) {
    return new Race(name, items, Lifetime.WARMED, check, Set.of(Rival.JOBLIB), figures);
  }
}
