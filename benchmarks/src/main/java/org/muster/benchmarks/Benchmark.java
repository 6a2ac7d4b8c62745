package org.muster.benchmarks;

import java.time.Duration;

/// Something that can be measured by name.
public sealed interface Benchmark permits Race, JmhBenchmark {

  /// How it is asked for on the command line.
  String name();

  /// How much work: enough to be quoted, or just enough to see that everything works.
  enum Size {
    FULL(5, Duration.ofSeconds(4)),
    QUICK(2, Duration.ofMillis(200));

    private final int rounds;
    private final Duration warmUp;

    Size(int rounds, Duration warmUp) {
      this.rounds = rounds;
      this.warmUp = warmUp;
    }

    /// How often each peer is measured.
    int rounds() {
      return rounds;
    }

    /// How long a warmed process runs the same work before.
    Duration warmUp() {
      return warmUp;
    }

    /// One of two numbers.
    int of(int full, int quick) {
      return this == FULL ? full : quick;
    }
  }
}
