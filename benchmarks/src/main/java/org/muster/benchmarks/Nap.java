package org.muster.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What tasks do here that take time without a processor.
final class Nap {

  private Nap() {}

  /// Waits for nothing.
  ///
  /// @throws InterruptedException if the calling thread is interrupted
  static void take(long millis) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }
}
