package org.muster.benchmarks;

import java.util.List;

/// What one peer needed for one figure, round by round.
///
/// @param peer the peer's name
/// @param values one for each round, at least one
public record Measurement(String peer, List<Long> values) {

  public Measurement {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a measurement has at least one round");
    }
  }

  public long median() {
    return Quantiles.median(values);
  }

  public long min() {
    return values.stream().mapToLong(n -> n).min().orElseThrow();
  }

  public long max() {
    return values.stream().mapToLong(n -> n).max().orElseThrow();
  }
}
