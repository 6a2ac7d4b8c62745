package org.muster.benchmarks;

import java.util.List;
import org.muster.benchmarks.Peer.Lifetime;

/// The same work, done by Muster and by its peers in turn.
///
/// @param name what the peers' programs know it as
/// @param group where the report has it
/// @param items how many items it has, calls it makes or workers it starts
/// @param lifetime what a peer's process must have done before
/// @param check what every answer must carry: a wrong result has no time
/// @param figures what an answer tells
public record Race(
    String name, Group group, int items, Lifetime lifetime, long check, List<Figure> figures)
    implements Benchmark {

  /// One number of an answer.
  ///
  /// @param key its name there
  /// @param title its name in the report
  /// @param baselines other numbers of Muster's own answer, to compare this one with
  public record Figure(String key, String title, List<Baseline> baselines) {

    public Figure {
      baselines = List.copyOf(baselines);
    }

    public Figure(String key, String title) {
      this(key, title, List.of());
    }
  }

  /// Something else that Muster's program measured in the same moments: a floor, or a simpler call.
  ///
  /// @param key its name in the answer
  /// @param name its name in the report
  public record Baseline(String key, String name) {}

  /// How many workers each pool has.
  static final int WORKERS = 4;

  private static final String TOTAL = "nanos";

  static Race start(Size size) {
    String title = "start of %d workers until each has answered".formatted(WORKERS);
    return pools("start", WORKERS, Lifetime.FRESH, WORKERS, List.of(new Figure(TOTAL, title)));
  }

  static Race apply(Size size) {
    int calls = size == Size.FULL ? 5_000 : 300;
    List<Figure> figures =
        List.of(
            new Figure("p50", "`apply` of a no-op, round trip, p50"),
            new Figure("p99", "`apply` of a no-op, round trip, p99"));
    return pools("apply", calls, Lifetime.WARMED, calls, figures);
  }

  static Race map(Size size) {
    return increments("map", "`map` of %s ints, default chunks", size, 1_000_000);
  }

  static Race mapByOne(Size size) {
    return increments("map-chunk-1", "`map` of %s ints, chunk size 1", size, 20_000);
  }

  static Race imapByOne(Size size) {
    return increments("imap-chunk-1", "`imap` of %s ints, chunk size 1", size, 20_000);
  }

  /// Each call captures a number of its own. Time is told for one future: those who would need too
  /// long for all make as many as they can in some seconds.
  static Race futures(Size size) {
    int calls = size == Size.FULL ? 1_000_000 : 20_000;
    String title = "%s futures of one call each, for one future".formatted("%,d".formatted(calls));
    return pools("futures", calls, Lifetime.WARMED, calls, List.of(new Figure("each", title)));
  }

  /// Adds one to each of the numbers from 0; the check is the sum of what comes back.
  private static Race increments(String name, String title, Size size, int full) {
    int items = size == Size.FULL ? full : full / 10;
    long sum = (long) items * (items + 1) / 2;
    Figure figure = new Figure(TOTAL, title.formatted("%,d".formatted(items)));
    return pools(name, items, Lifetime.WARMED, sum, List.of(figure));
  }

  private static Race pools(
      String name, int items, Lifetime lifetime, long check, List<Figure> figures) {
    return new Race(name, Group.POOLS, items, lifetime, check, figures);
  }
}
