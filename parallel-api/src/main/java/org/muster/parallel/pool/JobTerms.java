package org.muster.parallel.pool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.wire.Payload;

/// Encodes a job's items and decodes what comes back. Used by the job's caller, never by the
/// scheduler.
final class JobTerms {

  private final WorkerPool pool;
  private final Job job;
  private final SharedArrays shared = new SharedArrays(ArrayShelf.SHARED);

  JobTerms(WorkerPool pool, Job job) {
    this.pool = pool;
    this.job = job;
  }

  /// A chunk of these items.
  ///
  /// @param from the index of the first one in the job
  /// @throws org.muster.parallel.TaskNotSerializableException if one of them cannot travel
  Chunk encode(long from, List<? extends @Nullable Object> items) {
    var graphs = new ItemGraphs(job.task.loader(), shared);
    Payload payload = ValueCodec.encode(items, graphs);
    shared.nextChunk();
    return new Chunk(
        pool.nextChunk(), from, items.size(), graphs.classes(), graphs.blobs(), payload);
  }

  @Nullable Object[] decode(Payload results) {
    return ValueCodec.decode(results, new ItemGraphs(job.task.loader()));
  }

  /// What the caller gets for a failed item.
  ///
  /// @param completed the other results so far, by index
  TaskFailedException failure(JobEvent.ItemFailed failed, Map<Long, Object> completed) {
    @Nullable Object[] before = decode(failed.results());
    Map<Long, Object> all = new HashMap<>(completed);
    for (int i = 0; i < before.length; i++) {
      Object result = before[i];
      if (result != null) {
        all.put(failed.from() + i, result);
      }
    }
    Throwable cause = RemoteFailures.decode(failed.exception(), job.task.loader());
    String what =
        job.total == 1 && failed.argument().isEmpty()
            ? "the task"
            : "item %d (`%s`)".formatted(failed.index(), failed.argument());
    return new TaskFailedException(
        "%s failed in worker %d: %s".formatted(what, failed.worker(), cause),
        cause,
        failed.index(),
        failed.argument(),
        failed.worker(),
        Map.copyOf(all));
  }
}
