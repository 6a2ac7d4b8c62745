package org.muster.parallel.sync;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedMutex;

/// Permits that processes take and give back, with an account of who holds how many.
///
/// **Threads.** Any.
public final class Permits {

  /*
   * `available` is what was there at first minus the sum of all accounts: so an owner of the mutex that
   * dies between two writes is mended by adding up. An account can be negative: some use permits as
   * signals, one process releases and another acquires. From then on nobody can say whose permits
   * those of a dead process are, and MIXED is set for good.
   */

  private static final int ACCOUNTS = 4096;

  private static final long MUTEX = 0;
  private static final long AVAILABLE = 64;
  private static final long WAITING = 68;
  private static final long MIXED = 72;
  private static final long SEVERAL = 76;
  private static final long FIRST = 128;
  private static final long ACCOUNT = 16;
  private static final long HELD = 8;

  public static final long BYTES = FIRST + ACCOUNTS * ACCOUNT;

  private static final long LOOK_NANOS = 20_000_000;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final SharedBlock block;
  private final MemorySegment memory;
  private final SharedMutex mutex;
  private final int initial;
  private final boolean bounded;
  private int own = -1; // guarded by the mutex
  private volatile long looked = System.nanoTime();

  /// @param block with the number of permits and whether there are never more as parameters
  public Permits(SharedBlock block) {
    this.block = block;
    memory = block.memory();
    mutex = new SharedMutex(memory, MUTEX);
    initial = (int) block.parameter(0);
    bounded = block.parameter(1) != 0;
    if (block.isNew()) {
      memory.set(ValueLayout.JAVA_INT, AVAILABLE, initial);
    }
  }

  /// Takes permits if there are so many.
  public boolean tryAcquire(int permits) {
    try {
      if (take(permits)) {
        return true;
      }
      long now = System.nanoTime();
      if (now - looked < LOOK_NANOS) {
        return false;
      }
      looked = now;
      return reclaim() && take(permits);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Waits for permits.
  ///
  /// @return false if the time is over first
  public boolean acquire(int permits, long nanos) throws InterruptedException {
    Wait.checkInterrupt();
    try {
      if (take(permits)) {
        return true;
      }
      try (var wait = Wait.interruptible(block, "acquire()", this::holders, nanos)) {
        if (await(permits, wait)) {
          return true;
        }
        wait.throwIfInterrupted();
        return false;
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  public void acquireUninterruptibly(int permits) {
    try {
      if (!take(permits)) {
        try (var wait = Wait.uninterruptible(block, "acquire()", this::holders, Wait.ENDLESS)) {
          boolean _ = await(permits, wait);
        }
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  private boolean await(int permits, Wait wait) {
    INT.getAndAdd(memory, WAITING, 1);
    if (permits > 1) {
      INT.setVolatile(memory, SEVERAL, 1);
    }
    try {
      while (true) {
        int seen = available();
        if (seen >= permits) {
          if (take(permits)) {
            return true;
          }
        } else if (!wait.once(memory, AVAILABLE, seen)) {
          return false;
        } else if (wait.isLong()) {
          boolean _ = reclaim();
        }
      }
    } finally {
      if (block.isOpen()) {
        INT.getAndAdd(memory, WAITING, -1);
        wake(1); // the wake-up that this thread got may have been the only one
      }
    }
  }

  private boolean take(int permits) {
    if (available() < permits) {
      return false;
    }
    lock();
    try {
      int available = available();
      if (available < permits) {
        return false;
      }
      change(permits);
      INT.setRelease(memory, AVAILABLE, available - permits);
      return true;
    } finally {
      mutex.unlock();
    }
  }

  /// Gives permits back, or adds new ones.
  ///
  /// @throws IllegalStateException if there would be more than there may be
  public void release(int permits) {
    try {
      lock();
      try {
        int available = available();
        if (bounded && permits > initial - available) {
          throw new IllegalStateException(
              """
              %s has %d of its %d permits: %d more cannot be released. Each release() belongs to \
              one acquire().\
              """
                  .formatted(block, available, initial, permits));
        }
        if (permits > Integer.MAX_VALUE - available) {
          throw new IllegalStateException(
              "%s has %d permits: %d more are too many".formatted(block, available, permits));
        }
        change(-permits);
        INT.setRelease(memory, AVAILABLE, available + permits);
      } finally {
        mutex.unlock();
      }
      wake(permits);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Takes all that are there.
  public int drain() {
    while (true) {
      int available = available();
      if (available <= 0) {
        return 0;
      }
      if (tryAcquire(available)) {
        return available;
      }
    }
  }

  public int available() {
    try {
      return (int) INT.getAcquire(memory, AVAILABLE);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  private void wake(int permits) {
    if ((int) INT.getVolatile(memory, WAITING) > 0) {
      boolean all = (int) INT.getVolatile(memory, SEVERAL) != 0;
      Futex.wake(memory, AVAILABLE, all ? Integer.MAX_VALUE : permits);
    }
  }

  private void lock() {
    if (mutex.lock()) {
      addUp();
    }
  }

  private void addUp() {
    long held = 0;
    for (int i = 0; i < ACCOUNTS && process(i) != 0; i++) {
      held += held(i);
    }
    INT.setRelease(memory, AVAILABLE, (int) (initial - held));
  }

  // ---- accounts --------------------------------------------------------------------------------

  private void change(int permits) {
    if (own < 0) {
      own = open();
    }
    long held = held(own) + permits;
    if (held < 0) {
      INT.setVolatile(memory, MIXED, 1);
    }
    LONG.setRelease(memory, at(own) + HELD, held);
  }

  /// An account for this process. If there are none left, one is shared, and nothing of a dead
  /// process comes back any more.
  private int open() {
    int used = 0;
    while (used < ACCOUNTS && process(used) != 0) {
      if (held(used) == 0 && !LiveProcess.isAlive(process(used))) {
        break;
      }
      used++;
    }
    if (used == ACCOUNTS) {
      INT.setVolatile(memory, MIXED, 1);
      return 0;
    }
    LONG.setRelease(memory, at(used), LiveProcess.SELF);
    return used;
  }

  /// Takes back what dead processes hold.
  ///
  /// @return whether there was something
  private boolean reclaim() {
    if ((int) INT.getVolatile(memory, MIXED) != 0) {
      return false;
    }
    List<Integer> dead = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS && process(i) != 0; i++) {
      if (held(i) > 0 && !LiveProcess.isAlive(process(i))) {
        dead.add(i);
      }
    }
    if (dead.isEmpty()) {
      return false;
    }
    lock();
    try {
      for (int i : dead) {
        if ((int) INT.getVolatile(memory, MIXED) == 0 && !LiveProcess.isAlive(process(i))) {
          LONG.setRelease(memory, at(i) + HELD, 0L);
        }
      }
      addUp();
    } finally {
      mutex.unlock();
    }
    wake(Integer.MAX_VALUE);
    return true;
  }

  /// The processes that hold permits, in words.
  private String holders() {
    List<String> holders = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS && process(i) != 0; i++) {
      if (held(i) > 0) {
        holders.add("process %d (%d)".formatted(LiveProcess.pid(process(i)), held(i)));
      }
    }
    return String.join(", ", holders);
  }

  private long process(int account) {
    return (long) LONG.getAcquire(memory, at(account));
  }

  private long held(int account) {
    return (long) LONG.getAcquire(memory, at(account) + HELD);
  }

  private static long at(int account) {
    return FIRST + account * ACCOUNT;
  }

  @Override
  public String toString() {
    return block.isOpen()
        ? "%s[%d of %d permits]".formatted(block, available(), initial)
        : block.toString();
  }
}
