package org.muster.parallel.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that grow, and the strings that were written last.
///
/// A string object that comes again is written as the number of its slot, as long as no other took
/// that: a hundred thousand records that share one string arrive sharing one.
final class PartWriter {

  /// Slots for strings; a power of two.
  static final int SLOTS = 4096;

  /// What is written in place of a length: null, or this and more for slots.
  static final int NULL = Integer.MIN_VALUE;

  static final int FIRST_SLOT = Integer.MIN_VALUE + 1;

  private final @Nullable String[] slots = new String[SLOTS];
  private ByteBuffer bytes;

  PartWriter(int expectedBytes) {
    bytes = ByteBuffer.allocate(expectedBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int slot(String s) {
    int hash = s.hashCode();
    return (hash ^ (hash >>> 12)) & (SLOTS - 1);
  }

  /// The bytes so far, with room for this many more.
  ///
  /// @throws FrameFullException if they would be more than a frame can hold
  ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      long needed = (long) bytes.position() + more;
      if (needed > ValueCodec.MAX_FRAME_BYTES) {
        throw new FrameFullException();
      }
      int size = (int) Math.min(ValueCodec.MAX_FRAME_BYTES, Math.max(needed, needed * 2));
      bytes =
          ByteBuffer.wrap(Arrays.copyOf(bytes.array(), size))
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(bytes.position());
    }
    return bytes;
  }

  void blob(byte[] blob) {
    room(Math.addExact(Integer.BYTES, blob.length)).putInt(blob.length).put(blob);
  }

  @SuppressWarnings("ReferenceEquality") // sharing is what is kept
  void string(@Nullable String s) {
    if (s == null) {
      room(Integer.BYTES).putInt(NULL);
      return;
    }
    int slot = slot(s);
    if (slots[slot] == s) {
      room(Integer.BYTES).putInt(FIRST_SLOT + slot);
      return;
    }
    slots[slot] = s;
    byte[] encoded = Strings.bytes(s);
    int length = Strings.isWellFormed(s) ? encoded.length : -encoded.length;
    room(Math.addExact(Integer.BYTES, encoded.length)).putInt(length).put(encoded);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /// There is more than a frame can hold.
  static final class FrameFullException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
