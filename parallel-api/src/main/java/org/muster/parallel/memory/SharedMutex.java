package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Mutual exclusion between the threads of all processes that share some memory, for the few
/// instructions in which a structure in that memory changes. If its owner's process dies, the next
/// one gets it and is told, so that it can repair what the dead one left half done.
///
/// ```java
/// boolean repair = mutex.lock();
/// try {
///   …
/// } finally {
///   mutex.unlock();
/// }
/// ```
///
/// Not re-entrant, not fair, and it does not know threads: the one that locked it must unlock it.
/// Needs [#BYTES] bytes of zeros at a multiple of 8. Any number of these may stand for the same
/// bytes.
///
/// **Threads.** Any, virtual ones too. **Memory.** What was done before [#unlock] happens-before
/// what the next owner does, in whatever process; also what a dead owner did.
public final class SharedMutex {

  /*
   * One word: 0, or the number of the owner's process (LiveProcess), whose bit 0 says that somebody
   * waits. Waiters wait for a change of its low half. Who was asleep takes it with the bit set,
   * because others may be asleep still. Whoever comes by while it is free takes it (barging): a wake-up
   * takes some 50 µs, in which one that is awake locks and unlocks a thousand times.
   *
   * A wake-up that gets lost, because the one that was woken gives up or because a process is killed
   * between unlocking and waking, costs at most the 20 ms that a wait lasts.
   */

  public static final long BYTES = 8;

  private static final long FREE = 0;
  private static final long CONTENDED = 1;

  /// The number of a process that never is: no system gives so large an id.
  private static final long NOBODY = Integer.toUnsignedLong(-2);

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
  private static final long LOW_HALF =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long CHECK_NANOS = 20_000_000;

  /// How an attempt ended.
  public enum Outcome {
    ACQUIRED,
    /// Acquired, from an owner that has died.
    RECOVERED,
    /// Given up.
    LEFT
  }

  /// Whether a waiter goes on.
  @FunctionalInterface
  public interface Patience {

    Patience ENDLESS = () -> true;

    /// Asked before each sleep, so at least every 20 ms. May throw: the waiter then leaves.
    boolean goesOn();
  }

  private final MemorySegment memory;
  private final long offset;
  private volatile long lastCheck = System.nanoTime();

  /// @param offset of its bytes in the memory
  public SharedMutex(MemorySegment memory, long offset) {
    this.memory = memory;
    this.offset = offset;
  }

  /// Waits until it is this thread's, also if the thread is interrupted.
  ///
  /// @return whether its last owner died without unlocking it: what it guards may be half done
  public boolean lock() {
    return !tryAcquire() && acquire(NEVER, Patience.ENDLESS) == Outcome.RECOVERED;
  }

  /// Takes it if it is free.
  public boolean tryAcquire() {
    return (long) WORD.getAcquire(memory, offset) == FREE
        && WORD.compareAndSet(memory, offset, FREE, LiveProcess.SELF);
  }

  /// As [#tryAcquire], but also takes it from an owner that has died; looks for that at most every
  /// 20 ms, because others ask in a loop.
  public Outcome tryAcquireOrRecover() {
    if (tryAcquire()) {
      return Outcome.ACQUIRED;
    }
    long word = (long) WORD.getAcquire(memory, offset);
    long now = System.nanoTime();
    if (word == FREE || now - lastCheck < CHECK_NANOS) {
      return Outcome.LEFT;
    }
    lastCheck = now;
    return takeOver(word) ? Outcome.RECOVERED : Outcome.LEFT;
  }

  /// Waits until it is this thread's.
  ///
  /// @param nanos at most, or [Long#MAX_VALUE]
  /// @param patience asked whether to go on; what it throws is thrown, and nothing is acquired
  public Outcome acquire(long nanos, Patience patience) {
    return spin() ? Outcome.ACQUIRED : sleep(nanos, patience);
  }

  /// Gives it to whoever is next.
  public void unlock() {
    long word = (long) WORD.getAndSet(memory, offset, FREE);
    if ((word & CONTENDED) != 0) {
      Futex.wake(memory, offset + LOW_HALF, 1);
    }
  }

  /// If this process has it, makes it as if its owner had died: the next one is told.
  public void abandon() {
    long word = (long) WORD.getAcquire(memory, offset);
    while ((word & ~CONTENDED) == LiveProcess.SELF) {
      if (WORD.compareAndSet(memory, offset, word, NOBODY)) {
        Futex.wake(memory, offset + LOW_HALF, 1);
        return;
      }
      word = (long) WORD.getAcquire(memory, offset);
    }
  }

  /// The number of the process that has it, or 0.
  public long owner() {
    return (long) WORD.getAcquire(memory, offset) & ~CONTENDED;
  }

  private boolean spin() {
    for (int i = 0; i < SPINS; i++) {
      if (tryAcquire()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private Outcome sleep(long nanos, Patience patience) {
    long start = System.nanoTime();
    long checked = start;
    Outcome outcome = Outcome.LEFT;
    // A nap ends at once while the flag is set: without futexes that would be a busy loop.
    boolean interrupted = patience == Patience.ENDLESS && Thread.interrupted();
    try {
      while (true) {
        long word = (long) WORD.getAcquire(memory, offset);
        if (word == FREE) {
          if (WORD.compareAndSet(memory, offset, FREE, LiveProcess.SELF | CONTENDED)) {
            outcome = Outcome.ACQUIRED;
            return outcome;
          }
          continue;
        }
        long now = System.nanoTime();
        if (now - checked >= CHECK_NANOS) {
          checked = now;
          if (takeOver(word)) {
            outcome = Outcome.RECOVERED;
            return outcome;
          }
        }
        long left = nanos == NEVER ? NEVER : nanos - (now - start);
        if (left <= 0 || !patience.goesOn()) {
          return outcome;
        }
        if ((word & CONTENDED) != 0 || WORD.compareAndSet(memory, offset, word, word | CONTENDED)) {
          Futex.await(memory, offset + LOW_HALF, (int) (word | CONTENDED), left, now - start);
          if (patience == Patience.ENDLESS) {
            interrupted |= Thread.interrupted();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (outcome == Outcome.LEFT) {
        passOn();
      }
    }
  }

  /// The wake-up that this thread got may have been the only one.
  private void passOn() {
    if (memory.scope().isAlive() && owner() == FREE) {
      Futex.wake(memory, offset + LOW_HALF, 1);
    }
  }

  private boolean takeOver(long word) {
    return !LiveProcess.isAlive(word)
        && WORD.compareAndSet(memory, offset, word, LiveProcess.SELF | CONTENDED);
  }
}
