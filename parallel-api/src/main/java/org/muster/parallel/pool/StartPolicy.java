package org.muster.parallel.pool;

import java.time.Duration;

/// How a crew goes about workers that cannot be started: it tries again at once, then after longer
/// and longer waits, so that a program that goes on calling a broken pool does not keep the machine
/// busy with starting JVMs.
///
/// No clock and no lock: belongs to the event loop's thread.
final class StartPolicy {

  /// So many workers in a row that could not be used, and the calls that wait are told.
  private static final int ATTEMPTS = 3;

  private static final Duration FIRST_WAIT = Duration.ofMillis(50);

  /// A call waits this much longer for its error at most.
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private int failures;
  private long notBefore;

  void succeeded() {
    failures = 0;
  }

  void failed(long nanoTime) {
    failures++;
    // One failure may be chance: the second attempt does not wait.
    long wait =
        failures < 2
            ? 0
            : Math.min(LONGEST_WAIT.toNanos(), FIRST_WAIT.toNanos() << Math.min(failures - 2, 10));
    notBefore = nanoTime + wait;
  }

  /// How long the next attempt has to wait.
  Duration waitBefore(long nanoTime) {
    return failures == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, notBefore - nanoTime));
  }

  /// Whether it is time to tell those who wait.
  boolean isHopeless() {
    return failures >= ATTEMPTS;
  }

  /// How many attempts in a row have failed.
  int failures() {
    return failures;
  }
}
