package org.muster.parallel.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// Waiting until another process changes a word of shared memory.
///
/// A wait may end for no reason: callers look at the word again, in a loop. Where the system has no
/// futexes, and on virtual threads (a system call would hold their carrier), a wait is a short
/// sleep, which is longer for those who have waited long.
///
/// **Threads.** Any. **Memory.** Callers use acquire and release access for the word itself.
public final class Futex {

  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final long LONGEST_NANOS = 20_000_000;
  private static final long NAP_NANOS = 200_000;
  private static final long SHORTEST_NAP_NANOS = 50_000;
  private static final long LONGEST_NAP_NANOS = 5_000_000;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private Futex() {}

  /// Waits while the word has this value, at most for so long, and never longer than 20 ms: so a
  /// waiter sees in time that it was interrupted, or that the process it waits for has died.
  public static void await(MemorySegment memory, long offset, int value, long nanos) {
    await(memory, offset, value, nanos, 8 * NAP_NANOS);
  }

  /// As the other one.
  ///
  /// @param waitedNanos how long this has been going on: sleeps last an eighth of it, 5 ms at most
  public static void await(
      MemorySegment memory, long offset, int value, long nanos, long waitedNanos) {
    if (nanos <= 0 || (int) INT.getAcquire(memory, offset) != value) {
      return;
    }
    long bounded = Math.min(nanos, LONGEST_NANOS);
    if (!Linux.AVAILABLE || Thread.currentThread().isVirtual()) {
      long nap = Math.clamp(waitedNanos / 8, SHORTEST_NAP_NANOS, LONGEST_NAP_NANOS);
      LockSupport.parkNanos(Math.min(bounded, nap));
      return;
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment timeout = arena.allocate(ValueLayout.JAVA_LONG, 2);
      timeout.setAtIndex(ValueLayout.JAVA_LONG, 1, bounded);
      Linux.futex(word(memory, offset), WAIT, value, timeout);
    }
  }

  /// Wakes at most so many waiters, in whatever process.
  public static void wake(MemorySegment memory, long offset, int waiters) {
    if (Linux.AVAILABLE) {
      Linux.futex(word(memory, offset), WAKE, waiters, MemorySegment.NULL);
    }
  }

  /// Only its address: memory cannot be closed while a system call holds it, and a wait must not
  /// stand in the way of that. A word that is gone meanwhile makes the call return.
  private static MemorySegment word(MemorySegment memory, long offset) {
    Objects.checkFromIndexSize(offset, Integer.BYTES, memory.byteSize());
    return MemorySegment.ofAddress(memory.address() + offset);
  }
}
