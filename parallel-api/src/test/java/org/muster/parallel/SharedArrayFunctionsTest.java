package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A function for each element of a shared array")
@Timeout(120)
class SharedArrayFunctionsTest {

  @Test
  void replaces_what_is_there() {
    try (var doubles = SharedArray.copyOf(new double[] {1, -2, 3});
        var floats = SharedArray.copyOf(new float[] {1, -2, 3});
        var longs = SharedArray.copyOf(new long[] {1, -2, 1L << 40});
        var ints = SharedArray.copyOf(new int[] {1, -2, 3});
        var bytes = SharedArray.copyOf(new byte[] {1, -2, 3})) {
      doubles.replaceAll(each -> each * 0.5 + 1);
      floats.replaceAll(each -> each * 0.5 + 1);
      longs.replaceAll(each -> each * 3);
      ints.replaceAll(each -> each * 3);
      bytes.replaceAll(each -> each * 3);
      assertArrayEquals(new double[] {1.5, 0, 2.5}, doubles.toArray());
      assertArrayEquals(new float[] {1.5f, 0, 2.5f}, floats.toArray());
      assertArrayEquals(new long[] {3, -6, 3L << 40}, longs.toArray());
      assertArrayEquals(new int[] {3, -6, 9}, ints.toArray());
      assertArrayEquals(new byte[] {3, -6, 9}, bytes.toArray());
    }
  }

  @Test
  void makes_an_element_of_its_index() {
    try (var doubles = SharedArray.ofDoubles(3);
        var floats = SharedArray.ofFloats(3);
        var longs = SharedArray.ofLongs(3);
        var ints = SharedArray.ofInts(3);
        var bytes = SharedArray.ofBytes(3)) {
      doubles.setAll(i -> i + 0.5);
      floats.setAll(i -> i + 0.5);
      longs.setAll(i -> i << 40);
      ints.setAll(i -> (int) -i);
      bytes.setAll(i -> (int) -i);
      assertArrayEquals(new double[] {0.5, 1.5, 2.5}, doubles.toArray());
      assertArrayEquals(new float[] {0.5f, 1.5f, 2.5f}, floats.toArray());
      assertArrayEquals(new long[] {0, 1L << 40, 2L << 40}, longs.toArray());
      assertArrayEquals(new int[] {0, -1, -2}, ints.toArray());
      assertArrayEquals(new byte[] {0, -1, -2}, bytes.toArray());
    }
  }

  @Test
  void keeps_what_the_element_has_room_for() {
    try (var floats = SharedArray.ofFloats(1);
        var bytes = SharedArray.ofBytes(1)) {
      floats.replaceAll(_ -> 0.1);
      bytes.replaceAll(_ -> 0x17f);
      assertEquals(0.1f, floats.get(0));
      assertEquals(0x7f, bytes.get(0));
    }
  }

  @Test
  void changes_only_the_slice_whose_indices_begin_at_0() {
    try (var x = SharedArray.copyOf(new double[] {5, 5, 5, 5})) {
      x.slice(1, 3).setAll(i -> i);
      x.slice(2, 4).replaceAll(each -> -each);
      assertArrayEquals(new double[] {5, 0, -1, -5}, x.toArray());
    }
  }

  @Test
  void may_be_the_tenth_one_and_be_used_again() {
    List<DoubleUnaryOperator> functions =
        List.of(e -> e + 1, e -> e + 2, e -> e + 3, Math::sqrt, Math::abs, e -> e * e);
    try (var x = SharedArray.ofDoubles(1_000)) {
      for (DoubleUnaryOperator each : functions) {
        x.replaceAll(each);
      }
      for (double k = 0; k < 100; k++) {
        double captured = k;
        x.replaceAll(e -> e + captured);
      }
      assertEquals(1_000 * (6.0 + 4_950), x.sum(), 1e-3);
    }
  }

  @Test
  void is_not_called_where_there_is_no_element() {
    try (var x = SharedArray.ofLongs(0)) {
      x.replaceAll(_ -> fail());
      x.setAll(_ -> fail());
      assertEquals(0, x.length());
    }
  }

  private static long fail() {
    throw new AssertionError("called");
  }

  @Test
  void that_throws_ends_the_loop_there() {
    var failure = new ArithmeticException();
    LongToDoubleFunction untilTwo =
        i -> {
          if (i == 2) {
            throw failure;
          }
          return 7;
        };
    try (var x = SharedArray.ofDoubles(4)) {
      assertSame(failure, assertThrows(ArithmeticException.class, () -> x.setAll(untilTwo)));
      assertArrayEquals(new double[] {7, 7, 0, 0}, x.toArray());
    }
  }

  @Test
  void that_closes_the_array_is_told() {
    var x = SharedArray.ofInts(4);
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                x.replaceAll(each -> {
                  x.close();
                  return each;
                }));
    assertTrue(e.getMessage().contains("is closed in this process"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> x.setAll(i -> (int) i));
  }
}
