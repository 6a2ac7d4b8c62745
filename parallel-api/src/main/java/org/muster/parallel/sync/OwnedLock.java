package org.muster.parallel.sync;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedMutex;
import org.muster.parallel.memory.SharedMutex.Outcome;

/// A [SharedMutex] that knows which thread has it: re-entrant, with waits that end early, and with
/// queues for conditions.
///
/// **Threads.** Any. In each process one object stands for a block of memory.
public final class OwnedLock {

  /*
   * Which process has the lock is in shared memory, which thread of it is here: only threads of this
   * process can ask whether they have it, and a thread finds itself in `owner` only if it wrote that
   * itself while it had the lock (as in AbstractOwnableSynchronizer).
   */

  public static final int CONDITIONS = 1024;

  /// Those who wait for conditions at the same time; more wait without a seat.
  private static final int SEATS = 4096;

  private static final long MUTEX = 0;
  private static final long OWNERS_THREAD = 8;
  private static final long MADE = 16;
  private static final long SEATS_OFFSET = 64;

  public static final long BYTES = SEATS_OFFSET + Seats.bytes(SEATS);

  private static final long STOPPED_NANOS = 40_000_000;
  private static final long NAP_NANOS = 1_000_000;
  private static final int TOLD = 2;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final SharedBlock block;
  private final MemorySegment memory;
  private final SharedMutex mutex;
  private final Seats seats;

  private @Nullable Thread owner;
  private int holds; // as what follows: of the owner
  private boolean recovered;

  /// A thread that was stopped while it waited for a condition and could not get the lock back: its
  /// `finally` unlocks what it does not have.
  private volatile @Nullable Thread stopped;

  public OwnedLock(SharedBlock block) {
    this.block = block;
    memory = block.memory();
    mutex = new SharedMutex(memory, MUTEX);
    seats = new Seats(memory, SEATS_OFFSET, SEATS);
  }

  // ---- the lock --------------------------------------------------------------------------------

