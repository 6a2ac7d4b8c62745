package org.muster.parallel.jobs;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.Patience;

/// What the scheduler has told someone: read by a thread that waits, or by one that is called.
final class Mailbox {

  private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
  private final Patience patience = new Patience();
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

  /// Waits for the next event; one thread at a time.
  JobEvent take() throws InterruptedException {
    patience.awaits(() -> !events.isEmpty());
    return events.take();
  }

  /// The next event, or null if there is none yet.
  @Nullable JobEvent poll() {
    return events.poll();
  }
}
