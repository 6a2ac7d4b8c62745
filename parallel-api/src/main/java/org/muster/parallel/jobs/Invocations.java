package org.muster.parallel.jobs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Several calls at once, for all of their results or for any, as
/// [java.util.concurrent.ExecutorService] says. Whichever way that ends, none of them goes on.
final class Invocations {

  private Invocations() {}

  /// Waits for all calls, and cancels those that are not done in time.
  ///
  /// @param submit hands over one call
  static <R> List<Future<R>> all(
      Function<Callable<R>, CompletableFuture<R>> submit,
      Collection<? extends Callable<R>> calls,
      long timeout,
      TimeUnit unit)
      throws InterruptedException {
    List<Future<R>> futures = new ArrayList<>();
    long deadline = deadline(timeout, unit);
    try {
      for (Callable<R> call : calls) {
        futures.add(submit.apply(call));
      }
      for (Future<R> future : futures) {
        try {
          future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException e) {
          // its own affair
        } catch (TimeoutException e) {
          break;
        }
      }
    } finally {
      futures.forEach(future -> future.cancel(true)); // does nothing to those that are done
    }
    return futures;
  }

  /// Waits for the first call that succeeds, and cancels the others.
  ///
  /// @param submit hands over one call
  static <R> R any(
      Function<Callable<R>, CompletableFuture<R>> submit,
      Collection<? extends Callable<R>> calls,
      long timeout,
      TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (calls.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to invoke");
    }
    long deadline = deadline(timeout, unit);
    var finished = new LinkedBlockingQueue<CompletableFuture<R>>();
    List<CompletableFuture<R>> futures = new ArrayList<>();
    try {
      for (Callable<R> call : calls) {
        CompletableFuture<R> future = submit.apply(call);
        futures.add(future);
        var _ = future.whenComplete((_, _) -> finished.add(future));
      }
      ExecutionException failure = null;
      for (int i = 0; i < futures.size(); i++) {
        CompletableFuture<R> next =
            finished.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          throw new TimeoutException("none of %d calls was done in time".formatted(calls.size()));
        }
        try {
          return next.get();
        } catch (ExecutionException e) {
          failure = e;
        }
      }
      throw Objects.requireNonNull(failure);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private static long deadline(long timeout, TimeUnit unit) {
    // Far enough, and no overflow.
    return System.nanoTime() + Math.min(unit.toNanos(timeout), Long.MAX_VALUE / 2);
  }
}
