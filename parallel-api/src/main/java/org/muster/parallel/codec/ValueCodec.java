package org.muster.parallel.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Range;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Payload;
import org.muster.parallel.wire.Stowage;

/// A row of values as a [Payload] and back.
///
/// Rows whose values are all of one class have a packed form: [Integer], [Long], [Double], [Float],
/// [Boolean], [String], and the primitive arrays, each of which travels as a frame of its own. A
/// [Range] is three numbers. Records of one class whose components are such values, dates, enums or
/// records again are written component by component, nulls among them included. Every other row is
/// one object graph.
///
/// Reading checks every length against the bytes that are there. Stateless.
public final class ValueCodec {

  private static final int GRAPH = 0;
  private static final int NULLS = 1;
  private static final int RANGE = 2;
  private static final int INTS = 3;
  private static final int LONGS = 4;
  private static final int DOUBLES = 5;
  private static final int FLOATS = 6;
  private static final int BOOLEANS = 7;
  private static final int STRINGS = 8;
  private static final int RECORDS = 9;
  private static final int ARRAYS = 16; // + the index in PrimitiveArrays.TYPES

  static final long MAX_FRAME_BYTES = Integer.MAX_VALUE - 64;

  private ValueCodec() {}

  /// Encodes values; they are not kept. All frames travel in the message.
  public static Payload encode(List<? extends @Nullable Object> values, ObjectGraphs graphs) {
    return encode(values, graphs, Stowage.NONE);
  }

  /// Encodes values; they are not kept. All frames travel in the message.
  public static Payload encode(@Nullable Object[] values, ObjectGraphs graphs) {
    return encode(values, graphs, Stowage.NONE);
  }

  /// Encodes values; they are not kept.
  ///
  /// @param stowage has room for large frames
  public static Payload encode(
      List<? extends @Nullable Object> values, ObjectGraphs graphs, Stowage stowage) {
    if (values instanceof Range<?> range) {
      return Payload.of(
          ByteBuffer.allocate(22)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put((byte) RANGE)
              .putInt(range.size())
              .put((byte) (range.isLong() ? 1 : 0))
              .putLong(range.first())
              .putLong(range.step())
              .array());
    }
    return encode(values.toArray(), graphs, stowage);
  }

  /// Encodes values; they are not kept.
  ///
  /// @param stowage has room for large frames
  public static Payload encode(@Nullable Object[] values, ObjectGraphs graphs, Stowage stowage) {
    return frames(values, graphs, stowage).stowed(stowage);
  }

  private static Payload frames(@Nullable Object[] values, ObjectGraphs graphs, Stowage stowage) {
    Class<?> type = commonClass(values);
    if (type == null || type.isRecord()) {
      Payload records = records(values, graphs);
      return records != null ? records : graph(values, graphs);
    }
    if (type == Void.class) {
      return Payload.of(head(NULLS, values.length, 1).array());
    }
    if (type == Integer.class) {
      ByteBuffer out = head(INTS, values.length, Integer.BYTES);
      for (Object v : values) {
        out.putInt((Integer) v);
      }
      return Payload.of(out.array());
    }
    if (type == Long.class) {
      ByteBuffer out = head(LONGS, values.length, Long.BYTES);
      for (Object v : values) {
        out.putLong((Long) v);
      }
      return Payload.of(out.array());
    }
    if (type == Double.class) {
      ByteBuffer out = head(DOUBLES, values.length, Double.BYTES);
      for (Object v : values) {
        out.putDouble((Double) v);
      }
      return Payload.of(out.array());
    }
    if (type == Float.class) {
      ByteBuffer out = head(FLOATS, values.length, Float.BYTES);
      for (Object v : values) {
        out.putFloat((Float) v);
      }
      return Payload.of(out.array());
    }
    if (type == Boolean.class) {
      ByteBuffer out = head(BOOLEANS, values.length, 1);
      for (Object v : values) {
        out.put((byte) ((Boolean) v ? 1 : 0));
      }
      return Payload.of(out.array());
    }
    if (type == String.class) {
      return strings(values);
    }
    int array = PrimitiveArrays.TYPES.indexOf(type);
    if (array >= 0 && allFitAFrame(values) && !anyIsShared(values, graphs)) {
      List<Frame> frames = new ArrayList<>(values.length + 1);
      frames.add(new Frame.Bytes(head(ARRAYS + array, values.length, 0).array()));
      for (Object v : values) {
        frames.add(PrimitiveArrays.toFrame(Objects.requireNonNull(v), stowage));
      }
      return new Payload(frames);
    }
    return graph(values, graphs);
  }

