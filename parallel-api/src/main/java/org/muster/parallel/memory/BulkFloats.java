package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Operations on many `float`s of shared memory.
///
/// As [BulkDoubles] does it. A closed segment throws [IllegalStateException].
public final class BulkFloats {

  private static final int BLOCK = 16_384 / Float.BYTES;
  private static final ValueLayout.OfFloat LAYOUT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int NAN = Float.floatToIntBits(Float.NaN);

  private BulkFloats() {}

  private static float[] block(long count) {
    return new float[(int) Math.min(count, BLOCK)];
  }

  private static void load(MemorySegment memory, long at, float[] block, int length) {
    MemorySegment.copy(memory, LAYOUT, at * Float.BYTES, block, 0, length);
  }

  private static void store(float[] block, MemorySegment memory, long at, int length) {
    MemorySegment.copy(block, 0, memory, LAYOUT, at * Float.BYTES, length);
  }

  private static long count(MemorySegment memory) {
    return memory.byteSize() / Float.BYTES;
  }

  private static int length(float[] block, long count, long at) {
    return (int) Math.min(block.length, count - at);
  }

  public static void fill(MemorySegment memory, float value) {
    long count = count(memory);
    float[] block = block(count);
    Arrays.fill(block, value);
    for (long at = 0; at < count; at += block.length) {
      store(block, memory, at, length(block, count, at));
    }
  }

  public static double sum(MemorySegment memory) {
    long count = count(memory);
    float[] block = block(count);
    double sum = 0;
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      sum += sum(block, length);
    }
    return sum;
  }

  private static double sum(float[] block, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int i = 0;
    for (; i <= length - 8; i += 8) {
      a += block[i];
      b += block[i + 1];
      c += block[i + 2];
      d += block[i + 3];
      e += block[i + 4];
      f += block[i + 5];
      g += block[i + 6];
      h += block[i + 7];
    }
    for (; i < length; i++) {
      a += block[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  public static float min(MemorySegment memory) {
    long count = count(memory);
    float[] block = block(count);
    float[] least = block(count);
    load(memory, 0, least, least.length);
    for (long at = least.length; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      lower(least, block, length);
    }
    return min(least);
  }

  public static float max(MemorySegment memory) {
    long count = count(memory);
    float[] block = block(count);
    float[] greatest = block(count);
    load(memory, 0, greatest, greatest.length);
    for (long at = greatest.length; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      raise(greatest, block, length);
    }
    return max(greatest);
  }

  /// The least of each place, which has no order to wait for. A method of its own is compiled at
  /// once, not while a long loop runs.
  private static void lower(float[] least, float[] block, int length) {
    for (int i = 0; i < length; i++) {
      least[i] = Math.min(least[i], block[i]);
    }
  }

  private static float min(float[] block) {
    float min = block[0];
    for (float each : block) {
      min = Math.min(min, each);
    }
    return min;
  }

  /// The greatest of each place, which has no order to wait for. A method of its own is compiled at
  /// once, not while a long loop runs.
  private static void raise(float[] greatest, float[] block, int length) {
    for (int i = 0; i < length; i++) {
      greatest[i] = Math.max(greatest[i], block[i]);
    }
  }

  private static float max(float[] block) {
    float max = block[0];
    for (float each : block) {
      max = Math.max(max, each);
    }
    return max;
  }

  /// `target += factor * other`. Both are as long; of two that overlap, `other` may change on the
  /// way.
  public static void addScaled(MemorySegment target, float factor, MemorySegment other) {
    long count = count(target);
    float[] y = block(count);
    float[] x = block(count);
    for (long at = 0; at < count; at += y.length) {
      int length = length(y, count, at);
      load(target, at, y, length);
      load(other, at, x, length);
      for (int i = 0; i < length; i++) {
        y[i] += factor * x[i];
      }
      store(y, target, at, length);
    }
  }

  public static void scale(MemorySegment memory, float factor) {
    long count = count(memory);
    float[] block = block(count);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      for (int i = 0; i < length; i++) {
        block[i] *= factor;
      }
      store(block, memory, at, length);
    }
  }

  /// Sorts in place, by way of whole numbers in the same order.
  public static void sort(MemorySegment memory) {
    turn(memory, true);
    BulkInts.sort(memory);
    turn(memory, false);
  }

  /// Between the bits of a number and a whole number that is less than another if the number is:
  /// the bits of negative numbers are in the opposite order. The same way in both directions, but
  /// that every NaN becomes the one that comes last.
  private static void turn(MemorySegment memory, boolean there) {
    long count = count(memory);
    int[] block = new int[(int) Math.min(count, BLOCK)];
    for (long at = 0; at < count; at += block.length) {
      int length = (int) Math.min(block.length, count - at);
      MemorySegment.copy(memory, BITS, at * Float.BYTES, block, 0, length);
      for (int i = 0; i < length; i++) {
        int bits = block[i];
        boolean nan = there && Float.isNaN(Float.intBitsToFloat(bits));
        block[i] = nan ? NAN : bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      }
      MemorySegment.copy(block, 0, memory, BITS, at * Float.BYTES, length);
    }
  }
}
