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

  /// Switches over this and not over the value's class: the JVM would generate code for that, while
  /// the first row waits.
  @Override
  public boolean write(@Nullable Object value, PartWriter out) {
    if (this == STRING) {
      out.string((String) value);
      return true;
    }
    if (value == null || value.getClass() != boxed) {
      return false;
    }
    ByteBuffer bytes = out.room(BYTES);
    switch (this) {
      case BOOLEAN -> bytes.put((byte) ((Boolean) value ? 1 : 0));
      case BYTE -> bytes.put((Byte) value);
      case SHORT -> bytes.putShort((Short) value);
      case CHAR -> bytes.putChar((Character) value);
      case INT -> bytes.putInt((Integer) value);
      case LONG -> bytes.putLong((Long) value);
      case FLOAT -> bytes.putFloat((Float) value);
      case DOUBLE -> bytes.putDouble((Double) value);
      case STRING -> throw new AssertionError("written above");
      case BIG_INTEGER -> out.blob(((BigInteger) value).toByteArray());
      case BIG_DECIMAL -> {
        BigDecimal decimal = (BigDecimal) value;
        bytes.putInt(decimal.scale());
        out.blob(decimal.unscaledValue().toByteArray());
      }
      case LOCAL_DATE -> bytes.putLong(((LocalDate) value).toEpochDay());
      case LOCAL_TIME -> bytes.putLong(((LocalTime) value).toNanoOfDay());
      case LOCAL_DATE_TIME -> {
        LocalDateTime both = (LocalDateTime) value;
        bytes.putLong(both.toLocalDate().toEpochDay()).putLong(both.toLocalTime().toNanoOfDay());
      }
      case INSTANT -> {
        Instant instant = (Instant) value;
        bytes.putLong(instant.getEpochSecond()).putInt(instant.getNano());
      }
      case DURATION -> {
        Duration duration = (Duration) value;
        bytes.putLong(duration.getSeconds()).putInt(duration.getNano());
      }
      case UNIQUE_ID -> {
        UUID id = (UUID) value;
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
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
