package org.muster.parallel.pool;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.muster.parallel.Action;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;

/// What every worker runs before anything else, as a job of one chunk for each.
///
/// @param items the one item, null
record Initializer(PreparedTask task, Submitter submitter, Cargo items) implements BackendJob {

  /// Below the numbers of other jobs.
  private static final long ID = 0;

  /// Above the numbers of other chunks.
  private static final AtomicLong CHUNKS = new AtomicLong(Long.MAX_VALUE);

  /// The action as it is now.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it cannot travel
  static Initializer of(Action action, Submitter submitter) {
    var task = new ShippedTask(PackedTask.of(action));
    return new Initializer(task, submitter, task.load(Collections.singletonList(null)));
  }

  /// The chunk for one worker.
  ///
  /// @param done run once it has been run there
  Assigned assigned(Worker worker, Runnable done) {
    var chunk = new Chunk(CHUNKS.getAndDecrement(), 0, 1, items);
    return new Assigned(this, chunk, new FirstChunk(worker, task, done));
  }

  @Override
  public long id() {
    return ID;
  }

  @Override
  public String name(long item) {
    return "the initializer";
  }

  @Override
  public void printing() {
    // Nobody waits for it.
  }

  @Override
  public void printed() {
    // Nobody waits for it.
  }

  /// What becomes of the initializer in one worker. If it fails, the worker counts as one that
  /// could not be started.
  private record FirstChunk(Worker worker, PreparedTask task, Runnable whenDone)
      implements ChunkSink {

    @Override
    public void done(Cargo results, long nanos) {
      worker.initializing = false;
      whenDone.run();
    }

    @Override
    public void failed(ItemFailure failure) {
      Throwable thrown = failure.thrown() instanceof Shipped.Sent sent ? task.thrown(sent) : null;
      worker.thrownByInitializer = thrown;
      worker.kill("its initializer failed: " + thrown);
    }

    @Override
    public void dropped() {
      // Nobody cancels it.
    }

    @Override
    public void givenBack() {
      // The worker is gone, and with it its need.
    }

    @Override
    public void lost(long item, Supplier<RuntimeException> why) {
      // The crew replaces it.
    }
  }
}
