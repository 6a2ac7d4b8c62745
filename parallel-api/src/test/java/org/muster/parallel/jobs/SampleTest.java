package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.Range;

@DisplayName("A sample")
class SampleTest {

  private static List<Long> order(Iterable<?> items) {
    List<Long> order = new ArrayList<>();
    Sample.of(items).forEachRemaining(item -> order.add(item.index()));
    return order;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 64, 1000, 1_000_000})
  void rests_on_items_from_all_over_the_list(int size) {
    List<Long> order = order(range(size));
    assertEquals(size, order.size());
    assertEquals(size, new HashSet<>(order).size());
    for (int taken = 8; taken <= size; taken *= 2) {
      double mean = order.subList(0, taken).stream().mapToLong(each -> each).average().orElse(0);
      assertEquals(0.5, mean / size, 0.1, "the mean of " + taken);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7})
  void has_its_share_of_the_multiples_of_a_number(int divisor) {
    List<Long> some = order(range(210_000)).subList(0, 2_100);
    double multiples = some.stream().filter(i -> i % divisor == 0).count();
    assertEquals(2_100.0 / divisor, multiples, 210.0 / divisor);
  }

  @Test
  void of_what_is_no_list_is_its_beginning() {
    var items = new LinkedHashSet<>(List.of("a", "b", "c"));
    assertEquals(List.of(0L, 1L, 2L), order(items));
    Sample.Part part = Sample.of(items, List.of("a", "b"), 3);
    assertEquals(List.of("a", "b", "a"), part.items());
    assertEquals(0, part.index().applyAsLong(2));
  }

  @Test
  void of_all_is_all_in_their_order() {
    assertEquals(List.of("c", "a", "b"), Sample.of(List.of("c", "a", "b"), List.of(), 3).items());
    List<Integer> range = range(5);
    assertSame(range, Sample.of(range, List.of(), 5).items());
  }

  @Test
  void of_a_range_is_a_range_because_it_travels_as_one() {
    Sample.Part part = Sample.of(range(10_000), List.of(), 5_000);
    assertInstanceOf(Range.class, part.items());
    assertEquals(range(2_500, 7_500), part.items());
    assertEquals(2_500, part.index().applyAsLong(0));
  }

  @Test
  void begins_with_what_was_tried_one_after_the_other() {
    List<Integer> items = List.copyOf(range(100, 200));
    List<Long> order = order(items);
    Sample.Part part = Sample.of(items, List.of(), 10);
    for (int i = 0; i < 10; i++) {
      assertEquals(order.get(i), part.index().applyAsLong(i));
      assertEquals(100 + order.get(i), (int) (Integer) part.items().get(i));
    }
  }
}
