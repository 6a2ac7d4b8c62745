package org.muster.benchmarks;

import java.util.List;
import org.muster.benchmarks.Race.Figure;

/// What one peer needed for one figure of a race, round by round.
///
/// @param peer the peer's name
/// @param nanos one for each round, at least one
public record Measurement(Figure figure, String peer, List<Long> nanos) {

  public Measurement {
    nanos = List.copyOf(nanos);
    if (nanos.isEmpty()) {
      throw new IllegalArgumentException("a measurement has at least one round");
    }
  }

  public long median() {
    return Quantiles.median(nanos);
  }

  public long min() {
    return nanos.stream().mapToLong(n -> n).min().orElseThrow();
  }

  public long max() {
    return nanos.stream().mapToLong(n -> n).max().orElseThrow();
  }

  /// How many times this median is the other one.
  public double ratioTo(Measurement other) {
    return (double) median() / other.median();
  }
}
