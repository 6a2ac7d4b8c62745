package org.muster.parallel.spi;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;

/// How far a call of a pool's method is, at one moment.
///
/// @param what was called, as in `map`
/// @param state whether it still runs, or how it ended
/// @param done items whose results are there
/// @param total all items, or [#UNKNOWN]
/// @param failures items that failed so far; where items are tried again there can be several
/// @param elapsed since the call
/// @param perSecond items done each second, lately while it runs and on the whole once it has
///   ended; 0 if none is done
/// @param workers of the pool
public record Progress(
    String what,
    State state,
    long done,
    long total,
    long failures,
    Duration elapsed,
    double perSecond,
    List<WorkerInfo> workers) {

  /// As a total: nobody knows how many items there are. There may be no end to them.
  public static final long UNKNOWN = -1;

  private static final double LONG_SECONDS = 120;

  /// Where a call is in its life.
  public enum State {
    RUNNING,

    /// It has all its results.
    DONE,

    /// It was interrupted or cancelled, or its caller wanted no more results.
    STOPPED,

    FAILED
  }

  public Progress {
    workers = List.copyOf(workers);
  }

  /// The part that is done, from 0 to 1; empty if the total is not known.
  public OptionalDouble share() {
    return total == UNKNOWN
        ? OptionalDouble.empty()
        : OptionalDouble.of(total == 0 ? 1 : Math.min(1, (double) done / total));
  }

  /// The call in one line: `map: 312 of 1,000 (31 %), 412/s, 2 s left`. Once it has ended: `map:
  /// 1,000 items in 2.43 s, 411/s on 4 workers`.
  @Override
  public String toString() {
    return what + ": " + facts();
  }

  /// The line without the name.
  public String facts() {
    return switch (state) {
      case RUNNING -> count() + percent() + rate() + left() + failed();
      case DONE ->
          "%s in %s%s on %s%s"
              .formatted(
                  number(done, "item"),
                  Timeline.text(elapsed),
                  rate(),
                  number(workers.size(), "worker"),
                  failed());
      case STOPPED -> ended("stopped");
      case FAILED -> ended("failed");
    };
  }

  private String ended(String how) {
    String of = total == UNKNOWN ? number(done, "item") : count() + " items";
    return "%s after %s, %s".formatted(how, of, Timeline.text(elapsed));
  }

  private String count() {
    return total == UNKNOWN ? grouped(done) : "%s of %s".formatted(grouped(done), grouped(total));
  }

  private String percent() {
    // Rounded down: 100 % means all.
    return share().isEmpty() ? "" : " (%d %%)".formatted((long) (100 * share().getAsDouble()));
  }

  private String rate() {
    if (perSecond <= 0) {
      return "";
    }
    if (perSecond < 1) {
      return ", %s each".formatted(seconds(1 / perSecond));
    }
    return String.format(Locale.ROOT, perSecond < 10 ? ", %.1f/s" : ", %,.0f/s", perSecond);
  }

  private String left() {
    if (total == UNKNOWN || perSecond <= 0 || done >= total) {
      return "";
    }
    return ", %s left".formatted(seconds((total - done) / perSecond));
  }

  /// No more digits than a guess has.
  private static String seconds(double seconds) {
    if (seconds < 1) {
      return "less than 1 s";
    }
    if (seconds < LONG_SECONDS) {
      return Math.round(seconds) + " s";
    }
    return Timeline.text(Duration.ofSeconds(Math.round(Math.min(seconds, 1e9))));
  }

  private String failed() {
    return failures == 0 ? "" : ", " + number(failures, "failure");
  }

  private static String number(long count, String what) {
    return grouped(count) + " " + what + (count == 1 ? "" : "s");
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
