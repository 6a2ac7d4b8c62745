package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedSegment;
import org.muster.parallel.queue.Records.Chain;
import org.muster.parallel.queue.Records.Raw;
import org.muster.parallel.sync.Wait;

/// A queue of records in shared memory, for any number of processes that put and take.
///
/// **Order.** Records come out in the order in which they were put. What a thread did before it put
/// one happens-before what is done after it was taken.
///
/// **Death.** A process that is killed while it puts leaves the queue as if it had not begun; one
/// that is killed while it takes loses what it took, and no more.
///
/// **Memory.** As much as there is in it, and up to 16 MB that stay warm.
///
/// **Threads.** Any.
public final class RecordQueue {

  private static final int MUTEX = 0;
  private static final int ITEMS = 320;
  private static final int ROOM = ITEMS + Signal.BYTES;
  private static final int DONE = ROOM + Signal.BYTES;

  /// Some microseconds. Whoever answers may be about to run on this very processor: spinning for 20
  /// µs made the round trip of a pipe twice as long on a busy machine, for 100 µs seven times.
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;

  /// Memory that one may have for its items: none of it is there before it is used.
  private static final long MOST_BYTES = 64L << 30;

  private static final long MOST_BYTES_IN_FILES = 256L << 20;

  private static final long NAP_NANOS = 100_000;

  private final SharedBlock block;
  private final MemorySegment memory;
  private final Records records;
  private final RecordLock lock;
  private final Signal items;
  private final Signal room;
  private final Unfinished unfinished;
  private final int capacity;

  /// @param start of its memory in the block: 0, or the [#end] of another one
  /// @param chunks as many as its memory was made for
  public RecordQueue(SharedBlock block, long start, int capacity, int chunks) {
    this.block = block;
    this.capacity = capacity;
    memory = block.memory();
    records = new Records(block, start, chunks);
    lock = new RecordLock(memory, start + MUTEX, records);
    items = new Signal(memory, start + ITEMS);
    room = new Signal(memory, start + ROOM);
    unfinished = new Unfinished(block, new Signal(memory, start + DONE), records, lock);
  }

  /// How many chunks a new queue may have on this system.
  ///
  /// @param queues that share what one may have
  public static int chunks(int queues) {
    long bytes = SharedSegment.isAvailable() ? MOST_BYTES : MOST_BYTES_IN_FILES;
    return (int) (bytes / Chunks.BYTES / queues);
  }

  /// Where the memory of a queue ends.
  public static long end(long start, int chunks) {
    return Records.end(start, chunks);
  }

  /// What a waiter asks each 20 ms besides whether there is something.
  @FunctionalInterface
  public interface Watch {

    Watch NONE = () -> true;

    /// Whether to go on; may throw.
    boolean goesOn();
  }

  // ---- put -------------------------------------------------------------------------------------

  /// Puts a record at the end; waits for room.
  ///
  /// @return false if the time is over first, or the watch says so
  /// @throws IllegalStateException if it is closed, or if there is no memory left
  public boolean put(Parts parts, String operation, long nanos, Watch watch)
      throws InterruptedException {
    Wait.checkInterrupt();
    Entry entry = entry(parts);
    try {
      if (tryAppend(entry)) {
        return true;
      }
      return nanos > 0 && awaitRoom(entry, operation, nanos, watch);
    } finally {
      giveUp(entry);
    }
  }

  /// Puts a record at the end if there is room.
  public boolean offer(Parts parts) {
    if (records.size() >= capacity) {
      checkOpen();
      return false;
    }
    Entry entry = entry(parts);
    try {
      return tryAppend(entry);
    } finally {
      giveUp(entry);
    }
  }

  /// Puts as many as there is room for, in order.
  ///
  /// @return how many
  public int offerAll(List<Parts> all) {
    int put = 0;
    while (put < all.size()) {
      if (Records.isLarge(all.get(put))) {
        if (!offer(all.get(put))) {
          return put;
        }
        put++;
        continue;
      }
      int before = put;
      lock.lock();
      try {
        checkOpen();
        while (put < all.size() && records.size() < capacity && !Records.isLarge(all.get(put))) {
          records.append(all.get(put));
          put++;
        }
      } finally {
        lock.unlock();
      }
      items.tell();
      if (put == before) {
        return put;
      }
    }
    return put;
  }

