package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shared array")
@Timeout(120)
class SharedArrayTest {

  static Stream<SharedArray> one_of_each() {
    return Stream.of(
        SharedArray.copyOf(new double[] {1, 2, 3, 4}),
        SharedArray.copyOf(new float[] {1, 2, 3, 4}),
        SharedArray.copyOf(new long[] {1, 2, 3, 4}),
        SharedArray.copyOf(new int[] {1, 2, 3, 4}),
        SharedArray.copyOf(new byte[] {1, 2, 3, 4}));
  }

  /// Reads elements whatever their type.
  static double get(SharedArray array, long i) {
    return switch (array) {
      case SharedArray.Doubles a -> a.get(i);
      case SharedArray.Floats a -> a.get(i);
      case SharedArray.Longs a -> a.get(i);
      case SharedArray.Ints a -> a.get(i);
      case SharedArray.Bytes a -> a.get(i);
    };
  }

  static void set(SharedArray array, long i, int value) {
    switch (array) {
      case SharedArray.Doubles a -> a.set(i, value);
      case SharedArray.Floats a -> a.set(i, value);
      case SharedArray.Longs a -> a.set(i, value);
      case SharedArray.Ints a -> a.set(i, value);
      case SharedArray.Bytes a -> a.set(i, (byte) value);
    }
  }

  static double getAndAdd(SharedArray array, long i, int delta) {
    return switch (array) {
      case SharedArray.Doubles a -> a.getAndAdd(i, delta);
      case SharedArray.Floats a -> a.getAndAdd(i, delta);
      case SharedArray.Longs a -> a.getAndAdd(i, delta);
      case SharedArray.Ints a -> a.getAndAdd(i, delta);
      case SharedArray.Bytes a -> a.getAndAdd(i, (byte) delta);
    };
  }

