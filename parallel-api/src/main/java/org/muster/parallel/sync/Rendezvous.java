package org.muster.parallel.sync;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedMutex;

/// Parties that wait for each other, again and again.
///
/// **Threads.** Any.
public final class Rendezvous {

  /*
   * Who waits has a seat, and reads there how the wait ended: it may wake up when the barrier is two
   * generations on. ROUND changes whenever something becomes of seats; all wait for that one word, so
   * that one call wakes all.
   */

  private static final long MUTEX = 0;
  private static final long ROUND = 64;
  private static final long BROKEN = 72;
  private static final long ARRIVED = 76;
  private static final long SEATS = 128;

  private static final int TRIPPED = 2;
  private static final int BROKE = 3;

  /// Some 20 µs: parties that do the same come together.
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 400 : 0;

  private static final long NAP_NANOS = 100_000;
  private static final int LOOK_EVERY = 100;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final SharedBlock block;
  private final MemorySegment memory;
  private final SharedMutex mutex;
  private final Seats seats;
  private final int parties;

  /// @param block with the number of parties as a parameter
  public Rendezvous(SharedBlock block) {
    this.block = block;
    memory = block.memory();
    parties = (int) block.parameter(0);
    mutex = new SharedMutex(memory, MUTEX);
    seats = new Seats(memory, SEATS, 2 * parties);
  }

  /// For so many parties. Those of the last generation may still sit when the next one comes.
  public static long bytes(int parties) {
    return SEATS + Seats.bytes(2 * parties);
  }

  /// Waits for the others.
  ///
  /// @return how many were still to come: 0 for the last
  public int await(long nanos)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    try {
      return arriveAndWait(nanos);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  private int arriveAndWait(long nanos)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    int seat;
    int missing;
    lockWithFreeSeat();
    try {
      if (isBroken()) {
        throw broken("was broken before");
      }
      if (Thread.interrupted()) {
        breakUp();
        throw new InterruptedException();
      }
      missing = parties - arrived() - 1;
      if (missing == 0) {
        end(TRIPPED);
        return 0;
      }
      seat = seats.take(0);
      memory.set(ValueLayout.JAVA_INT, ARRIVED, arrived() + 1);
    } finally {
      mutex.unlock();
    }
    try (var wait = Wait.interruptible(block, "await()", this::text, nanos)) {
      boolean ended = awaitEnd(seat, wait);
      int state = leave(seat);
      if (state == TRIPPED) {
        return missing;
      }
      if (ended || state == BROKE) {
        throw broken("was broken while this thread waited");
      }
      wait.throwIfInterrupted();
      throw new TimeoutException(
          "%s of %d parties came to %s in time; it is broken now"
              .formatted(parties - missing, parties, block));
    } catch (Error e) { // the task was stopped: the others need not wait for it
      if (block.isOpen()) {
        int _ = leave(seat);
      }
      throw e;
    }
  }

  /// @return whether something became of the seat
  private boolean awaitEnd(int seat, Wait wait) {
    for (int i = 0; i < SPINS; i++) {
      if (seats.state(seat) != Seats.WAITING) {
        return true;
      }
      Thread.onSpinWait();
    }
    while (true) {
      int round = round();
      if (seats.state(seat) != Seats.WAITING) {
        return true;
      }
      if (!wait.once(memory, ROUND, round)) {
        return false;
      }
      if (wait.isLong() && isAnyoneGone()) {
        lock();
        try {
          if (seats.state(seat) == Seats.WAITING) {
            breakUp();
          }
        } finally {
          mutex.unlock();
        }
      }
    }
  }

  private boolean isAnyoneGone() {
    for (int seat = 0; seat < seats.used(); seat++) {
      if (seats.state(seat) == Seats.WAITING && seats.isStranded(seat)) {
        return true;
      }
    }
    return false;
  }

  /// Gives the seat back; one that leaves early breaks the barrier.
  ///
  /// @return how the wait ended, or [Seats#WAITING] if this ended it
  private int leave(int seat) {
    int state = seats.state(seat);
    if (state != Seats.WAITING) {
      seats.giveBack(seat);
      return state;
    }
    lock();
    try {
      state = seats.state(seat);
      if (state == Seats.WAITING) {
        breakUp();
      }
      seats.free(seat);
      return state;
    } finally {
      mutex.unlock();
    }
  }

  private void lock() {
    if (mutex.lock()) {
      breakUp(); // one died while it came or went: who counts on it must be told
    }
  }

  /// There is none if more threads than parties use it and those of generations before have not
  /// noticed yet that they can go.
  private void lockWithFreeSeat() {
    lock();
    for (int tries = 1; !seats.hasFree(); tries++) {
      if (tries % LOOK_EVERY == 0) {
        freeSeatsOfTheDead();
      }
      mutex.unlock();
      LockSupport.parkNanos(NAP_NANOS);
      Surroundings.checkStopped();
      lock();
    }
  }

  private void freeSeatsOfTheDead() {
    for (int seat = seats.used() - 1; seat >= 0; seat--) {
      if (seats.state(seat) > Seats.WAITING && seats.isStranded(seat)) {
        seats.free(seat);
      }
    }
  }

  // ---- with the mutex --------------------------------------------------------------------------

  private void end(int state) {
    for (int seat = 0; seat < seats.used(); seat++) {
      boolean _ = seats.tell(seat, state);
    }
    memory.set(ValueLayout.JAVA_INT, ARRIVED, 0);
    INT.setRelease(memory, ROUND, round() + 1);
    Futex.wake(memory, ROUND, Integer.MAX_VALUE);
  }

  private void breakUp() {
    INT.setRelease(memory, BROKEN, 1);
    end(BROKE);
  }

  // ----------------------------------------------------------------------------------------------

  /// Breaks it for those who wait, and makes it as new.
  public void reset() {
    try {
      lock();
      try {
        end(BROKE);
        INT.setRelease(memory, BROKEN, 0);
      } finally {
        mutex.unlock();
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  public boolean isBroken() {
    try {
      return (int) INT.getAcquire(memory, BROKEN) != 0;
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// How many wait.
  public int arrived() {
    try {
      return (int) INT.getAcquire(memory, ARRIVED);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  public int parties() {
    return parties;
  }

  private int round() {
    return (int) INT.getAcquire(memory, ROUND);
  }

  private BrokenBarrierException broken(String when) {
    return new BrokenBarrierException(
        """
        %s %s: a party was interrupted, ran out of time or died, or somebody called reset(). \
        reset() makes it usable again.\
        """
            .formatted(block, when));
  }

  private String text() {
    return "%d of %d parties are there".formatted(arrived(), parties);
  }

  @Override
  public String toString() {
    return block.isOpen()
        ? "%s[%s%s]".formatted(block, text(), isBroken() ? ", broken" : "")
        : block.toString();
  }
}