  public void lock() {
    Thread thread = Thread.currentThread();
    if (owner == thread) {
      again();
      return;
    }
    try {
      if (mutex.tryAcquire()) {
        own(thread, false);
        return;
      }
      try (var wait = Wait.uninterruptible(block, "lock()", this::holder, Wait.ENDLESS)) {
        own(thread, mutex.acquire(Wait.ENDLESS, wait) == Outcome.RECOVERED);
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Waits until the calling thread has it.
  ///
  /// @param operation as in the code that waits
  /// @return false if the time is over first
  public boolean lockInterruptibly(String operation, long nanos) throws InterruptedException {
    Wait.checkInterrupt();
    Thread thread = Thread.currentThread();
    if (owner == thread) {
      again();
      return true;
    }
    try {
      if (mutex.tryAcquire()) {
        own(thread, false);
        return true;
      }
      try (var wait = Wait.interruptible(block, operation, this::holder, nanos)) {
        Outcome outcome = mutex.acquire(nanos, wait);
        if (outcome == Outcome.LEFT) {
          wait.throwIfInterrupted();
          return false;
        }
        own(thread, outcome == Outcome.RECOVERED);
        return true;
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  public boolean tryLock() {
    Thread thread = Thread.currentThread();
    if (owner == thread) {
      again();
      return true;
    }
    try {
      Outcome outcome = mutex.tryAcquireOrRecover();
      if (outcome == Outcome.LEFT) {
        return false;
      }
      own(thread, outcome == Outcome.RECOVERED);
      return true;
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Undoes one of the calling thread's locks.
  ///
  /// @throws IllegalMonitorStateException if another thread has it, or nobody
  public void unlock() {
    if (owner != Thread.currentThread()) {
      if (stopped == Thread.currentThread()) {
        stopped = null;
        return;
      }
      throw notOwner();
    }
    if (holds > 1) {
      holds--;
    } else {
      release();
    }
  }

  private void again() {
    if (holds == Integer.MAX_VALUE) {
      throw new IllegalStateException("locked %d times by one thread".formatted(holds));
    }
    holds++;
  }

  private void own(Thread thread, boolean fromTheDead) {
    memory.set(ValueLayout.JAVA_LONG, OWNERS_THREAD, Who.stamp(thread));
    owner = thread;
    holds = 1;
    recovered = fromTheDead;
    if (fromTheDead) {
      freeStrandedSeats();
    }
  }

  private void release() {
    owner = null;
    try {
      mutex.unlock();
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Whether the calling thread has it.
  public boolean isMine() {
    return owner == Thread.currentThread();
  }

  /// How often the calling thread has locked it.
  public int holds() {
    return isMine() ? holds : 0;
  }

  /// Whether anybody has it.
  public boolean isLocked() {
    try {
      return mutex.owner() != 0;
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Whether the calling thread got it from an owner that had died.
  public boolean isRecovered() {
    checkOwner();
    return recovered;
  }

  /// Gives it up for all threads of this process: nobody here can unlock it any more.
  public void close() {
    if (block.isOpen() && owner != null) {
      owner = null;
      mutex.abandon();
    }
    block.close();
  }

  /// Who has it, in words; empty if nobody has.
  public String holder() {
    long process = mutex.owner();
    return process == 0 ? "" : Who.text(process, memory.get(ValueLayout.JAVA_LONG, OWNERS_THREAD));
  }

  private void checkOwner() {
    if (owner != Thread.currentThread()) {
      throw notOwner();
    }
  }

  private IllegalMonitorStateException notOwner() {
    block.checkOpen();
    String holder = holder();
    return new IllegalMonitorStateException(
        "this %s is held by %s, not by %s"
            .formatted(block, holder.isEmpty() ? "nobody" : holder, Surroundings.caller()));
  }

  // ---- conditions ------------------------------------------------------------------------------

  /// The number of a new condition.
  public int newCondition() {
    try {
      int made = (int) INT.getAndAdd(memory, MADE, 1);
      if (made >= CONDITIONS) {
        INT.setRelease(memory, MADE, CONDITIONS);
        throw new UnsupportedOperationException(
            "%s has %d conditions, and cannot have more: make them once and keep them"
                .formatted(block, CONDITIONS));
      }
      return made;
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Waits for a condition with the lock given up, and has it again afterwards.
  ///
  /// @return what is left of the time; nothing or less if it was not signalled
  public long await(int condition, long nanos) throws InterruptedException {
    Wait.checkInterrupt();
    checkOwner();
    try (var wait = Wait.interruptible(block, "await()", () -> "", nanos)) {
      if (!await(condition, wait)) {
        wait.throwIfInterrupted();
        return Math.min(0, wait.left());
      }
      return Math.max(1, wait.left());
    }
  }

  public void awaitUninterruptibly(int condition) {
    checkOwner();
    try (var wait = Wait.uninterruptible(block, "await()", () -> "", Wait.ENDLESS)) {
      boolean _ = await(condition, wait);
    }
  }

  /// @return whether it was signalled
  private boolean await(int condition, Wait wait) {
    Thread thread = Thread.currentThread();
    int held = holds;
    int seat = seats.take(condition);
    release();
    try {
      while (waits(seat, wait)) {
        if (seat < 0) {
          break; // a wake-up for no reason, which callers expect
        }
      }
      boolean _ = lockAgain(thread, held, Wait.ENDLESS);
    } catch (IllegalStateException e) {
      throw block.because(e);
    } catch (Error e) {
      leave(thread, held, seat);
      throw e;
    }
    boolean told = seat < 0 ? wait.left() > 0 : seats.state(seat) != Seats.WAITING;
    if (seat >= 0) {
      seats.free(seat);
    }
    return told;
  }

  private boolean waits(int seat, Wait wait) {
    if (seat < 0) {
      long nap = Math.min(wait.left(), NAP_NANOS);
      LockSupport.parkNanos(nap);
      return wait.goesOn();
    }
    if (seats.state(seat) != Seats.WAITING || !wait.once(memory, seats.word(seat), Seats.WAITING)) {
      return false;
    }
    if (wait.isLong()) {
      passOnSignals(seats.queue(seat));
    }
    return true;
  }

  /// The task that waits is to end at once, and its `finally` unlocks: so it gets the lock back if
  /// that is free soon.
  private void leave(Thread thread, int held, int seat) {
    if (lockAgain(thread, held, STOPPED_NANOS)) {
      if (seat >= 0) {
        seats.free(seat);
      }
    } else {
      stopped = thread;
      if (seat >= 0 && !seats.leave(seat)) {
        seats.orphan(seat);
      }
    }
  }

  private boolean lockAgain(Thread thread, int held, long nanos) {
    try (var wait = Wait.uninterruptible(block, "await()", this::holder, nanos)) {
      Outcome outcome =
          nanos == Wait.ENDLESS
              ? mutex.acquire(nanos, wait)
              : mutex.acquire(nanos, SharedMutex.Patience.ENDLESS);
      if (outcome == Outcome.LEFT) {
        return false;
      }
      own(thread, outcome == Outcome.RECOVERED);
      holds = held;
      return true;
    }
  }

  /// Wakes the one that has waited longest for a condition.
  public void signal(int condition) {
    checkOwner();
    try {
      signalOne(condition);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  public void signalAll(int condition) {
    checkOwner();
    try {
      while (signalOne(condition)) {
        // The next one.
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  private boolean signalOne(int condition) {
    for (int seat = seats.oldest(condition); seat >= 0; seat = seats.oldest(condition)) {
      if (seats.tell(seat, TOLD)) {
        seats.wake(seat);
        return true;
      }
    }
    return false;
  }

  /// How many threads wait for a condition, dead ones included until somebody notices.
  public int waiters(int condition) {
    checkOwner();
    int waiters = 0;
    for (int seat = 0; seat < seats.used(); seat++) {
      if (seats.state(seat) == Seats.WAITING && seats.queue(seat) == condition) {
        waiters++;
      }
    }
    return waiters;
  }

  /// A signal may have gone to one that is dead: those who wait on look after each other.
  private void passOnSignals(int condition) {
    for (int seat = 0; seat < seats.used(); seat++) {
      int state = seats.state(seat);
      if ((state == TOLD || state == Seats.ORPHANED)
          && seats.queue(seat) == condition
          && seats.isStranded(seat)) {
        if (mutex.tryAcquire()) {
          try {
            freeStrandedSeats();
          } finally {
            mutex.unlock();
          }
        }
        return;
      }
    }
  }

  /// With the mutex held.
  private void freeStrandedSeats() {
    for (int seat = seats.used() - 1; seat >= 0; seat--) {
      if (seats.isStranded(seat)) {
        boolean told = seats.state(seat) != Seats.WAITING;
        int condition = seats.queue(seat);
        seats.free(seat);
        if (told) {
          boolean _ = signalOne(condition);
        }
      }
    }
  }

  @Override
  public String toString() {
    if (!block.isOpen()) {
      return block.toString();
    }
    String holder = holder();
    return "%s[%s]".formatted(block, holder.isEmpty() ? "unlocked" : "locked by " + holder);
  }
}
