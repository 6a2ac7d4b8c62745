package org.muster.parallel.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.Buffer;
import java.util.function.Function;

/// Shared memory as a buffer, for loops that call a function for each element.
///
/// Of a loop over a direct buffer the compiler makes vector instructions, as of one over an array;
/// of a loop over a segment it does not. Two things have to be so. The bound is the buffer's own
/// `limit()`. And the compiler sees in the loop's own method how the buffer is made: then it knows
/// that closing has to be looked for, and which thread may use it, and asks neither again for each
/// element. So a buffer is made for each loop, and never kept.
///
/// The compiler looks into the methods that make a buffer if they have run some thousand times when
/// it compiles the loop. A program's first loops may be long, and are compiled before: hence
/// [#warmUp].
final class LoopView {

  /// As much as a loop goes over; a buffer cannot be much longer.
  static final long MOST_BYTES = 1 << 30;

  /// After 1,000 half of all loops were quick, after 5,000 most, after this many all. It takes some
  /// 5 to 10 ms, once.
  private static final int WARM_UPS = 20_000;

  private LoopView() {}

  /// Makes a view often enough for the compiler to look into it.
  static void warmUp(Function<MemorySegment, Buffer> view) {
    MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    for (int i = 0; i < WARM_UPS; i++) {
      if (!view.apply(one).isDirect()) {
        throw new AssertionError("a view of native memory is direct");
      }
    }
  }

  /// What a loop goes over that begins at an offset.
  static MemorySegment part(MemorySegment memory, long offset) {
    return memory.byteSize() <= MOST_BYTES
        ? memory
        : memory.asSlice(offset, Math.min(MOST_BYTES, memory.byteSize() - offset));
  }
}
