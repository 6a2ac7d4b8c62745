package org.muster.parallel;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What a pool says about a task that it has tried. Made by [Pool#advise].
///
/// The predictions hold for the items that were timed, if the others are like them and nothing else
/// uses the processors.
///
/// @param choice what is fastest
/// @param workers how many of them it takes
/// @param chunkSize items in each message, so that one holds some 20 ms of work and all get some
/// @param items how many there are; -1 if that is not known
/// @param perItem what the task takes for one, in a loop in this JVM
/// @param moving what encoding and decoding an item and its result takes, 0 if nothing is copied
/// @param bytesIn of an item as it travels
/// @param bytesOut of a result as it travels
/// @param roundTrip of a call that does nothing
/// @param basis what the predictions rest on
/// @param speedUps predicted for 1, 2, … of the pool's workers, against a loop
/// @param timed how many items were run in this JVM, some of them more than once
/// @param took what all of it took
public record Advice(
    Choice choice,
    int workers,
    int chunkSize,
    long items,
    Duration perItem,
    Duration moving,
    long bytesIn,
    long bytesOut,
    Duration roundTrip,
    Basis basis,
    List<Double> speedUps,
    int timed,
    Duration took) {

  /// How the items are best run.
  public enum Choice {
    /// A plain loop: the work is too little to share.
    LOOP,

    /// Threads of this JVM: the tasks wait, or moving the items takes longer than the work.
    THREADS,

    /// This pool.
    POOL
  }

  /// What the predictions for the pool rest on.
  public enum Basis {
    /// Some items were run in the pool.
    TRIED,

    /// Nothing but what was measured here: the pool had no idle workers, or none at all.
    BUSY,

    /// Nothing but what was measured here: an item takes too long to be tried again.
    LONG_ITEMS
  }

  public Advice {
    speedUps = List.copyOf(speedUps);
  }

  /// The whole in one line.
  @Override
  public String toString() {
    return "%s%s; %s; timed %s %s in %s"
        .formatted(
            advice(),
            items < 0 ? "" : " for " + count(items),
            facts(),
            count(timed),
            where(),
            time(took));
  }

  private String where() {
    return switch (basis) {
      case TRIED -> "here and in the pool";
      case BUSY -> "here alone, because the pool has no idle workers,";
      case LONG_ITEMS -> "here alone, because one takes so long,";
    };
  }

  private static String count(long items) {
    return String.format(Locale.ROOT, "%,d %s", items, items == 1 ? "item" : "items");
  }

  private String advice() {
    return switch (choice) {
      case LOOP -> "use a loop";
      case THREADS -> "use Pool.threads(%d)".formatted(workers);
      case POOL ->
          "use this pool, %d %s, chunk size %,d"
              .formatted(workers, workers == 1 ? "worker" : "workers", chunkSize);
    };
  }

  private String facts() {
    String predicted = speedUps.isEmpty() ? "" : prediction() + ", ";
    return "%san item takes %s and %s to move (%,d bytes in, %,d out), a call %s%s"
        .formatted(
            predicted,
            time(perItem),
            time(moving),
            bytesIn,
            bytesOut,
            time(roundTrip),
            basis == Basis.TRIED ? "" : " (assumed)");
  }

  private String prediction() {
    return String.format(
        Locale.ROOT,
        "%s: %.1f times a loop",
        speedUps.size() == 1 ? "1 worker" : speedUps.size() + " workers",
        speedUps.getLast());
  }

  private static String time(Duration duration) {
    return Timeline.text(duration);
  }
}
