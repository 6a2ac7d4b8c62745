package org.muster.parallel.local;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.ChunkSink.ItemFailure;
import org.muster.parallel.spi.ChunkTimes;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.TaskInvoker;

/// A chunk that a thread of this JVM runs, or will run.
///
/// **Threads.** [#run] belongs to one thread, [#cancel] to any.
final class LocalChunk {

  /// Tells the sink how it went; to be called on the event loop.
  interface Answer {
    void tell(ChunkSink sink);
  }

  private final BackendJob job;
  private final Chunk chunk;
  private final ChunkSink sink;
  private volatile boolean cancelled;
  private @Nullable Thread runner; // guarded by this: whom to interrupt

  LocalChunk(BackendJob job, Chunk chunk, ChunkSink sink) {
    this.job = job;
    this.chunk = chunk;
    this.sink = sink;
  }

  BackendJob job() {
    return job;
  }

  ChunkSink sink() {
    return sink;
  }

  int count() {
    return chunk.count();
  }

  /// Interrupts the thread that runs it; if none does, none will.
  synchronized void cancel() {
    cancelled = true;
    if (runner != null) {
      runner.interrupt();
    }
  }

  /// Runs it in the calling thread.
  ///
  /// @param worker the number of the thread
  Answer run(int worker) {
    if (!begin()) {
      return ChunkSink::dropped;
    }
    try {
      return runItems(worker);
    } finally {
      end();
    }
  }

  private synchronized boolean begin() {
    if (cancelled) {
      return false;
    }
    runner = Thread.currentThread();
    return true;
  }

  /// From now on nobody interrupts the calling thread for this chunk.
  private synchronized void end() {
    runner = null;
    Thread.interrupted();
  }

  private Answer runItems(int worker) {
    long start = System.nanoTime();
    var task = (LocalTask) job.task();
    @Nullable Object[] items = ((LocalTask.Values) chunk.items()).values();
    @Nullable Object[] results = new Object[items.length];
    int[] at = {0};
    for (int i = 0; i < items.length; i++) {
      if (cancelled) {
        return ChunkSink::dropped;
      }
      try {
        results[i] = TaskInvoker.invoke(task.task(), items[i], place -> at[0] = place);
      } catch (Throwable e) { // whatever a task throws is the caller's
        boolean slice = TaskInvoker.isSlice(task.task(), items[i]);
        var failure =
            new ItemFailure(
                chunk.from() + (slice ? at[0] : i),
                Preview.of(slice ? TaskInvoker.inSlice(items[i], at[0]) : items[i]),
                worker,
                "thread " + worker,
                new LocalTask.Values(Arrays.copyOf(results, i)),
                new LocalTask.Thrown(e));
        return s -> s.failed(failure);
      }
    }
    long nanos = System.nanoTime() - start;
    return s -> {
      s.measured(ChunkTimes.inThisJvm(worker, start, nanos));
      s.done(new LocalTask.Values(results), nanos);
    };
  }
}
