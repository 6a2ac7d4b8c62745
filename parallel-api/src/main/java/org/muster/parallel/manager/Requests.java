package org.muster.parallel.manager;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedMutex;
import org.muster.parallel.memory.SharedMutex.Outcome;
import org.muster.parallel.memory.SharedMutex.Patience;
import org.muster.parallel.sync.Wait;

/// The requests of all processes to one manager, in the order in which they arrived: a ring in the
/// manager's memory. One row for all, because a process that was told by another one that something
/// was written must find it written.
///
/// **Threads.** [#put] any of any process; [#take] and [#await] one thread of the manager's
/// process.
///
/// **Death.** A process that dies while it puts leaves nothing: the row's end moves last.
@SuppressWarnings("EnumOrdinal") // all processes have the same version
final class Requests {

  /*
   * head and tail count bytes since the beginning. A request never wraps around: before one that
   * does not fit before the end of the ring, the rest of it is skipped.
   */

  static final long BYTES = 512 + (1L << 20);

  /// What a request wants.
  enum Kind {
    SKIP,
    HELLO,
    BYE,
    /// Wants an answer.
    CALL,
    /// Cannot fail and wants none.
    TELL,
    /// Wants the answer to the last call, which was too large.
    FETCH
  }

  /// @param client its number
  /// @param slot of the answer
  record Request(Kind kind, long client, int slot, byte[] body) {}

  static final int LARGEST = 64 << 10;

  private static final long MUTEX = 0;
  private static final long TAIL = 64;
  private static final long HEAD = 128;
  private static final long ASLEEP = 192;
  private static final long ROOM = 256;
  private static final long NO_ROOM = 260;
  private static final long CLOSED = 320;
  private static final long CLIENTS = 328;
  private static final long RING = 512;
  private static final long RING_BYTES = BYTES - RING;
  private static final int HEADER = 24;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final VarHandle SHARED_INT = INT.varHandle();
  private static final VarHandle SHARED_LONG = LONG.varHandle();
  private static final Kind[] KINDS = Kind.values();

  private final MemorySegment memory;
  private final SharedMutex mutex;

  Requests(SharedBlock block) {
    memory = block.memory();
    mutex = new SharedMutex(memory, MUTEX);
  }

  // ---- in --------------------------------------------------------------------------------------

  /// A number for a process that calls.
  long newClient() {
    return (long) SHARED_LONG.getAndAdd(memory, CLIENTS, 1L) + 1;
  }

  /// Adds a request at the end.
  ///
  /// @param patience asked before each sleep; may throw
  /// @return false if the thread was interrupted while there was none
  boolean put(Request request, Patience patience, Wait wait) {
    int bytes = HEADER + (request.body.length + 7 & -8);
    while (true) {
      int round = (int) SHARED_INT.getVolatile(memory, ROOM);
      if (mutex.acquire(Wait.ENDLESS, patience) == Outcome.LEFT) {
        return false;
      }
      boolean done;
      try {
        done = append(request, bytes);
      } finally {
        mutex.unlock();
      }
      if (done) {
        wake();
        return true;
      }
      SHARED_INT.setVolatile(memory, NO_ROOM, 1);
      if (!hasRoom(bytes) && !(patience.goesOn() && wait.once(memory, ROOM, round))) {
        return false;
      }
    }
  }

  private boolean hasRoom(int bytes) {
    long tail = tail();
    return skipped(tail, bytes) + bytes <= RING_BYTES - (tail - head());
  }

  private static long skipped(long tail, int bytes) {
    long left = RING_BYTES - tail % RING_BYTES;
    return left < bytes ? left : 0;
  }

  private boolean append(Request request, int bytes) {
    if (!hasRoom(bytes)) {
      return false;
    }
    long tail = tail();
    long skipped = skipped(tail, bytes);
    if (skipped > 0) {
      long at = RING + tail % RING_BYTES;
      memory.set(INT, at, (int) skipped);
      memory.set(INT, at + 4, Kind.SKIP.ordinal());
      tail += skipped;
    }
    long at = RING + tail % RING_BYTES;
    memory.set(INT, at, bytes);
    memory.set(INT, at + 4, request.kind.ordinal());
    memory.set(LONG, at + 8, request.client);
    memory.set(INT, at + 16, request.slot);
    memory.set(INT, at + 20, request.body.length);
    MemorySegment.copy(
        request.body, 0, memory, ValueLayout.JAVA_BYTE, at + HEADER, request.body.length);
    SHARED_LONG.setVolatile(memory, TAIL, tail + bytes);
    return true;
  }

  private void wake() {
    if ((int) SHARED_INT.getVolatile(memory, ASLEEP) != 0
        && SHARED_INT.compareAndSet(memory, ASLEEP, 1, 0)) {
      Futex.wake(memory, ASLEEP, 1);
    }
  }

  // ---- out -------------------------------------------------------------------------------------

  /// Where the next request will be.
  long tail() {
    return (long) SHARED_LONG.getVolatile(memory, TAIL);
  }

  /// How far requests were taken.
  long head() {
    return (long) SHARED_LONG.getVolatile(memory, HEAD);
  }

  /// The first request, out of the row; null if there is none.
  @Nullable Request take() {
    long head = head();
    while (head != tail()) {
      long at = RING + head % RING_BYTES;
      int bytes = memory.get(INT, at);
      Kind kind = KINDS[memory.get(INT, at + 4)];
      if (kind != Kind.SKIP) {
        var body = new byte[memory.get(INT, at + 20)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + HEADER, body, 0, body.length);
        var request = new Request(kind, memory.get(LONG, at + 8), memory.get(INT, at + 16), body);
        advance(head + bytes);
        return request;
      }
      head += bytes;
      advance(head);
    }
    return null;
  }

  private void advance(long head) {
    SHARED_LONG.setVolatile(memory, HEAD, head);
    if ((int) SHARED_INT.getVolatile(memory, NO_ROOM) != 0) {
      SHARED_INT.setVolatile(memory, NO_ROOM, 0);
      int _ = (int) SHARED_INT.getAndAdd(memory, ROOM, 1);
      Futex.wake(memory, ROOM, Integer.MAX_VALUE);
    }
  }

  boolean isEmpty() {
    return head() == tail();
  }

  /// Sleeps until there is a request, at most 20 ms.
  void await() {
    SHARED_INT.setVolatile(memory, ASLEEP, 1);
    if (isEmpty() && !isClosed()) {
      Futex.await(memory, ASLEEP, 1, Wait.ENDLESS);
    }
    SHARED_INT.setVolatile(memory, ASLEEP, 0);
  }

  // ---- the end ---------------------------------------------------------------------------------

  void close() {
    SHARED_INT.setVolatile(memory, CLOSED, 1);
    wake();
    Futex.wake(memory, ROOM, Integer.MAX_VALUE);
  }

  boolean isClosed() {
    return (int) SHARED_INT.getVolatile(memory, CLOSED) != 0;
  }
}