  static boolean compareAndSet(SharedArray array, long i, int expected, int value) {
    return switch (array) {
      case SharedArray.Doubles a -> a.compareAndSet(i, expected, value);
      case SharedArray.Floats a -> a.compareAndSet(i, expected, value);
      case SharedArray.Longs a -> a.compareAndSet(i, expected, value);
      case SharedArray.Ints a -> a.compareAndSet(i, expected, value);
      case SharedArray.Bytes a -> a.compareAndSet(i, (byte) expected, (byte) value);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("one_of_each")
  void holds_what_was_set(SharedArray array) {
    try (array) {
      set(array, 2, 9);
      assertEquals(9, get(array, 2));
      assertEquals(4, array.length());
      assertTrue(array.toString().matches("SharedArray\\.\\w+ of 4 \\[1.*, 2.*, 9.*, 4.*]"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("one_of_each")
  void adds_and_compares_in_one_step_also_in_a_slice(SharedArray array) {
    try (array) {
      SharedArray slice = array.slice(1, 4);
      assertEquals(3, getAndAdd(slice, 1, -5));
      assertEquals(-2, get(array, 2));
      assertFalse(compareAndSet(slice, 2, 3, 7));
      assertTrue(compareAndSet(slice, 2, 4, 7));
      assertEquals(7, get(array, 3));
      assertEquals(1, get(array, 0));
      assertEquals(2, get(array, 1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("one_of_each")
  void loses_no_addition_of_two_threads(SharedArray array) throws Exception {
    try (array;
        var threads = Executors.newFixedThreadPool(2)) {
      set(array, 1, 0);
      set(array, 3, 0);
      Callable<Boolean> adding =
          () -> {
            for (int i = 0; i < 50_000; i++) {
              var _ = getAndAdd(array, 1, 1);
              var _ = getAndAdd(array, 3, -1);
            }
            return true;
          };
      var first = threads.submit(adding);
      assertTrue(adding.call() && first.get());
      boolean bytes = array instanceof SharedArray.Bytes;
      assertEquals(bytes ? (byte) 100_000 : 100_000, get(array, 1));
      assertEquals(bytes ? (byte) -100_000 : -100_000, get(array, 3));
      assertEquals(3, get(array, 2));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("one_of_each")
  void refuses_indices_that_it_does_not_have(SharedArray array) {
    try (array) {
      for (long i : new long[] {-1, 4, 1L << 61, Long.MAX_VALUE, Long.MIN_VALUE}) {
        var e = assertThrows(IndexOutOfBoundsException.class, () -> get(array, i));
        assertEquals("Index %d out of bounds for length 4".formatted(i), e.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> set(array, i, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> getAndAdd(array, i, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> compareAndSet(array, i, 1, 1));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> array.slice(2, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> array.slice(0, 5));
      assertThrows(IndexOutOfBoundsException.class, () -> array.slice(1, 3).slice(0, 3));
    }
  }

  @Test
  void refuses_int_indices_as_it_does_long_ones() {
    try (var doubles = SharedArray.ofDoubles(4);
        var bytes = SharedArray.ofBytes(4).slice(1, 3)) {
      for (int i : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        var e = assertThrows(IndexOutOfBoundsException.class, () -> doubles.get(i));
        assertEquals("Index %d out of bounds for length 4".formatted(i), e.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> doubles.set(i, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> doubles.getVolatile(i));
        assertThrows(IndexOutOfBoundsException.class, () -> doubles.setVolatile(i, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.get(i));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> bytes.get(2));
    }
    SharedArray.Doubles doubles = SharedArray.ofDoubles(4);
    doubles.close();
    var e = assertThrows(IllegalStateException.class, () -> doubles.get(0));
    assertTrue(e.getMessage().startsWith("the SharedArray of doubles is closed"), e.getMessage());
    e = assertThrows(IllegalStateException.class, () -> doubles.set(0, 1));
    assertTrue(e.getMessage().startsWith("the SharedArray of doubles is closed"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> doubles.getVolatile(0));
  }

  @Test
  void has_the_same_elements_by_int_and_by_long_indices_and_in_one_step_or_in_order() {
    var all =
        new SharedArray[] {
          SharedArray.ofDoubles(40),
          SharedArray.ofFloats(40),
          SharedArray.ofLongs(40),
          SharedArray.ofInts(40),
          SharedArray.ofBytes(40)
        };
    for (SharedArray whole : all) {
      try (whole) {
        switch (whole.slice(3, 33)) {
          case SharedArray.Doubles a -> {
            a.set(29, -1.5);
            a.setVolatile(2, a.get(29L) * 2);
            assertEquals(-3, a.get(2));
            assertEquals(-1.5, a.getVolatile(29));
          }
          case SharedArray.Floats a -> {
            a.set(29, -1.5f);
            a.setVolatile(2, a.get(29L) * 2);
            assertEquals(-3, a.get(2));
            assertEquals(-1.5f, a.getVolatile(29));
          }
          case SharedArray.Longs a -> {
            a.set(29, -1L << 40);
            a.setVolatile(2, a.get(29L) * 2);
            assertEquals(-1L << 41, a.get(2));
            assertEquals(-1L << 40, a.getVolatile(29));
          }
          case SharedArray.Ints a -> {
            a.set(29, -1 << 20);
            a.setVolatile(2, a.get(29L) * 2);
            assertEquals(-1 << 21, a.get(2));
            assertEquals(-1 << 20, a.getVolatile(29));
          }
          case SharedArray.Bytes a -> {
            a.set(29, (byte) -2);
            a.setVolatile(2, (byte) (a.get(29L) * 2));
            assertEquals(-4, a.get(2));
            assertEquals(-2, a.getVolatile(29));
          }
        }
        assertTrue(get(whole, 5) < get(whole, 32));
        assertEquals(0, get(whole, 31));
      }
    }
  }

  @Test
  void hands_elements_over_in_order() throws Exception {
    int items = 20_000;
    try (var array = SharedArray.ofLongs(2);
        var threads = Executors.newFixedThreadPool(1)) {
      var writing =
          threads.submit(() -> {
            for (int i = 1; i <= items; i++) {
              while (array.getVolatile(1) != 0) {
                Thread.onSpinWait();
              }
              array.set(0, i * 3L);
              array.setVolatile(1, i);
            }
          });
      for (int i = 1; i <= items; i++) {
        while (array.getVolatile(1) != i) {
          assertFalse(writing.isDone() && array.getVolatile(1) != i);
          Thread.onSpinWait();
        }
        assertEquals(i * 3L, array.get(0));
        array.setVolatile(1, 0);
      }
      assertEquals(null, writing.get());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("one_of_each")
  void says_that_it_is_closed(SharedArray array) {
    SharedArray slice = array.slice(0, 2);
    slice.close();
    assertEquals(1, get(array, 0));
    array.close();
    array.close();
    for (SharedArray each : new SharedArray[] {array, slice}) {
      for (var use :
          new Runnable[] {
            () -> get(each, 0),
            () -> set(each, 0, 1),
            () -> getAndAdd(each, 0, 1),
            () -> compareAndSet(each, 0, 1, 1),
            each::segment,
            () -> travelled(each),
          }) {
        var e = assertThrows(IllegalStateException.class, use::run);
        assertTrue(e.getMessage().matches("the SharedArray of \\w+ is closed .*"), e.getMessage());
      }
      assertTrue(each.toString().endsWith("(closed)"));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T travelled(T object) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void arrives_in_its_own_process_as_the_very_object() {
    try (var array = SharedArray.ofInts(10)) {
      assertSame(array, travelled(array));
      SharedArray.Ints slice = travelled(array.slice(2, 8).slice(1, 3));
      array.set(3, 42);
      assertEquals(42, slice.get(0));
      assertEquals(2, slice.length());
    }
  }

  @Test
  void whose_handle_arrives_when_every_process_has_closed_it_is_refused() throws Exception {
    var array = SharedArray.ofInts(10);
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(array);
    }
    array.close();
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      var e = assertThrows(InvalidObjectException.class, in::readObject);
      assertTrue(
          e.getMessage()
              .startsWith("a SharedArray of ints was closed by every process that had it"),
          e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 2047, 2048, 2049, 100_003})
  void works_on_all_elements_as_loops_over_arrays_do(int length) {
    double[] x = new Random(7).doubles(length, -1, 1).toArray();
    double[] y = new Random(8).doubles(length, -1, 1).toArray();
    try (var a = SharedArray.copyOf(x);
        var b = SharedArray.copyOf(y)) {
      assertEquals(Arrays.stream(x).sum(), a.sum(), 1e-9);
      assertEquals(Arrays.stream(x).min().orElseThrow(), a.min());
      assertEquals(Arrays.stream(x).max().orElseThrow(), a.max());
      assertArrayEquals(x, a.stream().toArray());
      a.addScaled(3, b);
      for (int i = 0; i < length; i++) {
        x[i] += 3 * y[i];
      }
      assertArrayEquals(x, a.toArray());
      a.scale(0.5);
      assertEquals(x[length - 1] * 0.5, a.get(length - 1));
      a.copyFrom(b);
      assertArrayEquals(y, a.toArray());
      a.sort();
      Arrays.sort(y);
      assertArrayEquals(y, a.toArray());
      a.fill(2.5);
      assertEquals(2.5 * length, a.sum());
    }
  }

  @Test
  void works_on_all_elements_of_every_type() {
    int[] numbers = new Random(9).ints(5000, -100, 100).toArray();
    long sum = Arrays.stream(numbers).sum();
    int[] sorted = numbers.clone();
    Arrays.sort(sorted);
    one_of_each()
        .forEach(small -> {
          small.close();
          try (SharedArray array = like(small, numbers.length)) {
            for (int i = 0; i < numbers.length; i++) {
              set(array, i, numbers[i]);
            }
            switch (array) {
              case SharedArray.Doubles a -> {
                assertEquals((double) sum, a.sum());
                assertEquals(sorted[0], a.min());
                assertEquals(sorted[4999], a.max());
                a.sort();
              }
              case SharedArray.Floats a -> {
                assertEquals((double) sum, a.sum());
                assertEquals(sorted[0], a.min());
                assertEquals(sorted[4999], a.max());
                a.sort();
              }
              case SharedArray.Longs a -> {
                assertEquals(sum, a.sum());
                assertEquals(sorted[0], a.min());
                assertEquals(sorted[4999], a.max());
                a.sort();
              }
              case SharedArray.Ints a -> {
                assertEquals(sum, a.sum());
                assertEquals(sorted[0], a.min());
                assertEquals(sorted[4999], a.max());
                a.sort();
              }
              case SharedArray.Bytes a -> {
                assertEquals(sum, a.sum());
                assertEquals(sorted[0], a.min());
                assertEquals(sorted[4999], a.max());
                a.sort();
              }
            }
            for (int i = 0; i < sorted.length; i++) {
              assertEquals(sorted[i], get(array, i));
            }
          }
        });
  }

  private static SharedArray like(SharedArray other, long length) {
    return switch (other) {
      case SharedArray.Doubles _ -> SharedArray.ofDoubles(length);
      case SharedArray.Floats _ -> SharedArray.ofFloats(length);
      case SharedArray.Longs _ -> SharedArray.ofLongs(length);
      case SharedArray.Ints _ -> SharedArray.ofInts(length);
      case SharedArray.Bytes _ -> SharedArray.ofBytes(length);
    };
  }

  @Test
  void sorts_a_part_and_more_than_fits_on_the_heap_at_once() {
    int length = 3 << 20;
    long[] expected = new Random(3).longs(length, 0, 1 << 20).toArray();
    try (var array = SharedArray.copyOf(expected)) {
      array.slice(100, length - 100).sort();
      Arrays.sort(expected, 100, length - 100);
      assertArrayEquals(expected, array.toArray());
      array.fill(7);
      array.sort();
      assertEquals(7, array.get(length / 2));
      for (int i = 0; i < length; i++) {
        array.set(i, length - i);
      }
      array.sort();
      for (int i = 0; i < length; i += 997) {
        assertEquals(i + 1, array.get(i));
      }
    }
  }

  @Test
  void sorts_what_is_no_number_to_the_end() {
    double negativeNaN = Double.longBitsToDouble(0xfff8000000000001L);
    double[] some = {
      Double.NaN, 1, -0.0, 0.0, negativeNaN, -1, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
    };
    float[] others = {Float.NaN, 1, -0.0f, 0.0f, -1, Float.NEGATIVE_INFINITY, -Float.MIN_VALUE};
    try (var array = SharedArray.copyOf(some);
        var floats = SharedArray.copyOf(others)) {
      assertTrue(Double.isNaN(array.min()) && Double.isNaN(array.max()));
      array.sort();
      floats.sort();
      Arrays.sort(some);
      Arrays.sort(others);
      assertArrayEquals(some, array.toArray());
      assertArrayEquals(others, floats.toArray());
    }
  }

  @Test
  void refuses_lengths_that_do_not_fit_each_other() {
    try (var array = SharedArray.ofInts(3);
        var other = SharedArray.ofInts(4)) {
      var e = assertThrows(IllegalArgumentException.class, () -> array.copyFrom(new int[4]));
      assertEquals("the array has 3 elements, and the other has 4", e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> array.copyTo(new int[2]));
      assertThrows(IllegalArgumentException.class, () -> array.copyFrom(other));
      assertThrows(IllegalArgumentException.class, () -> array.addScaled(1, other));
      other.copyFrom(new int[] {1, 2, 3, 4});
      other.slice(1, 4).copyFrom(other.slice(0, 3));
      assertArrayEquals(new int[] {1, 1, 2, 3}, other.toArray());
    }
  }

  @Test
  void may_be_empty() {
    try (var none = SharedArray.ofDoubles(0)) {
      assertEquals(0, none.sum());
      assertEquals(0, none.toArray().length);
      none.sort();
      none.fill(1);
      assertThrows(NoSuchElementException.class, none::min);
      assertEquals("SharedArray.Doubles of 0 []", none.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> SharedArray.ofInts(-1));
    assertThrows(IllegalArgumentException.class, () -> SharedArray.ofInts(Long.MAX_VALUE));
  }

  @Test
  void shows_that_there_is_more() {
    try (var many = SharedArray.ofBytes(11)) {
      assertEquals("SharedArray.Bytes of 11 [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, …]", many.toString());
    }
  }

  @Test
  void may_have_more_than_2_GB() {
    long length = (3L << 30) + 5; // of which only the pages that are touched are given out
    try (var array = SharedArray.ofBytes(length)) {
      array.set(length - 1, (byte) 42);
      assertEquals(42, array.get(length - 1));
      assertEquals(42, array.slice(length - 10, length).sum());
      assertEquals(0, array.getAndAdd(5L << 29, (byte) 3));
      assertEquals(3, array.get(5L << 29));
      assertEquals(length, array.length());
      array.set(7, (byte) 9); // by an int index
      assertEquals(9, array.get(7));
      assertEquals(9, array.slice(5, 2_000_000_000).get(2));
      assertThrows(IllegalStateException.class, array::toArray);
    }
  }

  @Test
  void larger_than_the_memory_that_is_there_is_refused_with_figures() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> SharedArray.ofDoubles(1L << 50).close());
    assertTrue(
        e.getMessage()
            .matches("a SharedArray of doubles of 9\\.0 PB cannot be made: .* [\\d.]+ [GM]B.*"),
        e.getMessage());
  }

  @Test
  void gives_its_segment_to_everything_that_works_on_one() {
    MemorySegment segment = SharedArray.copyOf(new int[] {1, 2, 3}).segment();
    System.gc();
    assertEquals(3, segment.getAtIndex(ValueLayout.JAVA_INT, 2));
  }

  @Test
  void is_closed_while_another_thread_reads_it_without_harm() throws Exception {
    var array = SharedArray.ofDoubles(1000);
    try (var threads = Executors.newFixedThreadPool(1)) {
      var reading =
          threads.submit(() -> {
            double sum = 0;
            while (true) {
              sum += array.sum() + array.get(5);
              assertEquals(0, sum);
            }
          });
      Thread.sleep(20);
      array.close();
      var e = assertThrows(java.util.concurrent.ExecutionException.class, reading::get);
      assertTrue(e.getCause().getMessage().contains("is closed"), e.toString());
    }
  }

  @Test
  void of_two_dimensions_has_rows_and_columns_without_copying() {
    try (var m = SharedMatrix.ofDoubles(3, 4)) {
      m.set(1, 2, 5);
      assertEquals(5, m.row(1).get(2));
      m.row(2).fill(1);
      assertEquals(6, m.column(2).sum());
      m.column(0).copyFrom(new double[] {7, 8, 9});
      assertArrayEquals(new double[] {7, 8, 9}, m.column(0).toArray());
      assertEquals(7, m.getAndAdd(0, 0, 1));
      assertArrayEquals(new double[][] {{8, 0, 0, 0}, {8, 0, 5, 0}, {9, 1, 1, 1}}, m.toArray());
      assertThrows(IndexOutOfBoundsException.class, () -> m.get(0, 4));
      assertThrows(IndexOutOfBoundsException.class, () -> m.get(3, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> m.column(4));
      assertThrows(IndexOutOfBoundsException.class, () -> m.row(-1));
      assertTrue(m.toString().startsWith("SharedMatrix of 3 x 4\n  [8.0, 0.0, 0.0, 0.0]\n"));
      assertSame(m, travelled(m));
      assertEquals(5, travelled(m.row(1)).get(2));
      assertEquals(5, travelled(m.column(2)).get(1));
    }
    SharedMatrix closed = SharedMatrix.ofDoubles(1, 1);
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.get(0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> SharedMatrix.copyOf(new double[][] {{1}, {1, 2}}));
    assertThrows(IllegalArgumentException.class, () -> SharedMatrix.ofDoubles(1L << 40, 1L << 40));
    try (var copy = SharedMatrix.copyOf(new double[][] {{1, 2}, {3, 4}})) {
      assertEquals(10, copy.elements().sum());
    }
  }
}
