package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;

/// Loops that call a function for each `double` of shared memory, as quick as the same loops over
/// an array: see [LoopView] and [LoopCopies]. A closed segment throws [IllegalStateException].
public final class DoubleLoops {

  private static final LoopCopies<Loop> COPIES = new LoopCopies<>(Code.lookup(), Loop.class);

  static {
    LoopView.warmUp(DoubleLoops::view);
  }

  private DoubleLoops() {}

  /// Sets each element to what a function makes of it.
  public static void replaceAll(MemorySegment memory, DoubleUnaryOperator change) {
    Loop loop = COPIES.get(change.getClass());
    for (long at = 0; at < memory.byteSize(); at += LoopView.MOST_BYTES) {
      loop.replace(LoopView.part(memory, at), change);
    }
  }

  /// Sets each element to what a function makes of its index.
  public static void setAll(MemorySegment memory, LongToDoubleFunction function) {
    Loop loop = COPIES.get(function.getClass());
    for (long at = 0; at < memory.byteSize(); at += LoopView.MOST_BYTES) {
      loop.set(LoopView.part(memory, at), at / Double.BYTES, function);
    }
  }

  static DoubleBuffer view(MemorySegment part) {
    return part.asByteBuffer().order(ByteOrder.nativeOrder()).asDoubleBuffer();
  }

  interface Loop {
    void replace(MemorySegment part, DoubleUnaryOperator change);

    void set(MemorySegment part, long first, LongToDoubleFunction function);
  }

  /// What is copied.
  static final class Code implements Loop {

    static MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public void replace(MemorySegment part, DoubleUnaryOperator change) {
      DoubleBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, change.applyAsDouble(elements.get(i)));
      }
    }

    @Override
    public void set(MemorySegment part, long first, LongToDoubleFunction function) {
      DoubleBuffer elements = view(part);
      int count = elements.limit();
      for (int i = 0; i < count; i++) {
        elements.put(i, function.applyAsDouble(first + i));
      }
    }
  }
}
