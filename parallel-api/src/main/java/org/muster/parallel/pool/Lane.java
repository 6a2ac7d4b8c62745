package org.muster.parallel.pool;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedSegment;
import org.muster.parallel.memory.Slots;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.MemoryFile;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// The memory that one worker shares with the pool.
///
/// The pool writes items into the [Depot] and the worker reads them there; results come the other
/// way, in memory of the worker's own. The pool has made that too, so that what a worker has
/// written and sent is there, whatever becomes of the worker. It is given back once the worker is
/// gone and its last result was read.
///
/// **Threads.** Any.
final class Lane {

  private static final Cleaner CLEANER = Cleaner.create();

  private final SharedSegment items;
  private final SharedSegment results;

  /// The results that are not read yet, and the worker.
  private final AtomicInteger users = new AtomicInteger(1);

  private Lane(SharedSegment items, SharedSegment results) {
    this.items = items;
    this.results = results;
  }

  /// Memory for one of so many workers, or null if there is none to be had.
  static @Nullable Lane open(int workers) {
    Slots depot = Depot.SHARED.slots();
    if (depot == null) {
      return null;
    }
    try {
      return new Lane(depot.segment(), SharedSegment.create(Depot.budget() / workers));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /// What the worker needs to know.
  Message.SharedMemory offer() {
    return new Message.SharedMemory(file(items), file(results));
  }

  private static MemoryFile file(SharedSegment segment) {
    SharedSegment.Handle handle = segment.handle();
    return new MemoryFile(handle.id(), handle.pid(), handle.descriptor(), handle.bytes());
  }

  /// The results with frames that can be read. Their memory is the worker's again when they were
  /// released, or when nobody has them any more.
  ///
  /// @throws IllegalArgumentException if there is nothing where the worker says
  Payload find(Payload payload) {
    return payload.found(this::at);
  }

  private Frame.Stored at(Frame.Place place) {
    if (!Slots.isInUse(results, place.offset(), place.size())) {
      throw new IllegalArgumentException("nothing of its was at " + place);
    }
    users.incrementAndGet();
    MemorySegment memory = results.memory().asSlice(place.offset(), place.size());
    Cleaner.Cleanable read = CLEANER.register(memory, () -> read(place.offset()));
    return new Frame.Stored(place, memory, read::clean);
  }

  private void read(long offset) {
    Slots.giveBack(results, offset);
    leave();
  }

  /// The worker is gone.
  void end() {
    leave();
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      // It takes a millisecond for each 10 MB or so.
      Thread.ofVirtual().name("muster-lane-end").start(results::close);
    }
  }
}
