package org.muster.parallel.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Strings to bytes and back: UTF-8, or UTF-16 with a negative length for the rare string that
/// UTF-8 cannot hold, one with half a surrogate pair.
final class Strings {

  private Strings() {}

  static byte[] bytes(String s) {
    return isWellFormed(s)
        ? s.getBytes(StandardCharsets.UTF_8)
        : PrimitiveArrays.toBytes(s.toCharArray());
  }

  static boolean isWellFormed(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == s.length()
            || !Character.isLowSurrogate(s.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// @param length as it was written, before the bytes
  static String read(int length, ByteBuffer in) {
    byte[] bytes = new byte[ValueCodec.checkCount(Math.abs(length), in.remaining(), 1)];
    in.get(bytes);
    return length >= 0
        ? new String(bytes, StandardCharsets.UTF_8)
        : new String((char[]) PrimitiveArrays.fromBytes(char[].class, bytes));
  }
}
