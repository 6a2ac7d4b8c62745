package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a record, in one or more arrays.
///
/// In memory: how many arrays there are, the length of each (four bytes each), then the arrays.
///
/// @param arrays not to be changed
public record Parts(byte[]... arrays) {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /// How many bytes the record has.
  long bytes() {
    long sum = tableBytes();
    for (byte[] part : arrays) {
      sum += part.length;
    }
    return sum;
  }

  private int tableBytes() {
    return Integer.BYTES * (1 + arrays.length);
  }

  private byte[] table() {
    ByteBuffer table = ByteBuffer.allocate(tableBytes()).order(ByteOrder.nativeOrder());
    table.putInt(arrays.length);
    for (byte[] part : arrays) {
      table.putInt(part.length);
    }
    return table.array();
  }

  /// Where bytes go or come from, one array after the other.
  interface Stream {
    void next(byte[] array);
  }

  void writeTo(Stream out) {
    out.next(table());
    for (byte[] part : arrays) {
      out.next(part);
    }
  }

  /// Writes all of them in one place.
  void writeTo(MemorySegment memory, long offset) {
    memory.set(INT, offset, arrays.length);
    long at = offset + tableBytes();
    for (int i = 0; i < arrays.length; i++) {
      byte[] part = arrays[i];
      memory.set(INT, offset + Integer.BYTES * (1L + i), part.length);
      MemorySegment.copy(part, 0, memory, ValueLayout.JAVA_BYTE, at, part.length);
      at += part.length;
    }
  }

  /// Reads what [#writeTo(MemorySegment, long)] wrote.
  static Parts readFrom(MemorySegment memory, long offset) {
    byte[][] arrays = new byte[memory.get(INT, offset)][];
    long at = offset + Integer.BYTES * (1L + arrays.length);
    for (int i = 0; i < arrays.length; i++) {
      byte[] part = new byte[memory.get(INT, offset + Integer.BYTES * (1L + i))];
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, part, 0, part.length);
      arrays[i] = part;
      at += part.length;
    }
    return new Parts(arrays);
  }

  /// Reads what [#writeTo(Stream)] wrote.
  static Parts readFrom(Stream in) {
    byte[] count = new byte[Integer.BYTES];
    in.next(count);
    byte[][] arrays = new byte[integers(count).getInt()][];
    byte[] lengths = new byte[Integer.BYTES * arrays.length];
    in.next(lengths);
    ByteBuffer table = integers(lengths);
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = new byte[table.getInt()];
      in.next(arrays[i]);
    }
    return new Parts(arrays);
  }

  private static ByteBuffer integers(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }
}
