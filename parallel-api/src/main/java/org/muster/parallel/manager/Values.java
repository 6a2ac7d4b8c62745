package org.muster.parallel.manager;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.queue.ItemCodec;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Payload;

/// A few values of any types as bytes: the arguments of a call, or what it returned.
///
/// Each has a byte that says what it is. Numbers and short texts are written here; an array of
/// objects as the codec has rows, which keeps large ones small; all else as a row of one.
///
/// **Threads.** Any. Stateless.
final class Values {

  private static final int NULL = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int INT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 5;
  private static final int TEXT = 6;
  private static final int ROW = 7;
  private static final int OTHER = 8;
  private static final int PAIR = 9;

  private Values() {}

  /// Whether a value is written here, and so can always be read.
  static boolean isSimple(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Boolean _, Integer _, Long _, Double _ -> true;
      case String text -> text.length() < Requests.LARGEST / 4 && isWellFormed(text);
      default -> false;
    };
  }

  /// @throws org.muster.parallel.TaskNotSerializableException if one of them cannot travel
  static byte[] encode(@Nullable Object... values) {
    var out = new Out();
    out.write(values.length);
    for (Object value : values) {
      encode(value, out);
    }
    return out.toByteArray();
  }

  private static void encode(@Nullable Object value, Out out) {
    switch (value) {
      case null -> out.write(NULL);
      case Boolean b -> out.write(b ? TRUE : FALSE);
      case Integer n -> {
        out.write(INT);
        out.putInt(n);
      }
      case Long n -> {
        out.write(LONG);
        out.putLong(n);
      }
      case Double x -> {
        out.write(DOUBLE);
        out.putLong(Double.doubleToRawLongBits(x));
      }
      case String text when isWellFormed(text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(TEXT);
        out.putInt(bytes.length);
        out.writeBytes(bytes);
      }
      case Object[] row when row.getClass() == Object[].class -> {
        out.write(ROW);
        out.put(ValueCodec.encode(row, ItemCodec.GRAPHS));
      }
      case Pair(var first, var second) -> {
        out.write(PAIR);
        encode(first, out);
        encode(second, out);
      }
      default -> {
        out.write(OTHER);
        out.put(ValueCodec.encode(new Object[] {value}, ItemCodec.GRAPHS));
      }
    }
  }

  /// Half of a surrogate pair alone cannot be written in UTF-8.
  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// @throws IllegalArgumentException if the bytes are damaged
  static @Nullable Object[] decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      @Nullable Object[] values = new Object[in.get() & 0xff];
      for (int i = 0; i < values.length; i++) {
        values[i] = next(in);
      }
      return values;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("values that are cut off", e);
    }
  }

  private static @Nullable Object next(ByteBuffer in) {
    int kind = in.get();
    return switch (kind) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case INT -> in.getInt();
      case LONG -> in.getLong();
      case DOUBLE -> Double.longBitsToDouble(in.getLong());
      case TEXT -> new String(bytes(in), StandardCharsets.UTF_8);
      case ROW -> ValueCodec.decode(payload(in), ItemCodec.GRAPHS);
      case OTHER -> ValueCodec.decode(payload(in), ItemCodec.GRAPHS)[0];
      case PAIR -> new Pair(row(in), row(in));
      default -> throw new IllegalArgumentException("a damaged value of kind " + kind);
    };
  }

  private static @Nullable Object[] row(ByteBuffer in) {
    return next(in) instanceof Object[] row ? row : new Object[0];
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static Payload payload(ByteBuffer in) {
    int count = in.getInt();
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add(new Frame.Bytes(bytes(in)));
    }
    return new Payload(frames);
  }

  /// Bytes that grow.
  private static final class Out extends ByteArrayOutputStream {

    void putInt(int n) {
      write(n >>> 24);
      write(n >>> 16);
      write(n >>> 8);
      write(n);
    }

    void putLong(long n) {
      putInt((int) (n >>> 32));
      putInt((int) n);
    }

    void put(Payload payload) {
      putInt(payload.frames().size());
      for (Frame frame : payload.frames()) {
        byte[] bytes = frame.toArray();
        putInt(bytes.length);
        writeBytes(bytes);
      }
    }
  }
}
