package org.muster.parallel.sync;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.LiveProcess;

/// Places in shared memory for those who wait: in which queue, since when, of which process, and
/// what has become of the wait.
///
/// **Threads.** Under the mutex of the object it belongs to, except where a method says otherwise,
/// and for those that only look. An owner of that mutex that dies leaves nothing half done: a seat
/// is taken by the last write, which is its state.
final class Seats {

  static final int FREE = 0;
  static final int WAITING = 1;

  /// Given to one who did not take it any more: stopped by its pool, without the mutex.
  static final int ORPHANED = -1;

  private static final long TICKET = 0;
  private static final long USED = 8;
  private static final long FIRST = 64;
  private static final long SEAT = 32;

  private static final long STATE = 0;
  private static final long QUEUE = 4;
  private static final long SINCE = 8;
  private static final long PROCESS = 16;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment memory;
  private final long offset;
  private final int count;

  /// @param offset of [#bytes] bytes, which are zero at first; a multiple of 64
  Seats(MemorySegment memory, long offset, int count) {
    this.memory = memory;
    this.offset = offset;
    this.count = count;
  }

  static long bytes(int count) {
    return FIRST + count * SEAT;
  }

  /// A seat that is waiting from now on, or -1 if all are taken.
  int take(int queue) {
    int used = used();
    int seat = 0;
    while (seat < used && state(seat) != FREE) {
      seat++;
    }
    if (seat == count) {
      return -1;
    }
    if (seat == used) {
      memory.set(ValueLayout.JAVA_INT, offset + USED, used + 1);
    }
    long ticket = memory.get(ValueLayout.JAVA_LONG, offset + TICKET);
    memory.set(ValueLayout.JAVA_LONG, offset + TICKET, ticket + 1);
    memory.set(ValueLayout.JAVA_INT, at(seat) + QUEUE, queue);
    memory.set(ValueLayout.JAVA_LONG, at(seat) + SINCE, ticket);
    memory.set(ValueLayout.JAVA_LONG, at(seat) + PROCESS, LiveProcess.SELF);
    INT.setRelease(memory, at(seat) + STATE, WAITING);
    return seat;
  }

  boolean hasFree() {
    int used = used();
    for (int seat = 0; seat < used; seat++) {
      if (state(seat) == FREE) {
        return true;
      }
    }
    return used < count;
  }

  int state(int seat) {
    return (int) INT.getAcquire(memory, at(seat) + STATE);
  }

  int queue(int seat) {
    return memory.get(ValueLayout.JAVA_INT, at(seat) + QUEUE);
  }

  /// The word that changes when something becomes of it.
  long word(int seat) {
    return at(seat) + STATE;
  }

  /// Tells one who waits.
  ///
  /// @return false if it has just left
  boolean tell(int seat, int state) {
    return INT.compareAndSet(memory, at(seat) + STATE, WAITING, state);
  }

  void wake(int seat) {
    Futex.wake(memory, at(seat) + STATE, 1);
  }

  /// Gives a seat back, whatever became of it.
  void free(int seat) {
    INT.setRelease(memory, at(seat) + STATE, FREE);
    int used = used();
    while (used > 0 && state(used - 1) == FREE) {
      used--;
    }
    memory.set(ValueLayout.JAVA_INT, offset + USED, used);
  }

  /// Gives one's own seat back without the mutex, after something has become of it.
  void giveBack(int seat) {
    INT.setRelease(memory, at(seat) + STATE, FREE);
  }

  /// Gives one's own seat back without the mutex, while nothing has become of it.
  ///
  /// @return false if it was told something, and keeps it
  boolean leave(int seat) {
    return INT.compareAndSet(memory, at(seat) + STATE, WAITING, FREE);
  }

  /// Marks a seat that was told something to one who does not take it.
  void orphan(int seat) {
    INT.setRelease(memory, at(seat) + STATE, ORPHANED);
  }

  /// The one that has waited longest in a queue, or -1.
  int oldest(int queue) {
    int oldest = -1;
    for (int seat = 0; seat < used(); seat++) {
      if (state(seat) == WAITING
          && queue(seat) == queue
          && (oldest < 0 || since(seat) < since(oldest))) {
        oldest = seat;
      }
    }
    return oldest;
  }

  /// Whether whoever took the seat cannot come back for it. Reads a file.
  boolean isStranded(int seat) {
    int state = state(seat);
    return state == ORPHANED
        || (state != FREE
            && !LiveProcess.isAlive(memory.get(ValueLayout.JAVA_LONG, at(seat) + PROCESS)));
  }

  /// How many seats, from the first on, may be taken.
  int used() {
    return Math.clamp((int) INT.getAcquire(memory, offset + USED), 0, count);
  }

  private long since(int seat) {
    return memory.get(ValueLayout.JAVA_LONG, at(seat) + SINCE);
  }

  private long at(int seat) {
    return offset + FIRST + seat * SEAT;
  }
}
