package org.muster.parallel.stop;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.muster.parallel.stop.ThreadStop.Outcome;

/// Stops threads that somebody wants ended, each as often as it takes: code may swallow the error
/// and go on.
///
/// Whoever was stopped has 50 ms to get there and to run its `finally` blocks before it is stopped
/// again. Only fork/join keeps an error and goes on with the next part at once: the parts of a
/// parallel stream, of which each thread has a dozen, are stopped one right after the other.
///
/// **Threads.** For one that asks again and again.
public final class RepeatedStop {

  private static final long SWALLOWED_NANOS = 50_000_000;

  private final Supplier<? extends Error> error;
  private final Predicate<StackTraceElement> isTask;
  private final Predicate<StackTraceElement[]> mayStopAt;
  private final Map<Thread, Long> stoppedAt = new HashMap<>();

  /// @param error makes what is thrown
  /// @param isTask as for [StopPlace#suits]
  /// @param mayStopAt as for [ThreadStop#throwIn]
  public RepeatedStop(
      Supplier<? extends Error> error,
      Predicate<StackTraceElement> isTask,
      Predicate<StackTraceElement[]> mayStopAt) {
    this.error = error;
    this.isTask = isTask;
    this.mayStopAt = mayStopAt;
  }

  /// Stops a thread, if it is where it may be stopped and not on its way from the last stop.
  public void in(Thread thread) {
    long now = System.nanoTime();
    Long last = stoppedAt.get(thread);
    boolean isOnItsWay = last != null && now - last < SWALLOWED_NANOS;
    var outcome =
        ThreadStop.throwIn(
            thread,
            error.get(),
            stack -> (isPart(stack) || !isOnItsWay) && mayStopAt.test(stack),
            this::isPart);
    if (outcome == Outcome.THROWN) {
      stoppedAt.put(thread, now);
    }
  }

  private boolean isPart(StackTraceElement[] stack) {
    return StopPlace.isPart(stack, isTask);
  }
}
