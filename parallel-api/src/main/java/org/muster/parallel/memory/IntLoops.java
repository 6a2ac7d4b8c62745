package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToIntFunction;

/// Loops that call a function for each `int` of shared memory, as quick as the same loops over an
/// array: see [LoopView] and [LoopCopies]. A closed segment throws [IllegalStateException].
public final class IntLoops {

  private static final LoopCopies<Loop> COPIES = new LoopCopies<>(Code.lookup(), Loop.class);

  static {
    LoopView.warmUp(IntLoops::view);
  }

  private IntLoops() {}

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
      loop.set(LoopView.part(memory, at), at / Integer.BYTES, function);
    }
  }

  static IntBuffer view(MemorySegment part) {
    return part.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
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
      IntBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, change.applyAsInt(elements.get(i)));
      }
    }

    @Override
    public void set(MemorySegment part, long first, LongToIntFunction function) {
      IntBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, function.applyAsInt(first + i));
      }
    }
  }
}
