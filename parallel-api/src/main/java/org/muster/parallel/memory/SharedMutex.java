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
/// Not re-entrant, and it does not know threads: the one that locked it must unlock it. Whoever
/// comes first gets it, but it is kept for those who have waited for more than 10 ms.
///
/// Needs [#BYTES] bytes of zeros at a multiple of 8. Any number of these may stand for the same
/// bytes.
///
/// **Threads.** Any, virtual ones too. **Memory.** What was done before [#unlock] happens-before
/// what the next owner does, in whatever process; also what a dead owner did.
public final class SharedMutex {

  /*
   * One word: 0, or the number of the owner's process (LiveProcess) with two bits more. CONTENDED: somebody
   * waits. Who was asleep takes it with that bit set, because others may be asleep still. Whoever comes by
   * while it is free takes it (barging): a wake-up takes some 50 µs, in which one that is awake locks and
   * unlocks a thousand times.
   *
   * HUNGRY: somebody has waited for long, and the owner is to keep it for those who wait. Without that, one
   * that takes it again at once would let nobody else have it: when the one that was woken looks, it is
   * taken. The bit alone, without an owner, means that it is free for those who have slept at least once.
   * Whoever else comes sleeps then, so if the hungry one is dead or gone, the next one has it after 20 ms.
   *
   * Looking is not free for the owner: each look takes the cache line away, and getting it back costs more
   * than locking and unlocking. So one that waits looks rarely.
   *
   * A wake-up that gets lost, because the one that was woken gives up or because a process is killed
   * between unlocking and waking, costs at most the 20 ms that a wait lasts.
   */

  public static final long BYTES = 8;

  private static final long FREE = 0;
  private static final long CONTENDED = 1;
  private static final long HUNGRY = 2;

  /// The number of a process that never is: no system gives so large an id.
  private static final long NOBODY = Integer.toUnsignedLong(-4);

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
  private static final long LOW_HALF =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;
  private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 8 : 0;
  private static final long SHORTEST_PAUSE_NANOS = 250;
  private static final long LONGEST_PAUSE_NANOS = 2_000;
  private static final long HUNGRY_NANOS = 10_000_000;
  private static final long CHECK_NANOS = 20_000_000;
  private static final long NEVER = Long.MAX_VALUE;

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
    if (isFree(word)) { // one that only tries cannot wait until it is not kept any more
      return WORD.compareAndSet(memory, offset, word, LiveProcess.SELF | CONTENDED)
          ? Outcome.ACQUIRED
          : Outcome.LEFT;
    }
    long now = System.nanoTime();
    if (now - lastCheck < CHECK_NANOS) {
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

  /// Gives it to whoever is next. If this process does not have it, because it was abandoned,
  /// nothing happens: it may be somebody else's by now.
  public void unlock() {
    if (WORD.compareAndSet(memory, offset, LiveProcess.SELF, FREE)) {
      return;
    }
    long word = (long) WORD.getAcquire(memory, offset);
    while (owner(word) == LiveProcess.SELF) {
      if (WORD.compareAndSet(memory, offset, word, word & HUNGRY)) {
        Futex.wake(memory, offset + LOW_HALF, 1);
        return;
      }
      word = (long) WORD.getAcquire(memory, offset);
    }
  }

  /// If this process has it, makes it as if its owner had died: the next one is told.
  public void abandon() {
    long word = (long) WORD.getAcquire(memory, offset);
    while (owner(word) == LiveProcess.SELF) {
      if (WORD.compareAndSet(memory, offset, word, NOBODY)) {
        Futex.wake(memory, offset + LOW_HALF, 1);
        return;
      }
      word = (long) WORD.getAcquire(memory, offset);
    }
  }

  /// The number of the process that has it, or 0.
  public long owner() {
    return owner((long) WORD.getAcquire(memory, offset));
  }

  private static long owner(long word) {
    return word & ~LiveProcess.SPARE;
  }

  private static boolean isFree(long word) {
    return owner(word) == FREE;
  }

  private boolean spin() {
    long pause = SHORTEST_PAUSE_NANOS;
    for (int i = 0; i < LOOKS; i++) {
      pause(pause);
      if (tryAcquire()) {
        return true;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    return false;
  }

  private static void pause(long nanos) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      Thread.onSpinWait();
    }
  }

  private Outcome sleep(long nanos, Patience patience) {
    long start = System.nanoTime();
    long checked = start;
    boolean slept = false;
    Outcome outcome = Outcome.LEFT;
    // A nap ends at once while the flag is set: without futexes that would be a busy loop.
    boolean interrupted = patience == Patience.ENDLESS && Thread.interrupted();
    try {
      while (true) {
        long word = (long) WORD.getAcquire(memory, offset);
        if (word == FREE || (slept && isFree(word))) {
          if (WORD.compareAndSet(memory, offset, word, LiveProcess.SELF | CONTENDED)) {
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
        long asked = isFree(word) ? word : word | asking(now - start);
        if (word == asked || WORD.compareAndSet(memory, offset, word, asked)) {
          Futex.await(memory, offset + LOW_HALF, (int) asked, left, now - start);
          slept = true;
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

  /// What one that waits asks of the owner.
  private static long asking(long waitedNanos) {
    return waitedNanos < HUNGRY_NANOS ? CONTENDED : CONTENDED | HUNGRY;
  }

  /// The wake-up that this thread got may have been the only one, and it may be kept for this one.
  private void passOn() {
    if (memory.scope().isAlive() && owner() == FREE) {
      boolean _ = WORD.compareAndSet(memory, offset, HUNGRY, FREE);
      Futex.wake(memory, offset + LOW_HALF, 1);
    }
  }

  private boolean takeOver(long word) {
    return !isFree(word)
        && !LiveProcess.isAlive(word)
        && WORD.compareAndSet(memory, offset, word, LiveProcess.SELF | CONTENDED);
  }
}
