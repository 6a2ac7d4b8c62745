package org.muster.kernel.channel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns bytes that arrive in arbitrary pieces into text, without tearing a character.
final class Utf8Text {

  private static final int LONGEST_CHARACTER = 4;

  /// The bytes of a character that has only begun.
  private byte[] begun = {};

  /// The text that is complete with these bytes.
  String append(byte[] bytes, int from, int length) {
    byte[] all = bytes;
    int start = from;
    int end = from + length;
    if (begun.length > 0) {
      all = Arrays.copyOf(begun, begun.length + length);
      System.arraycopy(bytes, from, all, begun.length, length);
      start = 0;
      end = all.length;
    }
    int complete = end - begunAtEnd(all, start, end);
    begun = Arrays.copyOfRange(all, complete, end);
    return new String(all, start, complete - start, StandardCharsets.UTF_8);
  }

  /// How many bytes at the end belong to a character that needs more.
  private static int begunAtEnd(byte[] bytes, int start, int end) {
    for (int back = 1; back < LONGEST_CHARACTER && end - back >= start; back++) {
      int b = bytes[end - back] & 0xFF;
      if (b < 0x80) {
        return 0;
      }
      if (b >= 0xC0) {
        int needs = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        return needs > back ? back : 0;
      }
    }
    return 0;
  }
}
