package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.muster.parallel.spi.Backend;

/// Stops tasks that take longer than their pool allows.
///
/// The time of a task begins when it is called. Before that a worker loads classes and reads items,
/// which at a high load takes longer than many a limit. That has a limit of its own, because
/// reading an item may run code of its class, which may not end.
///
/// **Threads.** Belongs to the backend's event loop.
final class TimeLimit {

  private static final Duration MOST_LOADING = Duration.ofSeconds(30);

  private final Backend backend;

  TimeLimit(Backend backend) {
    this.backend = backend;
  }

  /// Runs an action once the task of a chunk, which the backend has taken just now, was called so
  /// long ago.
  ///
  /// @param chunk its number
  /// @param isOver whether nobody waits for the chunk any more
  void watch(long chunk, Duration limit, BooleanSupplier isOver, Runnable action) {
    new Watch(chunk, limit, System.nanoTime(), isOver, action).lookAfter(limit);
  }

  private final class Watch {
    private final long chunk;
    private final Duration limit;
    private final long submitted;
    private final BooleanSupplier isOver;
    private final Runnable action;

    Watch(long chunk, Duration limit, long submitted, BooleanSupplier isOver, Runnable action) {
      this.chunk = chunk;
      this.limit = limit;
      this.submitted = submitted;
      this.isOver = isOver;
      this.action = action;
    }

    private void lookAfter(Duration wait) {
      backend.loop().schedule(wait, this::look);
    }

    private void look() {
      if (isOver.getAsBoolean()) {
        return;
      }
      long now = System.nanoTime();
      OptionalLong called = backend.called(chunk, submitted);
      Duration left =
          called.isPresent()
              ? limit.minusNanos(Math.min(now - submitted, now - called.getAsLong()))
              : limit.plus(MOST_LOADING).minusNanos(now - submitted);
      if (!left.isPositive()) {
        action.run();
      } else {
        // No longer than the limit: a task that is called right now may take that.
        lookAfter(left.compareTo(limit) < 0 ? left : limit);
      }
    }
  }
}
