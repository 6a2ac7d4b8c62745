package org.muster.parallel.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.muster.parallel.wire.Payload;

@DisplayName("The value codec")
class ValueCodecTest {

  /// Refuses: what these tests encode must not need an object graph.
  private static final ObjectGraphs NO_GRAPHS =
      new ObjectGraphs() {
        @Override
        public byte[] write(@Nullable Object[] values) {
          throw new AssertionError("an object graph for " + Arrays.deepToString(values));
        }

        @Override
        public @Nullable Object[] read(byte[] graph) {
          throw new AssertionError("an object graph");
        }
      };

  record Row(@Nullable Object... values) {
    @Override
    public String toString() {
      return Arrays.deepToString(values);
    }
  }

  private static Row row(@Nullable Object... values) {
    return new Row(values);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(),
        row(null, null),
        row(1, -1, Integer.MIN_VALUE),
        row(1L, Long.MAX_VALUE),
        row(1.5, Double.NaN, -0.0),
        row(1.5f, Float.NEGATIVE_INFINITY),
        row(true, false),
        row("", "äöü", "😀", "\0", "half \ud83d of a pair"),
        row(new byte[] {1, -1}, new byte[0]),
        row(new boolean[] {true, false}),
        row(new short[] {Short.MIN_VALUE}),
        row(new char[] {'ä', '\ud83d'}),
        row(new int[] {1, 2, 3}, new int[] {4}),
        row(new long[] {Long.MIN_VALUE}),
        row(new float[] {Float.MIN_VALUE}),
        row(new double[] {Math.PI}));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void gives_packed_rows_back(Row row) {
    Payload payload = ValueCodec.encode(row.values(), NO_GRAPHS);
    assertTrue(Arrays.deepEquals(row.values(), ValueCodec.decode(payload, NO_GRAPHS)));
  }

  @Test
  void keeps_the_bits_of_every_number() {
    double odd = Double.longBitsToDouble(0x7ff0000000000001L);
    Payload payload = ValueCodec.encode(new Object[] {odd}, NO_GRAPHS);
    @Nullable Object[] back = ValueCodec.decode(payload, NO_GRAPHS);
    assertEquals(Double.doubleToRawLongBits(odd), Double.doubleToRawLongBits((Double) back[0]));
  }

  @Test
  void sends_a_range_as_three_numbers() {
    Payload payload = ValueCodec.encode(range(10, 1_000_000, 3).subList(5, 8), NO_GRAPHS);
    assertEquals(22, payload.bytes());
    assertArrayEquals(new Object[] {25, 28, 31}, ValueCodec.decode(payload, NO_GRAPHS));
    assertArrayEquals(
        new Object[] {0L, 1L},
        ValueCodec.decode(ValueCodec.encode(range(2L), NO_GRAPHS), NO_GRAPHS));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refuses_a_payload_that_is_cut_off(Row row) {
    Payload payload = ValueCodec.encode(row.values(), NO_GRAPHS);
    byte[] head = payload.array(0);
    for (int length = 1; length < head.length; length++) {
      var cut = Payload.of(Arrays.copyOf(head, length));
      assertThrows(IllegalArgumentException.class, () -> ValueCodec.decode(cut, NO_GRAPHS));
    }
  }

  @Test
  void refuses_more_values_than_there_are_bytes() {
    byte[] lie = {3, -1, -1, -1, 127, 0, 0, 0, 0};
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> ValueCodec.decode(Payload.of(lie), NO_GRAPHS));
    assertEquals(
        "a damaged payload: 2147483647 values announced, 4 bytes left", thrown.getMessage());
  }
}
