package org.muster.benchmarks;

import java.util.List;
import org.muster.benchmarks.Benchmark.Group;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Peer.Lifetime;
import org.muster.benchmarks.Race.Baseline;
import org.muster.benchmarks.Race.Figure;

/// The races about functions of cells: what it costs that code travels.
///
/// [FunctionWork] and `joblib_peer.py` run them. The function is `x -> x + 7` with the 7 captured,
/// called with 1, unless a race says otherwise.
final class Functions {

  /// How many numbers the captured array has: 8 MB.
  static final int ARRAY_LENGTH = 1_000_000;

  /// What the small function gives for the argument 1.
  private static final int RESULT = 8;

  private Functions() {}

  static List<Race> all(Size size) {
    return List.of(
        pack(size),
        steady(size),
        firstCall("first-call-3", 3),
        firstCall("first-call-60", 60),
        capturedArray(),
        redefine(size));
  }

  private static Race pack(Size size) {
    int times = size == Size.FULL ? 20_000 : 500;
    List<Figure> figures =
        List.of(
            new Figure(
                "pack", "pack a small function", List.of(new Baseline("floorPack", "java.io"))),
            new Figure("unpack", "unpack it", List.of(new Baseline("floorUnpack", "java.io"))));
    return race("pack", times, (long) times * RESULT, figures);
  }

  private static Race steady(Size size) {
    int calls = size == Size.FULL ? 2_000 : 200;
    var constant = new Baseline("apply", "Muster, `apply` of a constant");
    List<Figure> figures =
        List.of(new Figure("p50", "`map([1])`, function unchanged, p50", List.of(constant)));
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
    var first = new Baseline("first", "Muster, first call");
    List<Figure> figures =
        List.of(
            new Figure("first", "captured 8 MB array, first call"),
            new Figure("second", "captured 8 MB array, same call again", List.of(first)));
    return race("captured-array", arrays, 2 * sum * arrays, figures);
  }

  /// Version `v` adds `v` to the argument 1, and the check leaves `v` out.
  private static Race redefine(Size size) {
    int versions = size == Size.FULL ? 20 : 5;
    List<Figure> figures = List.of(new Figure("p50", "first call of a redefined function, p50"));
    return race("redefine", versions, versions, figures);
  }

  private static Race race(String name, int items, long check, List<Figure> figures) {
    return new Race(name, Group.FUNCTIONS, items, Lifetime.WARMED, check, figures);
  }
}
