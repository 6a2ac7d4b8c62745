package org.muster.benchmarks;

import java.util.List;

/// Order statistics of times in nanoseconds.
final class Quantiles {

  private Quantiles() {}

  /// The middle value; the mean of the two in the middle of an even number.
  ///
  /// @throws IllegalArgumentException if there is none
  static long median(List<Long> values) {
    List<Long> ordered = ordered(values);
    int upper = ordered.size() / 2;
    if (ordered.size() % 2 == 1) {
      return ordered.get(upper);
    }
    long below = ordered.get(upper - 1);
    return below + (ordered.get(upper) - below) / 2;
  }

  /// The smallest of the values that `percent` percent of them do not exceed (nearest rank).
  ///
  /// @throws IllegalArgumentException if there is none, or unless `percent` is 1 to 100
  static long percentile(List<Long> values, int percent) {
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("a percentile is 1 to 100, not " + percent);
    }
    List<Long> ordered = ordered(values);
    long rank = Math.ceilDiv((long) ordered.size() * percent, 100);
    return ordered.get((int) rank - 1);
  }

  private static List<Long> ordered(List<Long> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    return values.stream().sorted().toList();
  }
}
