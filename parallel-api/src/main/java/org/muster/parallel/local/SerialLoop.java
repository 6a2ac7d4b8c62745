package org.muster.parallel.local;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.LibraryThread;

/// An event loop without a thread of its own: whoever brings the first action runs it, and with it
/// those that others bring meanwhile. To hand a chunk over costs one change of threads, not two.
final class SerialLoop implements EventLoop {

  private static final class Timer {
    static final ScheduledThreadPoolExecutor EXECUTOR =
        new ScheduledThreadPoolExecutor(1, Timer::of);

    private static Thread of(Runnable work) {
      return LibraryThread.named("muster-local-timer").unstarted(work);
    }
  }

  private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  @Override
  public void execute(Runnable action) {
    actions.add(action);
    if (waiting.getAndIncrement() == 0) {
      runAll();
    }
  }

  private void runAll() {
    do {
      Runnable action = actions.poll();
      if (action == null) {
        throw new AssertionError("an action is counted after it was added");
      }
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    } while (waiting.decrementAndGet() > 0);
  }

  @Override
  public Runnable schedule(Duration delay, Runnable action) {
    var cancelled = new AtomicBoolean();
    var _ =
        Timer.EXECUTOR.schedule(
            () ->
                execute(() -> {
                  if (!cancelled.get()) {
                    action.run();
                  }
                }),
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
    return () -> cancelled.set(true);
  }
}
