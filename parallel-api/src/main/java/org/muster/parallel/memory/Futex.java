package org.muster.parallel.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/// Waiting until another process changes a word of shared memory.
///
/// A wait may end for no reason: callers look at the word again, in a loop. Where the system has no
/// futexes, and on virtual threads (a system call would hold their carrier), a wait is a short
/// sleep, doubled up to a millisecond by callers that come back at once.
///
/// **Threads.** Any. **Memory.** Callers use acquire and release access for the word itself.
public final class Futex {

  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final long LONGEST_NANOS = 20_000_000;
  private static final long NAP_NANOS = 200_000;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private Futex() {}

  /// Waits while the word has this value, at most for so long, and never longer than 20 ms: so a
  /// waiter sees in time that it was interrupted, or that the process it waits for has died.
  public static void await(MemorySegment memory, long offset, int value, long nanos) {
    if (nanos <= 0 || (int) INT.getAcquire(memory, offset) != value) {
      return;
    }
    long bounded = Math.min(nanos, LONGEST_NANOS);
    if (!Linux.AVAILABLE || Thread.currentThread().isVirtual()) {
      LockSupport.parkNanos(Math.min(bounded, NAP_NANOS));
      return;
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment timeout = arena.allocate(ValueLayout.JAVA_LONG, 2);
      timeout.setAtIndex(ValueLayout.JAVA_LONG, 1, bounded);
      Linux.futex(memory.asSlice(offset, Integer.BYTES), WAIT, value, timeout);
    }
  }

  /// Wakes at most so many waiters, in whatever process.
  public static void wake(MemorySegment memory, long offset, int waiters) {
    if (Linux.AVAILABLE) {
      Linux.futex(memory.asSlice(offset, Integer.BYTES), WAKE, waiters, MemorySegment.NULL);
    }
  }
}