  /// The values of a payload; a new array.
  ///
  /// @throws IllegalArgumentException if the payload is damaged
  public static @Nullable Object[] decode(Payload payload, ObjectGraphs graphs) {
    if (payload.frames().isEmpty()) {
      return new Object[0];
    }
    ByteBuffer in = payload.frames().getFirst().toBuffer().order(ByteOrder.LITTLE_ENDIAN);
    try {
      int kind = in.get();
      if (kind == GRAPH) {
        return graphs.read(payload.array(1));
      }
      int count = in.getInt();
      return switch (kind) {
        case NULLS -> new Object[checkCount(count, in.remaining(), 1)];
        case RANGE -> {
          boolean isLong = in.get() != 0;
          yield Range.ofParts(in.getLong(), in.getLong(), count, isLong).toArray();
        }
        case INTS -> fill(checkCount(count, in.remaining(), Integer.BYTES), _ -> in.getInt());
        case LONGS -> fill(checkCount(count, in.remaining(), Long.BYTES), _ -> in.getLong());
        case DOUBLES -> fill(checkCount(count, in.remaining(), Double.BYTES), _ -> in.getDouble());
        case FLOATS -> fill(checkCount(count, in.remaining(), Float.BYTES), _ -> in.getFloat());
        case BOOLEANS -> fill(checkCount(count, in.remaining(), 1), _ -> in.get() != 0);
        case STRINGS ->
            fill(
                checkCount(count, in.remaining(), Integer.BYTES),
                _ -> Strings.read(in.getInt(), in));
        case RECORDS -> RecordRows.decode(count, payload, graphs);
        default -> {
          int array = kind - ARRAYS;
          if (array < 0
              || array >= PrimitiveArrays.TYPES.size()
              || count != payload.frames().size() - 1) {
            throw new IllegalArgumentException("a damaged payload of kind " + kind);
          }
          Class<?> type = PrimitiveArrays.TYPES.get(array);
          yield fill(count, i -> PrimitiveArrays.fromFrame(type, payload.frames().get(i + 1)));
        }
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a payload that is cut off", e);
    }
  }

  /// The class of all values, [Void] if all are null, or null if they differ.
  private static @Nullable Class<?> commonClass(@Nullable Object[] values) {
    if (values.length == 0) {
      return Void.class;
    }
    Object first = values[0];
    Class<?> type = first == null ? Void.class : first.getClass();
    for (Object v : values) {
      if ((v == null ? Void.class : v.getClass()) != type) {
        return null;
      }
    }
    return type;
  }

  /// The packed form of records of one class, nulls among them; null if the values are none.
  private static @Nullable Payload records(@Nullable Object[] values, ObjectGraphs graphs) {
    Class<?> type = null;
    for (Object v : values) {
      if (v != null) {
        if (type == null ? !v.getClass().isRecord() : v.getClass() != type) {
          return null;
        }
        type = v.getClass();
      }
    }
    return type == null
        ? null
        : RecordRows.encode(head(RECORDS, values.length, 0).array(), values, type, graphs);
  }

  private static Payload graph(@Nullable Object[] values, ObjectGraphs graphs) {
    return Payload.of(new byte[] {GRAPH}, graphs.write(values));
  }

  private static ByteBuffer head(int kind, int count, int bytesEach) {
    return ByteBuffer.allocate(Math.addExact(5, Math.multiplyExact(count, bytesEach)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) kind)
        .putInt(count);
  }

  /// Length and bytes of each string.
  private static Payload strings(@Nullable Object[] values) {
    byte[][] encoded = new byte[values.length][];
    int[] lengths = new int[values.length];
    int bytes = 5;
    for (int i = 0; i < values.length; i++) {
      String s = String.valueOf(values[i]);
      encoded[i] = Strings.bytes(s);
      lengths[i] = Strings.isWellFormed(s) ? encoded[i].length : -encoded[i].length;
      bytes = Math.addExact(bytes, Math.addExact(encoded[i].length, Integer.BYTES));
    }
    ByteBuffer out =
        ByteBuffer.allocate(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) STRINGS)
            .putInt(values.length);
    for (int i = 0; i < values.length; i++) {
      out.putInt(lengths[i]).put(encoded[i]);
    }
    return Payload.of(out.array());
  }

  /// A frame is an array too, so it holds at most 2 GB.
  private static boolean allFitAFrame(@Nullable Object[] arrays) {
    for (Object array : arrays) {
      if (array == null || PrimitiveArrays.bytes(array) > MAX_FRAME_BYTES) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyIsShared(@Nullable Object[] arrays, ObjectGraphs graphs) {
    boolean any = false;
    for (Object array : arrays) {
      any |= array != null && graphs.isShared(array);
    }
    return any;
  }

  static int checkCount(int count, int available, int bytesEach) {
    if (count < 0 || (long) count * bytesEach > available) {
      throw new IllegalArgumentException(
          "a damaged payload: %d values announced, %d bytes left".formatted(count, available));
    }
    return count;
  }

  private static Object[] fill(int count, IntFunction<Object> next) {
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = next.apply(i);
    }
    return values;
  }
}