  /// A record that is being put.
  private static final class Entry {
    private final Parts parts;
    private @Nullable Chain chain;

    Entry(Parts parts) {
      this.parts = parts;
    }
  }

  private Entry entry(Parts parts) {
    Entry entry = new Entry(parts);
    if (Records.isLarge(parts)) {
      Chain chain = reserve(parts);
      while (chain == null) {
        LockSupport.parkNanos(NAP_NANOS);
        chain = reserve(parts);
      }
      entry.chain = chain;
      records.fill(chain, parts);
    }
    return entry;
  }

  private @Nullable Chain reserve(Parts parts) {
    lock.lock();
    try {
      checkOpen();
      return records.reserve(parts);
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(Entry entry) {
    if (entry.chain != null) {
      drop(entry.chain); // it was not put
    }
  }

  private boolean tryAppend(Entry entry) {
    lock.lock();
    try {
      checkOpen();
      if (records.size() >= capacity) {
        return false;
      }
      if (entry.chain == null) {
        records.append(entry.parts);
      } else {
        records.append(entry.chain);
        entry.chain = null;
      }
    } finally {
      lock.unlock();
    }
    items.tell();
    return true;
  }

  private boolean awaitRoom(Entry entry, String operation, long nanos, Watch watch)
      throws InterruptedException {
    boolean slept = false;
    try (var wait = Wait.interruptible(block, operation, unfinished::text, nanos)) {
      while (true) {
        if (records.size() < capacity && tryAppend(entry)) {
          return true;
        }
        int round = room.prepare();
        if (records.size() < capacity) {
          continue;
        }
        if (records.isClosed()) {
          throw closed();
        }
        slept = true;
        if (!wait.once(memory, room.word(), round)) {
          wait.throwIfInterrupted();
          return tryAppend(entry);
        }
        if (wait.isLong() && !watch.goesOn()) {
          return false;
        }
      }
    } finally {
      if (slept) {
        room.passOn(records.size() < capacity);
      }
    }
  }

  // ---- take ------------------------------------------------------------------------------------

  /// Takes the first record, if there is one.
  public @Nullable Parts poll() {
    if (size() == 0) {
      return null;
    }
    Raw raw;
    lock.lock();
    try {
      raw = records.take();
      if (raw != null && raw.parts() != null && raw.chain() != null) {
        records.drop(raw.chain());
      }
    } finally {
      lock.unlock();
    }
    if (raw == null) {
      return null;
    }
    tellRoom();
    return finish(raw);
  }

  /// Takes the first record; waits for one.
  ///
  /// @return null if the time is over first, if it is closed and empty, or if the watch says so
  public @Nullable Parts take(String operation, long nanos, Watch watch)
      throws InterruptedException {
    Wait.checkInterrupt();
    Parts parts = poll();
    if (parts != null || nanos <= 0) {
      return parts;
    }
    return spin() ? orAwait(poll(), operation, nanos, watch) : await(operation, nanos, watch);
  }

  private @Nullable Parts orAwait(@Nullable Parts found, String operation, long nanos, Watch watch)
      throws InterruptedException {
    return found != null ? found : await(operation, nanos, watch);
  }

  private boolean spin() {
    for (int i = 0; i < SPINS; i++) {
      if (records.size() > 0) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private @Nullable Parts await(String operation, long nanos, Watch watch)
      throws InterruptedException {
    boolean slept = false;
    try (var wait = Wait.interruptible(block, operation, () -> "", nanos)) {
      while (true) {
        Parts parts = poll();
        if (parts != null) {
          return parts;
        }
        int round = items.prepare();
        if (records.size() > 0) {
          continue;
        }
        if (records.isClosed()) {
          return poll();
        }
        slept = true;
        if (!wait.once(memory, items.word(), round)) {
          wait.throwIfInterrupted();
          return poll();
        }
        if (wait.isLong() && !watch.goesOn()) {
          return poll();
        }
      }
    } finally {
      if (slept) {
        items.passOn(records.size() > 0);
      }
    }
  }

  /// Takes records as long as there are any.
  public List<Parts> pollAll(int most) {
    List<Raw> raws = new ArrayList<>();
    if (records.size() == 0 || most <= 0) {
      return List.of();
    }
    lock.lock();
    try {
      while (raws.size() < most) {
        Raw raw = records.take();
        if (raw == null) {
          break;
        }
        raws.add(raw);
        if (raw.chain() != null) {
          if (raw.parts() != null) {
            records.drop(raw.chain());
          }
          break; // it is copied outside the lock, and the others after it
        }
      }
    } finally {
      lock.unlock();
    }
    if (!raws.isEmpty()) {
      room.tell();
    }
    return raws.stream().map(this::finish).toList();
  }

  private void tellRoom() {
    if (capacity != Integer.MAX_VALUE) {
      room.tell();
    }
  }

  private Parts finish(Raw raw) {
    if (raw.parts() != null) {
      return raw.parts();
    }
    Chain chain = raw.chain();
    if (chain == null) {
      throw new AssertionError("a record without bytes");
    }
    try {
      return records.read(chain);
    } finally {
      drop(chain);
    }
  }

  private void drop(Chain chain) {
    records.cool(chain);
    lock.lock();
    try {
      records.drop(chain);
    } finally {
      lock.unlock();
    }
  }

  // ---- look ------------------------------------------------------------------------------------

  /// A record that was in the queue at some time.
  ///
  /// @param number of it, which no other one has
  public record Seen(Parts parts, long number) {}

  /// A copy of the first record; null if there is none.
  public @Nullable Parts peek() {
    if (records.size() == 0) {
      return null;
    }
    lock.lock();
    try {
      Raw raw = records.peek();
      return raw == null ? null : raw.parts();
    } finally {
      lock.unlock();
    }
  }

  /// Copies of all records, as they are at one moment.
  public List<Seen> snapshot() {
    List<Seen> all = new ArrayList<>();
    lock.lock();
    try {
      for (long at = records.next(0); at != records.end(); at = records.next(at)) {
        Parts parts = records.copy(at).parts();
        if (parts != null) {
          all.add(new Seen(parts, records.number(at)));
        }
      }
    } finally {
      lock.unlock();
    }
    return all;
  }

  /// Takes a record out, if it is still there.
  public boolean delete(long number) {
    boolean found = false;
    boolean all;
    lock.lock();
    try {
      for (long at = records.next(0); at != records.end(); at = records.next(at)) {
        if (records.number(at) >= number) {
          found = records.number(at) == number;
          if (found) {
            records.delete(at);
          }
          break;
        }
      }
      all = records.open() == 0;
    } finally {
      lock.unlock();
    }
    if (found) {
      room.tell();
    }
    if (all) {
      unfinished.tellNone();
    }
    return found;
  }

  /// How many records there are. The number is the last thing that a change writes: while somebody
  /// changes the row, who may be dead, this waits for the end of that, or brings it about.
  public int size() {
    if (lock.isHeld()) {
      lock.lock();
      lock.unlock();
    }
    return records.size();
  }

  public int remainingCapacity() {
    return capacity == Integer.MAX_VALUE ? capacity : Math.max(0, capacity - size());
  }

  /// What was put and is not done.
  public Unfinished unfinished() {
    return unfinished;
  }

  // ---- close -----------------------------------------------------------------------------------

  /// Nothing can be put any more; what is there can be taken.
  public void close() {
    lock.lock();
    try {
      records.close();
    } finally {
      lock.unlock();
    }
    items.tellEverybody();
    room.tellEverybody();
  }

  public boolean isClosed() {
    return records.isClosed();
  }

  private void checkOpen() {
    if (records.isClosed()) {
      throw closed();
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException(
        "%s was closed with close(): nothing can be put into it any more".formatted(block));
  }
}
