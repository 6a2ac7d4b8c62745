package org.muster.parallel.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.muster.parallel.wire.Payload;

@DisplayName("A row of records")
class RecordRowsTest {

  private static final int RECORDS = 9;

  /// Java serialization as it is.
  private static final ObjectGraphs GRAPHS =
      new ObjectGraphs() {
        @Override
        public byte[] write(@Nullable Object[] values) {
          var bytes = new ByteArrayOutputStream();
          try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(values);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return bytes.toByteArray();
        }

        @Override
        public @Nullable Object[] read(byte[] graph) {
          try (var in = new ObjectInputStream(new ByteArrayInputStream(graph))) {
            return (Object[]) in.readObject();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
          }
        }
      };

  record Numbers(byte b, short s, char c, int i, long l, float f, double d, boolean z)
      implements Serializable {}

  record Boxes(
      @Nullable Byte b,
      @Nullable Short s,
      @Nullable Character c,
      @Nullable Integer i,
      @Nullable Long l,
      @Nullable Float f,
      @Nullable Double d,
      @Nullable Boolean z)
      implements Serializable {}

  record Texts(
      @Nullable String text,
      @Nullable BigDecimal price,
      @Nullable BigInteger count,
      @Nullable UUID id,
      @Nullable DayOfWeek weekday)
      implements Serializable {}

  record Times(
      @Nullable LocalDate day,
      @Nullable LocalTime time,
      @Nullable LocalDateTime both,
      @Nullable Instant instant,
      @Nullable Duration duration)
      implements Serializable {}

  record Nested(Numbers numbers, @Nullable Boxes boxes, Texts texts, @Nullable Times times)
      implements Serializable {}

  record Empty() implements Serializable {}

  private static @Nullable Object[] thereAndBack(@Nullable Object... row) {
    return ValueCodec.decode(packed(row), GRAPHS);
  }

  private static Payload packed(@Nullable Object... row) {
    Payload payload = ValueCodec.encode(row, GRAPHS);
    assertEquals(RECORDS, payload.array(0)[0]);
    return payload;
  }

  private static void assertNotPacked(@Nullable Object... row) {
    Payload payload = ValueCodec.encode(row, GRAPHS);
    assertEquals(0, payload.array(0)[0]);
  }

  @RepeatedTest(20)
  void comes_back_equal(RepetitionInfo round) {
    long seed = round.getCurrentRepetition();
    Random random = new Random(seed);
    @Nullable Object[] row = new Object[random.nextInt(200) + 1];
    row[0] = nested(random);
    for (int i = 1; i < row.length; i++) {
      row[i] = random.nextInt(10) == 0 ? null : nested(random);
    }
    assertArrayEquals(row, thereAndBack(row), "seed " + seed);
  }

  private static Nested nested(Random r) {
    return new Nested(
        new Numbers(
            (byte) r.nextInt(),
            (short) r.nextInt(),
            (char) r.nextInt(),
            r.nextInt(),
            r.nextLong(),
            r.nextFloat(),
            Double.longBitsToDouble(r.nextLong()),
            r.nextBoolean()),
        r.nextBoolean() ? null : boxes(r),
        texts(r),
        r.nextBoolean() ? null : times(r));
  }

  private static Boxes boxes(Random r) {
    return new Boxes(
        r.nextBoolean() ? null : (byte) r.nextInt(),
        r.nextBoolean() ? null : (short) r.nextInt(),
        r.nextBoolean() ? null : (char) r.nextInt(),
        r.nextBoolean() ? null : r.nextInt(),
        r.nextBoolean() ? null : r.nextLong(),
        r.nextBoolean() ? null : r.nextFloat(),
        r.nextBoolean() ? null : r.nextDouble(),
        r.nextBoolean() ? null : r.nextBoolean());
  }

  private static Texts texts(Random r) {
    List<String> some = List.of("", "ä€😀", "half \ud83d", "same", "text " + r.nextInt(50));
    return new Texts(
        r.nextBoolean() ? null : some.get(r.nextInt(some.size())),
        r.nextBoolean() ? null : new BigDecimal(new BigInteger(r.nextInt(90), r), r.nextInt()),
        r.nextBoolean() ? null : new BigInteger(r.nextInt(90), r).negate(),
        r.nextBoolean() ? null : new UUID(r.nextLong(), r.nextLong()),
        r.nextBoolean() ? null : DayOfWeek.of(1 + r.nextInt(7)));
  }

  private static Times times(Random r) {
    LocalDate day = LocalDate.ofEpochDay(r.nextInt());
    LocalTime time = LocalTime.ofNanoOfDay(r.nextLong(86_400_000_000_000L));
    return new Times(
        r.nextBoolean() ? null : day,
        r.nextBoolean() ? null : time,
        r.nextBoolean() ? null : LocalDateTime.of(day, time),
        r.nextBoolean() ? null : Instant.ofEpochSecond(r.nextInt(), r.nextInt(1_000_000_000)),
        r.nextBoolean() ? null : Duration.ofSeconds(r.nextLong(), r.nextInt(1_000_000_000)));
  }

