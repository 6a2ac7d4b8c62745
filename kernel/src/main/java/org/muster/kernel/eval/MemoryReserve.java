package org.muster.kernel.eval;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// Memory for the moment when a cell has used up all there is, and its variables hold it: to say
/// so, and to compile the cell that lets go of them. Without it the kernel could not even answer.
///
/// It is set aside when a garbage collection leaves little, and not before: most notebooks never
/// need it. An object that nobody holds tells of the collection. A cell that takes all memory
/// within milliseconds may be faster.
public final class MemoryReserve {

  /// Small ones, as a full heap has no room for a large one: 12 MB in all.
  private static final int PIECES = 48;

  private static final int PIECE_BYTES = 256 << 10;

  private static final Cleaner AFTER_COLLECTIONS = Cleaner.create();

  private static volatile byte @Nullable [][] reserve;
  private static volatile boolean wasReleased;

  private MemoryReserve() {}

  /// Begins to watch the heap.
  static void watch() {
    var _ = AFTER_COLLECTIONS.register(new Object(), MemoryReserve::afterCollection);
  }

  /// Gives the memory back if this is an [OutOfMemoryError].
  public static void releaseFor(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      release();
    }
  }

  static void release() {
    reserve = null;
    wasReleased = true;
  }

  private static void afterCollection() {
    Runtime jvm = Runtime.getRuntime();
    double used = (double) (jvm.totalMemory() - jvm.freeMemory()) / jvm.maxMemory();
    try {
      if (used < 0.5) {
        wasReleased = false; // somebody has let go of what filled the heap
      } else if (reserve == null && !wasReleased) {
        reserve = new byte[PIECES][PIECE_BYTES];
      }
      watch();
    } catch (OutOfMemoryError tooLate) {
      release();
    }
  }
}
