package org.muster.parallel.pool;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
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

  Assigned assigned(ChunkSink sink) {
    return new Assigned(this, new Chunk(CHUNKS.getAndDecrement(), 0, 1, items), sink);
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
}