  @Test
  void may_have_no_components() {
    assertArrayEquals(new Object[] {new Empty(), null}, thereAndBack(new Empty(), null));
  }

  @Test
  void keeps_shared_strings_shared() {
    String shared = "x".repeat(10_000);
    @Nullable Object[] row = new Object[1000];
    Arrays.fill(row, new Texts(shared, null, null, null, null));
    Payload payload = packed(row);
    assertTrue(payload.bytes() < 40_000, payload.bytes() + " bytes");
    @Nullable Object[] back = ValueCodec.decode(payload, GRAPHS);
    assertSame(
        ((Texts) Objects.requireNonNull(back[0])).text(),
        ((Texts) Objects.requireNonNull(back[999])).text());
  }

  record Even(int n) implements Serializable {
    static int made;

    Even {
      made++;
      if (n % 2 != 0) {
        throw new IllegalArgumentException(n + " is odd");
      }
    }
  }

  @Test
  void is_made_by_its_canonical_constructor() {
    var row = new Object[] {new Even(2), new Even(4)};
    Payload payload = packed(row);
    int before = Even.made;
    assertArrayEquals(row, ValueCodec.decode(payload, GRAPHS));
    assertEquals(before + 2, Even.made);
    byte[] odd = payload.array(2).clone();
    odd[odd.length - 4]++;
    Payload changed = Payload.of(payload.array(0), payload.array(1), odd);
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> ValueCodec.decode(changed, GRAPHS));
    assertEquals("5 is odd", thrown.getMessage());
  }

  record Hidden(int n) implements Serializable {
    @Override
    public int n() {
      return -n;
    }
  }

  @Test
  void is_read_from_its_fields_not_through_its_accessors() {
    assertArrayEquals(new Object[] {new Hidden(3)}, thereAndBack(new Hidden(3)));
  }

  record Resolving(int n) implements Serializable {
    @Serial
    private Object readResolve() {
      return new Resolving(n + 1);
    }
  }

  record Mixed(Object any) implements Serializable {}

  record Linked(int n, @Nullable Linked next) implements Serializable {}

  record Holding(double[] numbers) implements Serializable {}

  private static final class Rounded extends BigDecimal {
    private static final long serialVersionUID = 1;

    Rounded(String digits) {
      super(digits);
    }
  }

  @Test
  void goes_through_an_object_graph_where_a_copy_would_not_be_exact() {
    assertNotPacked(new Resolving(1));
    assertNotPacked(new Mixed("a"));
    assertNotPacked(new Linked(1, new Linked(2, null)));
    assertNotPacked(new Holding(new double[] {1}));
    assertNotPacked(new Empty(), new Even(2));
    assertNotPacked(new Empty(), "no record");
    assertNotPacked(new Texts("a", new Rounded("1.5"), null, null, null));
  }

  @Test
  void that_is_cut_off_is_refused() {
    Payload payload = packed(nested(new Random(1)), nested(new Random(2)));
    byte[] values = payload.array(2);
    for (int length = 0; length < values.length; length++) {
      Payload cut = Payload.of(payload.array(0), payload.array(1), Arrays.copyOf(values, length));
      assertThrows(IllegalArgumentException.class, () -> ValueCodec.decode(cut, GRAPHS));
    }
    Payload without = new Payload(payload.frames().subList(0, 2));
    assertThrows(IllegalArgumentException.class, () -> ValueCodec.decode(without, GRAPHS));
  }

  @RepeatedTest(20)
  void that_is_damaged_is_read_or_refused_but_breaks_nothing(RepetitionInfo round) {
    Random random = new Random(round.getCurrentRepetition());
    Payload payload = packed(nested(random), nested(random), nested(random));
    for (int i = 0; i < 500; i++) {
      byte[] values = payload.array(2).clone();
      values[random.nextInt(values.length)] = (byte) random.nextInt();
      Payload forgery = Payload.of(payload.array(0), payload.array(1), values);
      try {
        assertEquals(3, ValueCodec.decode(forgery, GRAPHS).length);
      } catch (IllegalArgumentException refused) {
        assertTrue(refused.getMessage() != null);
      }
    }
  }

  @Test
  void of_a_class_that_is_no_record_is_refused() {
    Payload payload = packed(new Empty());
    for (Object forged : new Object[] {String.class, Thread.class, "text", new int[0]}) {
      Payload forgery =
          Payload.of(payload.array(0), GRAPHS.write(new Object[] {forged}), payload.array(2));
      assertThrows(IllegalArgumentException.class, () -> ValueCodec.decode(forgery, GRAPHS));
    }
  }

  @Test
  void of_a_class_that_has_changed_is_refused() {
    Payload payload = packed(new Empty());
    Payload forgery =
        Payload.of(payload.array(0), GRAPHS.write(new Object[] {Even.class}), payload.array(2));
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> ValueCodec.decode(forgery, GRAPHS));
    assertTrue(String.valueOf(thrown.getMessage()).contains("has changed since"));
  }

  @Test
  void of_nulls_only_needs_no_class() {
    assertNull(ValueCodec.decode(ValueCodec.encode(new Object[1], GRAPHS), GRAPHS)[0]);
  }
}
