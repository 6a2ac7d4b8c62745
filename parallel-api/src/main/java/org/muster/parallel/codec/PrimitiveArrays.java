package org.muster.parallel.codec;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Primitive arrays to little-endian bytes and back, in bulk.
final class PrimitiveArrays {

  /// The types in the order in which the wire numbers them.
  static final List<Class<?>> TYPES =
      List.of(
          byte[].class,
          boolean[].class,
          short[].class,
          char[].class,
          int[].class,
          long[].class,
          float[].class,
          double[].class);

  private PrimitiveArrays() {}

  /// How many bytes the array takes.
  static long bytes(Object array) {
    return (long) Array.getLength(array) * bytesEach(array.getClass());
  }

  /// The elements as bytes; a new array.
  static byte[] toBytes(Object array) {
    byte[] bytes = new byte[Math.toIntExact(bytes(array))];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (array) {
      case byte[] a -> out.put(a);
      case boolean[] a -> {
        for (int i = 0; i < a.length; i++) {
          bytes[i] = (byte) (a[i] ? 1 : 0);
        }
      }
      case short[] a -> out.asShortBuffer().put(a);
      case char[] a -> out.asCharBuffer().put(a);
      case int[] a -> out.asIntBuffer().put(a);
      case long[] a -> out.asLongBuffer().put(a);
      case float[] a -> out.asFloatBuffer().put(a);
      case double[] a -> out.asDoubleBuffer().put(a);
      default -> throw new IllegalArgumentException(array.getClass() + " is no primitive array");
    }
    return bytes;
  }

  /// The array that [#toBytes] made bytes of.
  ///
  /// @throws IllegalArgumentException if the bytes end within an element
  static Object fromBytes(Class<?> type, byte[] bytes) {
    int each = bytesEach(type);
    if (bytes.length % each != 0) {
      throw new IllegalArgumentException(
          "%d bytes are no %s".formatted(bytes.length, type.getSimpleName()));
    }
    if (type == byte[].class) {
      return bytes;
    }
    Object array = Array.newInstance(type.getComponentType(), bytes.length / each);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (array) {
      case boolean[] a -> {
        for (int i = 0; i < a.length; i++) {
          a[i] = bytes[i] != 0;
        }
      }
      case short[] a -> in.asShortBuffer().get(a);
      case char[] a -> in.asCharBuffer().get(a);
      case int[] a -> in.asIntBuffer().get(a);
      case long[] a -> in.asLongBuffer().get(a);
      case float[] a -> in.asFloatBuffer().get(a);
      case double[] a -> in.asDoubleBuffer().get(a);
      default -> throw new IllegalArgumentException(type + " is no primitive array");
    }
    return array;
  }

  private static int bytesEach(Class<?> type) {
    return switch (type.getComponentType().descriptorString()) {
      case "B", "Z" -> 1;
      case "S", "C" -> 2;
      case "I", "F" -> 4;
      case "J", "D" -> 8;
      default -> throw new IllegalArgumentException(type + " is no primitive array");
    };
  }
}
