package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.function.LongUnaryOperator;

/// Loops that call a function for each `long` of shared memory, as quick as the same loops over an
/// array: see [LoopView] and [LoopCopies]. A closed segment throws [IllegalStateException].
public final class LongLoops {

  private static final LoopCopies<Loop> COPIES = new LoopCopies<>(Code.lookup(), Loop.class);

  static {
    LoopView.warmUp(LongLoops::view);
  }

  private LongLoops() {}

  /// Sets each element to what a function makes of it.
  public static void replaceAll(MemorySegment memory, LongUnaryOperator change) {
    Loop loop = COPIES.get(change.getClass());
    for (long at = 0; at < memory.byteSize(); at += LoopView.MOST_BYTES) {
      loop.replace(LoopView.part(memory, at), change);
    }
  }

  /// Sets each element to what a function makes of its index.
  public static void setAll(MemorySegment memory, LongUnaryOperator function) {
    Loop loop = COPIES.get(function.getClass());
    for (long at = 0; at < memory.byteSize(); at += LoopView.MOST_BYTES) {
      loop.set(LoopView.part(memory, at), at / Long.BYTES, function);
    }
  }

  static LongBuffer view(MemorySegment part) {
    return part.asByteBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  interface Loop {
    void replace(MemorySegment part, LongUnaryOperator change);

    void set(MemorySegment part, long first, LongUnaryOperator function);
  }

  /// What is copied.
  static final class Code implements Loop {

    static MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public void replace(MemorySegment part, LongUnaryOperator change) {
      LongBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, change.applyAsLong(elements.get(i)));
      }
    }

    @Override
    public void set(MemorySegment part, long first, LongUnaryOperator function) {
      LongBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, function.applyAsLong(first + i));
      }
    }
  }
}
