package org.muster.parallel.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink.ItemFailure;

/// Makes a job's chunks and reads what comes back. Used by the job's caller, never by the
/// scheduler.
final class JobTerms {

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Job job;

  JobTerms(Job job) {
    this.job = job;
  }

  /// The next number for a job or a chunk. They share their numbers: a call has one for both.
  static long nextNumber() {
    return NUMBERS.incrementAndGet();
  }

  /// A chunk of these items.
  ///
  /// @param from the index of the first one in the job
  /// @throws org.muster.parallel.TaskNotSerializableException if one of them cannot be moved
  /// @param count how many there are
  /// @param items themselves, or what travels for them
  Chunk chunk(long from, int count, List<? extends @Nullable Object> items) {
    return new Chunk(nextNumber(), from, count, job.task.load(items));
  }

  @Nullable Object[] results(Cargo results) {
    return job.task.unload(results);
  }

  /// What the caller gets for a failed item.
  ///
  /// @param completed the other results so far, by index
  TaskFailedException failure(JobEvent.ItemFailed failed, Map<Long, Object> completed) {
    ItemFailure f = failed.failure();
    @Nullable Object[] before = results(f.before());
    Map<Long, Object> all = new HashMap<>(completed);
    for (int i = 0; i < before.length; i++) {
      Object result = before[i];
      if (result != null) {
        all.put(failed.from() + i, result);
      }
    }
    return failure(job.total == 1, f, job.task.thrown(f.thrown()), all);
  }

  /// Says which item failed, and where.
  ///
  /// @param alone whether there was no other item
  static TaskFailedException failure(
      boolean alone, ItemFailure f, Throwable cause, Map<Long, Object> completed) {
    String what =
        alone && f.argument().isEmpty()
            ? "the task"
            : "item %d (`%s`)".formatted(f.item(), f.argument());
    return new TaskFailedException(
        "%s failed in %s: %s".formatted(what, f.place(), cause),
        cause,
        f.item(),
        f.argument(),
        f.worker(),
        Map.copyOf(completed));
  }
}
