package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Operations on many `double`s of shared memory.
///
/// A block at a time is copied to an array on the heap, which stays in the processor's first cache,
/// and the work is done there: the compiler knows loops over arrays best, and unlike loops over
/// segments they do not get slower when the program uses segments of several kinds. The copy costs
/// little beside reading the memory. Sums are kept in eight parts, because one addition would
/// otherwise wait for the one before.
///
/// The callers check lengths. A closed segment throws [IllegalStateException].
public final class BulkDoubles {

  private static final int BLOCK = 16_384 / Double.BYTES;
  private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final ValueLayout.OfLong BITS = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long NAN = Double.doubleToLongBits(Double.NaN);

  private BulkDoubles() {}

  private static double[] block(long count) {
    return new double[(int) Math.min(count, BLOCK)];
  }

  private static void load(MemorySegment memory, long at, double[] block, int length) {
    MemorySegment.copy(memory, LAYOUT, at * Double.BYTES, block, 0, length);
  }

  private static void store(double[] block, MemorySegment memory, long at, int length) {
    MemorySegment.copy(block, 0, memory, LAYOUT, at * Double.BYTES, length);
  }

  private static long count(MemorySegment memory) {
    return memory.byteSize() / Double.BYTES;
  }

  private static int length(double[] block, long count, long at) {
    return (int) Math.min(block.length, count - at);
  }

  public static void fill(MemorySegment memory, double value) {
    long count = count(memory);
    double[] block = block(count);
    Arrays.fill(block, value);
    for (long at = 0; at < count; at += block.length) {
      store(block, memory, at, length(block, count, at));
    }
  }

  public static double sum(MemorySegment memory) {
    long count = count(memory);
    double[] block = block(count);
    double sum = 0;
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      sum += sum(block, length);
    }
    return sum;
  }

  private static double sum(double[] block, int length) {
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

  public static double min(MemorySegment memory) {
    long count = count(memory);
    double[] block = block(count);
    double[] least = block(count);
    load(memory, 0, least, least.length);
    for (long at = least.length; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      lower(least, block, length);
    }
    return min(least);
  }

  public static double max(MemorySegment memory) {
    long count = count(memory);
    double[] block = block(count);
    double[] greatest = block(count);
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
  private static void lower(double[] least, double[] block, int length) {
    for (int i = 0; i < length; i++) {
      least[i] = Math.min(least[i], block[i]);
    }
  }

  private static double min(double[] block) {
    double min = block[0];
    for (double each : block) {
      min = Math.min(min, each);
    }
    return min;
  }

  /// The greatest of each place, which has no order to wait for. A method of its own is compiled at
  /// once, not while a long loop runs.
  private static void raise(double[] greatest, double[] block, int length) {
    for (int i = 0; i < length; i++) {
      greatest[i] = Math.max(greatest[i], block[i]);
    }
  }

  private static double max(double[] block) {
    double max = block[0];
    for (double each : block) {
      max = Math.max(max, each);
    }
    return max;
  }

  /// `target += factor * other`. Both are as long; of two that overlap, `other` may change on the
  /// way.
  public static void addScaled(MemorySegment target, double factor, MemorySegment other) {
    long count = count(target);
    double[] y = block(count);
    double[] x = block(count);
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

  public static void scale(MemorySegment memory, double factor) {
    long count = count(memory);
    double[] block = block(count);
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
    BulkLongs.sort(memory);
    turn(memory, false);
  }

  /// Between the bits of a number and a whole number that is less than another if the number is:
  /// the bits of negative numbers are in the opposite order. The same way in both directions, but
  /// that every NaN becomes the one that comes last.
  private static void turn(MemorySegment memory, boolean there) {
    long count = count(memory);
    long[] block = new long[(int) Math.min(count, BLOCK)];
    for (long at = 0; at < count; at += block.length) {
      int length = (int) Math.min(block.length, count - at);
      MemorySegment.copy(memory, BITS, at * Double.BYTES, block, 0, length);
      for (int i = 0; i < length; i++) {
        long bits = block[i];
        boolean nan = there && Double.isNaN(Double.longBitsToDouble(bits));
        block[i] = nan ? NAN : bits ^ ((bits >> 63) & Long.MAX_VALUE);
      }
      MemorySegment.copy(block, 0, memory, BITS, at * Double.BYTES, length);
    }
  }
}
