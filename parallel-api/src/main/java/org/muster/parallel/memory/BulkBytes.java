package org.muster.parallel.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Operations on many `byte`s of shared memory.
///
/// As [BulkDoubles] does it. A closed segment throws [IllegalStateException].
public final class BulkBytes {

  private static final int BLOCK = 16_384 / Byte.BYTES;
  private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;
  private static final VarHandle BYTE = LAYOUT.varHandle();
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private BulkBytes() {}

  private static byte[] block(long count) {
    return new byte[(int) Math.min(count, BLOCK)];
  }

  private static void load(MemorySegment memory, long at, byte[] block, int length) {
    MemorySegment.copy(memory, LAYOUT, at * Byte.BYTES, block, 0, length);
  }

  private static void store(byte[] block, MemorySegment memory, long at, int length) {
    MemorySegment.copy(block, 0, memory, LAYOUT, at * Byte.BYTES, length);
  }

  private static long count(MemorySegment memory) {
    return memory.byteSize() / Byte.BYTES;
  }

  private static int length(byte[] block, long count, long at) {
    return (int) Math.min(block.length, count - at);
  }

  public static void fill(MemorySegment memory, byte value) {
    long count = count(memory);
    byte[] block = block(count);
    Arrays.fill(block, value);
    for (long at = 0; at < count; at += block.length) {
      store(block, memory, at, length(block, count, at));
    }
  }

  public static long sum(MemorySegment memory) {
    long count = count(memory);
    byte[] block = block(count);
    long sum = 0;
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      sum += sum(block, length);
    }
    return sum;
  }

  private static long sum(byte[] block, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += block[i];
    }
    return sum;
  }

  public static byte min(MemorySegment memory) {
    long count = count(memory);
    byte[] block = block(count);
    byte least = memory.get(LAYOUT, 0);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      byte ofBlock = least;
      for (int i = 0; i < length; i++) {
        ofBlock = (byte) Math.min(ofBlock, block[i]);
      }
      least = ofBlock;
    }
    return least;
  }

  public static byte max(MemorySegment memory) {
    long count = count(memory);
    byte[] block = block(count);
    byte greatest = memory.get(LAYOUT, 0);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      byte ofBlock = greatest;
      for (int i = 0; i < length; i++) {
        ofBlock = (byte) Math.max(ofBlock, block[i]);
      }
      greatest = ofBlock;
    }
    return greatest;
  }

  /// Sorts by counting.
  public static void sort(MemorySegment memory) {
    long count = count(memory);
    long[] counts = new long[256];
    byte[] block = block(count);
    for (long at = 0; at < count; at += block.length) {
      int length = length(block, count, at);
      load(memory, at, block, length);
      for (int i = 0; i < length; i++) {
        counts[block[i] - Byte.MIN_VALUE]++;
      }
    }
    long at = 0;
    for (int i = 0; i < counts.length; i++) {
      memory.asSlice(at, counts[i]).fill((byte) (i + Byte.MIN_VALUE));
      at += counts[i];
    }
  }

  /// Adds to one byte atomically.
  ///
  /// @param memory of the whole object
  public static byte getAndAdd(MemorySegment memory, long index, byte delta) {
    while (true) {
      byte before = (byte) BYTE.getVolatile(memory, index);
      if (compareAndSet(memory, index, before, (byte) (before + delta))) {
        return before;
      }
    }
  }

  /// Sets one byte atomically if it is the expected one, with the word around it: processors do
  /// that for words only.
  ///
  /// @param memory of the whole object, which begins and ends with whole words
  public static boolean compareAndSet(MemorySegment memory, long index, byte expected, byte value) {
    long word = index & -Integer.BYTES;
    int place = (int) (index - word);
    int shift =
        Byte.SIZE
            * (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? place
                : Integer.BYTES - 1 - place);
    while (true) {
      int before = (int) WORD.getVolatile(memory, word);
      if ((byte) (before >> shift) != expected) {
        return false;
      }
      int after = (before & ~(0xff << shift)) | (value & 0xff) << shift;
      if (WORD.compareAndSet(memory, word, before, after)) {
        return true;
      }
    }
  }
}
