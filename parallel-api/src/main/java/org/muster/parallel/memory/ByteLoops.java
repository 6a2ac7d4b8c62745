package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToIntFunction;

/// Loops that call a function for each `byte` of shared memory, as quick as the same loops over an
/// array: see [LoopView] and [LoopCopies]. A closed segment throws [IllegalStateException].
public final class ByteLoops {

  private static final LoopCopies<Loop> COPIES = new LoopCopies<>(Code.lookup(), Loop.class);

  static {
    LoopView.warmUp(ByteLoops::view);
  }

  private ByteLoops() {}

  /// Sets each element to what a function makes of it.
  public static void replaceAll(MemorySegment memory, IntUnaryOperator change) {
    Loop loop = COPIES.get(change.getClass());
    for (long at = 0; at < memory.byteSize(); at += LoopView.MOST_BYTES) {
      loop.replace(LoopView.part(memory, at), change);
    }
  }

  /// Sets each element to what a function makes of its index.
  public static void setAll(MemorySegment memory, LongToIntFunction function) {
    Loop loop = COPIES.get(function.getClass());
    for (long at = 0; at < memory.byteSize(); at += LoopView.MOST_BYTES) {
      loop.set(LoopView.part(memory, at), at / Byte.BYTES, function);
    }
  }

  static ByteBuffer view(MemorySegment part) {
    return part.asByteBuffer();
  }

  interface Loop {
    void replace(MemorySegment part, IntUnaryOperator change);

    void set(MemorySegment part, long first, LongToIntFunction function);
  }

  /// What is copied.
  static final class Code implements Loop {

    static MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public void replace(MemorySegment part, IntUnaryOperator change) {
      ByteBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, (byte) change.applyAsInt(elements.get(i)));
      }
    }

    @Override
    public void set(MemorySegment part, long first, LongToIntFunction function) {
      ByteBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, (byte) function.applyAsInt(first + i));
      }
    }
  }
}
