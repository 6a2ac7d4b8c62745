package org.muster.parallel.spi;

import java.util.function.BooleanSupplier;

/// Looks for something again and again for some microseconds before its thread goes to sleep.
///
/// Sleeping and being woken costs 40 to 80 µs on a virtual machine, several times what a short task
/// does. Looking costs a processor that others may need. So it is done only where there are
/// processors to spare, for [#LONGEST_NANOS] at most, and hardly any more where it was in vain
/// before.
///
/// **Threads.** Belongs to one thread.
public final class Patience {

  private static final long LONGEST_NANOS = 50_000;
  private static final long SHORTEST_NANOS = 2_000;

  /// Whoever waits, whoever answers, and something else.
  private static final boolean WORTH_WHILE = Runtime.getRuntime().availableProcessors() > 2;

  private long nanos = LONGEST_NANOS;

  /// Whether it is there, looking for a moment.
  ///
  /// @param there looks
  public boolean awaits(BooleanSupplier there) {
    if (!WORTH_WHILE) {
      return there.getAsBoolean();
    }
    long begin = System.nanoTime();
    do {
      if (there.getAsBoolean()) {
        nanos = LONGEST_NANOS;
        return true;
      }
      Thread.onSpinWait();
    } while (System.nanoTime() - begin < nanos);
    nanos = Math.max(SHORTEST_NANOS, nanos / 2);
    return false;
  }
}
