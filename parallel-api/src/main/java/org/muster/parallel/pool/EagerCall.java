package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A job whose items are all there: makes its chunks as the scheduler wants them and waits for all
/// results, in one thread.
final class EagerCall {

  private final WorkerPool pool;
  private final Job job;
  private final JobTerms terms;
  private final List<? extends @Nullable Object> items;
  private final @Nullable Object[] results;
  private final boolean[] arrived;
  private int next;

  EagerCall(WorkerPool pool, Job job, List<? extends @Nullable Object> items) {
    this.pool = pool;
    this.job = job;
    this.terms = new JobTerms(pool, job);
    this.items = items;
    this.results = new Object[items.size()];
    this.arrived = new boolean[items.size()];
  }

  /// Hands the job to the scheduler with its first chunks, one for each worker: they need not wait
  /// to be asked for.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if an item cannot travel; nothing was
  ///   sent
  void submit(int workers) {
    List<Chunk> first = new ArrayList<>();
    int size = job.chunkItems(workers);
    while (first.size() < workers && next < items.size()) {
      first.add(cut(size));
    }
    boolean all = next == items.size();
    pool.submit(job, first, all);
  }

  /// Waits for the results.
  ///
  /// @return as many as there were items, in their order
  @Nullable Object[] await() {
    try (var _ = job.submitter.whenInterrupted(() -> pool.cancel(job))) {
      while (true) {
        switch (job.events.take()) {
          case JobEvent.Wanted(int chunks, int size) -> make(chunks, size);
          case JobEvent.Arrived a -> store(a.from(), terms.decode(a.results()));
          case JobEvent.Finished() -> {
            job.printed.awaitShown();
            return results;
          }
          case JobEvent.ItemFailed failed -> {
            job.printed.awaitShown();
            throw terms.failure(failed, completed());
          }
          case JobEvent.Ended ended -> {
            job.printed.awaitShown();
            throw ended.seenHere();
          }
        }
      }
    } catch (InterruptedException e) {
      pool.cancel(job);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the pool");
    } catch (RuntimeException | Error e) {
      pool.cancel(job); // an item that cannot travel, a result that cannot be read
      throw e;
    }
  }

  /// Ends the job; whoever waits gets a [CancellationException].
  void cancel() {
    pool.cancel(job);
  }

  private void make(int chunks, int size) {
    for (int i = 0; i < chunks && next < items.size(); i++) {
      pool.offer(job, cut(size));
    }
    if (next == items.size()) {
      pool.inputEnded(job);
    }
  }

  private Chunk cut(int size) {
    int to = (int) Math.min(items.size(), (long) next + size);
    Chunk chunk = terms.encode(next, items.subList(next, to));
    next = to;
    return chunk;
  }

  private void store(long from, @Nullable Object[] values) {
    System.arraycopy(values, 0, results, (int) from, values.length);
    Arrays.fill(arrived, (int) from, (int) from + values.length, true);
  }

  private Map<Long, Object> completed() {
    Map<Long, Object> map = new HashMap<>();
    for (int i = 0; i < results.length; i++) {
      Object result = results[i];
      if (arrived[i] && result != null) {
        map.put((long) i, result);
      }
    }
    return map;
  }

  /// The results as the list that callers get.
  @SuppressWarnings("unchecked") // the task's type says so
  static <R> List<R> asList(@Nullable Object[] results) {
    return (List<R>) Collections.unmodifiableList(Arrays.asList(results));
  }
}
