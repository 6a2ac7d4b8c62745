package org.muster.parallel.transport;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Large frames on their way out, outside the heap.
///
/// A channel that is given an array copies all that is left of it for every write, and a write
/// takes as much as the socket's buffer has room for: in pieces of 200 kB a frame of 8 MB is copied
/// 20 times, one of 1 GB 2,500 times, which takes minutes. A buffer outside the heap is written
/// from where it is.
final class OutsideHeap {

  private static final Cleaner CLEANER = Cleaner.create();

  private static final int LARGE = 1 << 20;

  /// Such memory is only given back when the collector finds it unused. Frames that are not very
  /// large do without while so much is in use.
  private static final long BUDGET = 128L << 20;

  private static final int VERY_LARGE = 32 << 20;

  private static final AtomicLong used = new AtomicLong();

  private OutsideHeap() {}

  /// A copy, or null if the frame goes from where it is.
  static @Nullable ByteBuffer copy(byte[] frame) {
    int size = frame.length;
    if (size < LARGE || (size < VERY_LARGE && used.get() + size > BUDGET)) {
      return null;
    }
    try {
      ByteBuffer copy = ByteBuffer.allocateDirect(size).put(frame).flip();
      used.addAndGet(size);
      CLEANER.register(copy, () -> used.addAndGet(-size));
      return copy;
    } catch (OutOfMemoryError e) {
      return null;
    }
  }
}
