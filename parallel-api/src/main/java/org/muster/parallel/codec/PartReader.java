package org.muster.parallel.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Reads what a [PartWriter] wrote.
final class PartReader {

  private final @Nullable String[] slots = new String[PartWriter.SLOTS];
  private final ByteBuffer bytes;

  PartReader(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  ByteBuffer bytes() {
    return bytes;
  }

  boolean isPresent() {
    return bytes.get() != 0;
  }

  byte[] blob() {
    byte[] blob = new byte[ValueCodec.checkCount(bytes.getInt(), bytes.remaining(), 1)];
    bytes.get(blob);
    return blob;
  }

  @Nullable String string() {
    int length = bytes.getInt();
    if (length == PartWriter.NULL) {
      return null;
    }
    int slot = length - PartWriter.FIRST_SLOT;
    if (slot >= 0 && slot < PartWriter.SLOTS) {
      String known = slots[slot];
      if (known == null) {
        throw new IllegalArgumentException("a damaged payload: no string in slot " + slot);
      }
      return known;
    }
    String s = Strings.read(length, bytes);
    slots[PartWriter.slot(s)] = s;
    return s;
  }
}
