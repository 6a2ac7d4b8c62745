package org.muster.parallel.sync;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.SharedBlock;

/// A number in shared memory that threads wait for: at 0 they pass.
///
/// **Threads.** Any.
public final class Gate {

  public static final long BYTES = Integer.BYTES;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final SharedBlock block;
  private final MemorySegment memory;

  /// @param block whose first parameter is the number that it starts with
  public Gate(SharedBlock block) {
    this.block = block;
    memory = block.memory();
    if (block.isNew()) {
      memory.set(ValueLayout.JAVA_INT, 0, (int) block.parameter(0));
    }
  }

  public int count() {
    try {
      return (int) INT.getAcquire(memory, 0L);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Changes the number; at 0 all who wait are woken.
  public void set(int count) {
    try {
      INT.setVolatile(memory, 0L, count);
      wakeAtZero(count);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Takes one off, unless it is 0.
  public void countDown() {
    try {
      int count = (int) INT.getVolatile(memory, 0L);
      while (count > 0 && !INT.compareAndSet(memory, 0L, count, count - 1)) {
        count = (int) INT.getVolatile(memory, 0L);
      }
      if (count > 0) {
        wakeAtZero(count - 1);
      }
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Waits for 0.
  ///
  /// @return false if the time is over first
  public boolean await(long nanos) throws InterruptedException {
    Wait.checkInterrupt();
    int count = count();
    if (count == 0) {
      return true;
    }
    try (var wait = Wait.interruptible(block, "await()", () -> "", nanos)) {
      while (count != 0) {
        if (!wait.once(memory, 0, count)) {
          wait.throwIfInterrupted();
          return count() == 0;
        }
        count = count();
      }
      return true;
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  private void wakeAtZero(int count) {
    if (count == 0) {
      Futex.wake(memory, 0, Integer.MAX_VALUE);
    }
  }
}
