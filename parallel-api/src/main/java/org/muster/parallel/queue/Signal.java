package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.muster.parallel.memory.Futex;

/// Something that happens again and again and that threads of any process wait for. Telling costs a
/// system call only if somebody waits.
///
/// **Threads.** Any.
final class Signal {

  /*
   * Whoever waits raises a flag; whoever tells takes it down and wakes one. That one wakes the next if
   * there is still something to have, and else raises the flag again for those who may be left. A
   * wake-up that a dead process got, or that comes too early, is made up for within 20 ms, when a
   * waiter looks again.
   */

  static final int BYTES = 64;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment memory;
  private final long rounds;
  private final long flag;

  Signal(MemorySegment memory, long offset) {
    this.memory = memory;
    rounds = offset;
    flag = offset + Integer.BYTES;
  }

  /// The word to wait for.
  long word() {
    return rounds;
  }

  /// Announces that the caller is about to wait, if it still has to.
  ///
  /// @return the value of the word during which it waits
  int prepare() {
    int round = (int) INT.getVolatile(memory, rounds);
    INT.setVolatile(memory, flag, 1);
    return round;
  }

  /// Wakes one of those who wait.
  void tell() {
    if ((int) INT.getVolatile(memory, flag) != 0) {
      wake(1);
    }
  }

  /// Wakes all who wait, if anybody does.
  void tellAll() {
    if ((int) INT.getVolatile(memory, flag) != 0) {
      wake(Integer.MAX_VALUE);
    }
  }

  /// Wakes all who wait, those included whom nobody would wake otherwise.
  void tellEverybody() {
    wake(Integer.MAX_VALUE);
  }

  private void wake(int waiters) {
    INT.setVolatile(memory, flag, 0);
    int _ = (int) INT.getAndAdd(memory, rounds, 1);
    Futex.wake(memory, rounds, waiters);
  }

  /// For one who has waited and now leaves.
  ///
  /// @param more whether there is something for the next one
  void passOn(boolean more) {
    if (more) {
      wake(1);
    } else {
      INT.setVolatile(memory, flag, 1);
    }
  }
}
