package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Operations on many `long`s of shared memory.
///
/// As [BulkDoubles] does it. A closed segment throws [IllegalStateException].
public final class BulkLongs {

  private static final int BLOCK = 16_384 / Long.BYTES;
  private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG_UNALIGNED;

  /// Parts of up to this many elements are sorted on the heap.
  private static final int SORTED_ON_HEAP = 1 << 20;

  private BulkLongs() {}

  private static long[] block(long count) {
    return new long[(int) Math.min(count, BLOCK)];
  }

  private static void load(MemorySegment memory, long at, long[] block, int length) {
    MemorySegment.copy(memory, LAYOUT, at * Long.BYTES, block, 0, length);
  }

  private static void store(long[] block, MemorySegment memory, long at, int length) {
    MemorySegment.copy(block, 0, memory, LAYOUT, at * Long.BYTES, length);
  }

  private static long count(MemorySegment memory) {
    return memory.byteSize() / Long.BYTES;
  }

  private static int length(long[] block, long count, long at) {
    return (int) Math.min(block.length, count - at);
  }

  public static void fill(MemorySegment memory, long value) {
    long count = count(memory);
    long[] block = block(count);
    Arrays.fill(block, value);
    for (long at = 0; at < count; at += block.length) {
      store(block, memory, at, length(block, count, at));
    }
  }

  public static long sum(MemorySegment memory) {
    long count = count(memory);
    long[] block = block(count);
    long sum = 0;
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      sum += sum(block, length);
    }
    return sum;
  }

  private static long sum(long[] block, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += block[i];
    }
    return sum;
  }

  public static long min(MemorySegment memory) {
    long count = count(memory);
    long[] block = block(count);
    long least = memory.get(LAYOUT, 0);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      long ofBlock = least;
      for (int i = 0; i < length; i++) {
        ofBlock = Math.min(ofBlock, block[i]);
      }
      least = ofBlock;
    }
    return least;
  }

  public static long max(MemorySegment memory) {
    long count = count(memory);
    long[] block = block(count);
    long greatest = memory.get(LAYOUT, 0);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      long ofBlock = greatest;
      for (int i = 0; i < length; i++) {
        ofBlock = Math.max(ofBlock, block[i]);
      }
      greatest = ofBlock;
    }
    return greatest;
  }

  /// `target += factor * other`. Both are as long; of two that overlap, `other` may change on the
  /// way.
  public static void addScaled(MemorySegment target, long factor, MemorySegment other) {
    long count = count(target);
    long[] y = block(count);
    long[] x = block(count);
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

  public static void scale(MemorySegment memory, long factor) {
    long count = count(memory);
    long[] block = block(count);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      for (int i = 0; i < length; i++) {
        block[i] *= factor;
      }
      store(block, memory, at, length);
    }
  }

  /// Sorts in place: splits around a middle value until the parts are small. The heap that it takes
  /// does not grow with the memory.
  public static void sort(MemorySegment memory) {
    long count = count(memory);
    sort(memory, 0, count, new long[(int) Math.min(count, SORTED_ON_HEAP)]);
  }

  private static void sort(MemorySegment memory, long from, long to, long[] heap) {
    long low = from;
    long high = to;
    while (high - low > heap.length) {
      long middle = split(memory, low, high);
      if (middle - low < high - middle) { // the smaller part first: the stack stays flat
        sort(memory, low, middle, heap);
        low = middle;
      } else {
        sort(memory, middle, high, heap);
        high = middle;
      }
    }
    int length = (int) (high - low);
    load(memory, low, heap, length);
    Arrays.sort(heap, 0, length);
    store(heap, memory, low, length);
  }

  /// Hoare's: everything before the result is at most as large as everything from it on, and
  /// neither part is empty.
  private static long split(MemorySegment memory, long from, long to) {
    long pivot = median(memory, from, to);
    long i = from - 1;
    long j = to;
    while (true) {
      do {
        i++;
      } while (get(memory, i) < pivot);
      do {
        j--;
      } while (get(memory, j) > pivot);
      if (i >= j) {
        return j + 1 == to ? j : j + 1;
      }
      long swapped = get(memory, i);
      set(memory, i, get(memory, j));
      set(memory, j, swapped);
    }
  }

  /// Of a sample, so that no usual order of the elements is a bad one.
  private static long median(MemorySegment memory, long from, long to) {
    long[] sample = new long[1001];
    long step = (to - from) / sample.length;
    for (int i = 0; i < sample.length; i++) {
      sample[i] = get(memory, from + i * step);
    }
    Arrays.sort(sample);
    return sample[sample.length / 2];
  }

  private static long get(MemorySegment memory, long index) {
    return memory.get(LAYOUT, index * Long.BYTES);
  }

  private static void set(MemorySegment memory, long index, long value) {
    memory.set(LAYOUT, index * Long.BYTES, value);
  }
}
