package org.muster.parallel.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values that are a few numbers or characters.
///
/// Everything but primitives may be null. Of the types that can be extended, only objects of the
/// very class count: a subclass may hold more.
enum Scalar implements Part {
  BOOLEAN(boolean.class, Boolean.class),
  BYTE(byte.class, Byte.class),
  SHORT(short.class, Short.class),
  CHAR(char.class, Character.class),
  INT(int.class, Integer.class),
  LONG(long.class, Long.class),
  FLOAT(float.class, Float.class),
  DOUBLE(double.class, Double.class),
  STRING(String.class),
  BIG_INTEGER(BigInteger.class),
  BIG_DECIMAL(BigDecimal.class),
  LOCAL_DATE(LocalDate.class),
  LOCAL_TIME(LocalTime.class),
  LOCAL_DATE_TIME(LocalDateTime.class),
  INSTANT(Instant.class),
  DURATION(Duration.class),
  UNIQUE_ID(UUID.class);

  /// The most that a value takes, apart from strings and big numbers.
  private static final int BYTES = 16;

  private static final Map<Class<?>, Part> PARTS = parts();

  private final Class<?> type;
  private final Class<?> boxed;

  Scalar(Class<?> type, Class<?> boxed) {
    this.type = type;
    this.boxed = boxed;
  }

  Scalar(Class<?> type) {
    this(type, type);
  }

  private static Map<Class<?>, Part> parts() {
    Map<Class<?>, Part> parts = new HashMap<>();
    for (Scalar each : values()) {
      parts.put(each.boxed, each == STRING ? each : new OrNull(each));
      parts.putIfAbsent(each.type, each);
    }
    return Map.copyOf(parts);
  }

  /// The part for values of this declared type, or null if it is no scalar.
  static @Nullable Part of(Class<?> type) {
    return PARTS.get(type);
  }

  /// A part whose values may be null.
  private record OrNull(Scalar part) implements Part {

    @Override
    public boolean write(@Nullable Object value, PartWriter out) {
      out.room(1).put((byte) (value == null ? 0 : 1));
      return value == null || part.write(value, out);
    }

    @Override
    public @Nullable Object read(PartReader in) {
      return in.isPresent() ? part.read(in) : null;
    }

    @Override
    public String signature() {
      return part.name() + "?";
    }
  }

  @Override
  public String signature() {
    return name();
  }

  @Override
  public boolean write(@Nullable Object value, PartWriter out) {
    ByteBuffer bytes = out.room(BYTES);
    switch (value) {
      case null -> out.string(null);
      case String v -> out.string(v);
      case Boolean v -> bytes.put((byte) (v ? 1 : 0));
      case Byte v -> bytes.put(v);
      case Short v -> bytes.putShort(v);
      case Character v -> bytes.putChar(v);
      case Integer v -> bytes.putInt(v);
      case Long v -> bytes.putLong(v);
      case Float v -> bytes.putFloat(v);
      case Double v -> bytes.putDouble(v);
      case LocalDate v -> bytes.putLong(v.toEpochDay());
      case LocalTime v -> bytes.putLong(v.toNanoOfDay());
      case LocalDateTime v ->
          bytes.putLong(v.toLocalDate().toEpochDay()).putLong(v.toLocalTime().toNanoOfDay());
      case Instant v -> bytes.putLong(v.getEpochSecond()).putInt(v.getNano());
      case Duration v -> bytes.putLong(v.getSeconds()).putInt(v.getNano());
      case UUID v -> bytes.putLong(v.getMostSignificantBits()).putLong(v.getLeastSignificantBits());
      case BigInteger v when v.getClass() == BigInteger.class -> out.blob(v.toByteArray());
      case BigDecimal v when v.getClass() == BigDecimal.class -> {
        bytes.putInt(v.scale());
        out.blob(v.unscaledValue().toByteArray());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable Object read(PartReader in) {
    ByteBuffer bytes = in.bytes();
    return switch (this) {
      case BOOLEAN -> bytes.get() != 0;
      case BYTE -> bytes.get();
      case SHORT -> bytes.getShort();
      case CHAR -> bytes.getChar();
      case INT -> bytes.getInt();
      case LONG -> bytes.getLong();
      case FLOAT -> bytes.getFloat();
      case DOUBLE -> bytes.getDouble();
      case STRING -> in.string();
      case BIG_INTEGER -> new BigInteger(in.blob());
      case BIG_DECIMAL -> {
        int scale = bytes.getInt();
        yield new BigDecimal(new BigInteger(in.blob()), scale);
      }
      case LOCAL_DATE -> LocalDate.ofEpochDay(bytes.getLong());
      case LOCAL_TIME -> LocalTime.ofNanoOfDay(bytes.getLong());
      case LOCAL_DATE_TIME ->
          LocalDateTime.of(
              LocalDate.ofEpochDay(bytes.getLong()), LocalTime.ofNanoOfDay(bytes.getLong()));
      case INSTANT -> Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
      case DURATION -> Duration.ofSeconds(bytes.getLong(), bytes.getInt());
      case UNIQUE_ID -> new UUID(bytes.getLong(), bytes.getLong());
    };
  }
}
