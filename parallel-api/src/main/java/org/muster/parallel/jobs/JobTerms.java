package org.muster.parallel.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Call;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink.ItemFailure;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.ThrownParts;

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

  /// The values that came for a chunk.
  ///
  /// @param row has the other results
  /// @throws TaskFailedException if they cannot be read
  @Nullable Object[] results(JobEvent.Arrived arrived, @Nullable Row row) {
    try {
      return results(arrived.results());
    } catch (RuntimeException
        | LinkageError
        | AssertionError
        | StackOverflowError
        | OutOfMemoryError e) {
      long last = arrived.from() + arrived.count() - 1;
      String what =
          job.total == 1
              ? "result of the task"
              : arrived.count() == 1
                  ? "result of item " + last
                  : "results of items %d to %d".formatted(arrived.from(), last);
      throw unreadable(what, e, arrived.from(), row == null ? Map.of() : row.completed());
    }
  }

  /// What the caller gets for results that came and cannot be read: there is no memory for them, or
  /// their own code refuses to make them.
  static TaskFailedException unreadable(
      String what, Throwable why, long item, Map<Long, Object> completed) {
    String because =
        why instanceof OutOfMemoryError
            ? "this JVM's heap of at most %d MB is full. Return less, take results one by one with imap, or give it more memory (-Xmx, in a notebook MUSTER_JVM_OPTS)"
                .formatted(Runtime.getRuntime().maxMemory() >> 20)
            : "%s. The constructor of a record and methods such as readObject run here once more: they have to take what the task returned"
                .formatted(ThrownParts.text(why));
    return new TaskFailedException(
        "the %s came and cannot be read: %s".formatted(what, because),
        why,
        item,
        "",
        -1,
        completed,
        new FailureOrigin(why, null));
  }

  /// What the caller gets for a failed item.
  ///
  /// @param completed the other results so far, by index
  TaskFailedException failure(JobEvent.ItemFailed failed, Map<Long, Object> completed) {
    ItemFailure f = failed.failure();
    @Nullable Object[] before = before(f);
    Map<Long, Object> all = new HashMap<>(completed);
    for (int i = 0; i < before.length; i++) {
      Object result = before[i];
      if (result != null) {
        all.put(failed.from() + i, result);
      }
    }
    Attempts attempts = job.attempts;
    Call<?> attempt = attempts == null ? null : attempts.of(f.item());
    String item =
        f.argument().isEmpty() && failed.count() > 1
            ? "one of the items %d to %d"
                .formatted(failed.from(), failed.from() + failed.count() - 1)
            : named(job.total == 1, f);
    return failure(item, f, job.task.thrown(f.thrown()), all, attempt);
  }

  /// The results before a failed item; none if they cannot be read: the failure is what counts.
  @Nullable Object[] before(ItemFailure failure) {
    try {
      return results(failure.before());
    } catch (RuntimeException | LinkageError | AssertionError | VirtualMachineError e) {
      return new Object[0];
    }
  }

  /// Says which item failed, and where.
  ///
  /// @param item what failed, in words
  /// @param attempt what failed, or null
  static TaskFailedException failure(
      String item,
      ItemFailure f,
      Throwable cause,
      Map<Long, Object> completed,
      @Nullable Call<?> attempt) {
    return new TaskFailedException(
        "%s failed in %s: %s".formatted(item, f.place(), ThrownParts.text(cause)),
        cause,
        f.item(),
        f.argument(),
        f.worker(),
        Map.copyOf(completed),
        new FailureOrigin(cause, attempt));
  }

  /// What failed, in words.
  ///
  /// @param alone whether there was no other item
  static String named(boolean alone, ItemFailure f) {
    if (alone && f.argument().equals(Preview.NULL)) {
      return "the task"; // a call
    }
    // What could not be read has no text, and of several items nobody knows which it was.
    return f.argument().isEmpty()
        ? "item " + f.item()
        : "item %d (`%s`)".formatted(f.item(), f.argument());
  }
}
