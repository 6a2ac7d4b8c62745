package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.EventLoop;

/// Completes the futures of calls that are over, on virtual threads.
///
/// One thread completes one future after the other, because to start a thread costs more than that.
/// A future that has callbacks gets a thread of its own, as they may take long or wait for another
/// call: before it completes such a one, a thread lets the next go on. And as a callback can be
/// added at the last moment, one that makes no progress is replaced.
final class Completions {

  private static final Duration PATIENCE = Duration.ofMillis(30);

  /// A thread that takes calls; the other methods belong to it.
  private final class Courier {
    private volatile long delivered;

    void run() {
      long count = 0;
      while (courier.get() == this) {
        Call<?> call = due.poll();
        if (call == null) {
          courier.compareAndSet(this, null);
          begin(); // one may have been added before that
          return;
        }
        if (call.mayTakeLong()) {
          courier.compareAndSet(this, null);
          begin();
        }
        call.submitter().run(call::deliver);
        delivered = ++count;
      }
    }

    void replaceIfStuck(long before) {
      if (courier.get() != this) {
        return;
      }
      long now = delivered;
      if (now == before && courier.compareAndSet(this, null)) {
        begin();
      } else {
        loop.schedule(PATIENCE, () -> replaceIfStuck(now));
      }
    }
  }

  private final EventLoop loop;
  private final Queue<Call<?>> due = new ConcurrentLinkedQueue<>();

  /// The thread that takes the next one.
  private final AtomicReference<@Nullable Courier> courier = new AtomicReference<>();

  Completions(EventLoop loop) {
    this.loop = loop;
  }

  /// Has the future of a call completed. Never blocks; may be called from any thread.
  void add(Call<?> call) {
    due.add(call);
    begin();
  }

  private void begin() {
    if (!due.isEmpty() && courier.get() == null) {
      var next = new Courier();
      if (courier.compareAndSet(null, next)) {
        Thread.ofVirtual().name("muster-async").start(next::run);
        loop.schedule(PATIENCE, () -> next.replaceIfStuck(0));
      }
    }
  }
}
