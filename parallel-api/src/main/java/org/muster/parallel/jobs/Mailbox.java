package org.muster.parallel.jobs;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// What the scheduler has told someone: read by a thread that waits, or by one that is called.
final class Mailbox {

  private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
  private volatile @Nullable Runnable bell;

  /// @param called after each event from now on, by the scheduler: must not block
  void ring(Runnable called) {
    bell = called;
  }

  void add(JobEvent event) {
    events.add(event);
    Runnable b = bell;
    if (b != null) {
      b.run();
    }
  }

  JobEvent take() throws InterruptedException {
    return events.take();
  }

  /// The next event, or null if there is none yet.
  @Nullable JobEvent poll() {
    return events.poll();
  }
}
