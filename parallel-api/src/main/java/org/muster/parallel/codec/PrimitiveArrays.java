package org.muster.parallel.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Stowage;

/// Primitive arrays to little-endian bytes and back, in bulk.
public final class PrimitiveArrays {

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

  private static final long PIECE = 1 << 20;

  private PrimitiveArrays() {}

  /// How many bytes the array takes.
  public static long bytes(Object array) {
    return (long) Array.getLength(array) * bytesEach(array.getClass());
  }

  /// The elements as bytes; a new array.
  public static byte[] toBytes(Object array) {
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

  /// The elements as a frame of a message.
  public static Frame toFrame(Object array, Stowage stowage) {
    Frame.Stored stored = stowage.take(bytes(array));
    if (stored == null) {
      return new Frame.Bytes(toBytes(array));
    }
    write(array, stored.memory());
    return stored;
  }

  /// Writes the elements as bytes into memory of the right size.
  public static void write(Object array, MemorySegment to) {
    if (array instanceof boolean[] a) {
      MemorySegment.copy(toBytes(a), 0, to, ValueLayout.JAVA_BYTE, 0, a.length);
    } else {
      MemorySegment.copy(
          array, 0, to, layout(array.getClass().getComponentType()), 0, Array.getLength(array));
    }
  }

  /// The array of a frame. It belongs to the caller, and so does what was the frame's own.
  ///
  /// @throws IllegalArgumentException if the bytes end within an element
  public static Object fromFrame(Class<?> type, Frame frame) {
    if (!(frame instanceof Frame.Stored stored)) {
      return fromBytes(type, frame.toArray());
    }
    if (type == boolean[].class) {
      return fromBytes(type, stored.toArray());
    }
    int length = length(type, stored.size());
    Object array = Array.newInstance(type.getComponentType(), length);
    MemorySegment.copy(stored.memory(), layout(type.getComponentType()), 0, array, 0, length);
    return array;
  }

  private static ValueLayout layout(Class<?> element) {
    ValueLayout layout =
        switch (element.descriptorString()) {
          case "B" -> ValueLayout.JAVA_BYTE;
          case "S" -> ValueLayout.JAVA_SHORT_UNALIGNED;
          case "C" -> ValueLayout.JAVA_CHAR_UNALIGNED;
          case "I" -> ValueLayout.JAVA_INT_UNALIGNED;
          case "F" -> ValueLayout.JAVA_FLOAT_UNALIGNED;
          case "J" -> ValueLayout.JAVA_LONG_UNALIGNED;
          case "D" -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
          default -> throw new IllegalArgumentException(element + " has no layout");
        };
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }

  /// How many elements there are in so many bytes.
  private static int length(Class<?> type, long bytes) {
    int each = bytesEach(type);
    if (bytes % each != 0) {
      throw new IllegalArgumentException(
          "%d bytes are no %s".formatted(bytes, type.getSimpleName()));
    }
    return Math.toIntExact(bytes / each);
  }

  /// Whether [#toBytes] would make these bytes of the array; at the speed of memory.
  public static boolean isEncodedAs(Object array, Frame frame) {
    if (bytes(array) != frame.size()) {
      return false;
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN || array instanceof boolean[]) {
      return Arrays.equals(toBytes(array), frame.toArray());
    }
    MemorySegment elements = segment(array);
    MemorySegment encoded =
        frame instanceof Frame.Stored stored
            ? stored.memory()
            : MemorySegment.ofArray(frame.toArray());
    long bytes = frame.size();
    // One core alone does not reach the speed of memory.
    return LongStream.range(0, (bytes + PIECE - 1) / PIECE)
        .parallel()
        .allMatch(piece -> {
          long from = piece * PIECE;
          long size = Math.min(PIECE, bytes - from);
          return elements.asSlice(from, size).mismatch(encoded.asSlice(from, size)) < 0;
        });
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case byte[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case char[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException(array.getClass() + " has no segment");
    };
  }

  /// The array that [#toBytes] made bytes of; for `byte[]` the bytes themselves.
  ///
  /// @throws IllegalArgumentException if the bytes end within an element
  public static Object fromBytes(Class<?> type, byte[] bytes) {
    int length = length(type, bytes.length);
    if (type == byte[].class) {
      return bytes;
    }
    Object array = Array.newInstance(type.getComponentType(), length);
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
