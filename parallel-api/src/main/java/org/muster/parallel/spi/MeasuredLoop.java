package org.muster.parallel.spi;

import org.jspecify.annotations.Nullable;

/// Code of a cell in a loop, to be measured. The kernel makes the subclass; workers know this class
/// because lambdas in the code belong to that subclass.
///
/// What the code computes goes to `$`, so that the compiler cannot leave it out. Reading a volatile
/// field each time keeps it from computing once what the loop does not change.
@SuppressWarnings("MemberName") // the code of cells must not meet a name of its own in here
public abstract class MeasuredLoop {

  private static volatile long guard = 0x5DEECE66DL;
  private static volatile @Nullable Object kept;

  private static int turns;

  /// Runs the code.
  public abstract void $run(long $times) throws Exception;

  protected static void $(long value) {
    if (value == guard) {
      guard = value + 1;
    }
  }

  protected static void $(double value) {
    $(Double.doubleToRawLongBits(value));
  }

  protected static void $(boolean value) {
    $(value ? 1 : 0);
  }

  protected static void $(@Nullable Object value) {
    boolean often = (++turns & 0xfff) != 0;
    if (!often || guard == 0) {
      kept = value;
    }
  }

  /// The last object that came out of a loop.
  static @Nullable Object last() {
    return kept;
  }
}
