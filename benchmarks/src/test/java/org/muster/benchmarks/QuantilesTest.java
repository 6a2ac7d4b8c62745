package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Order statistics")
class QuantilesTest {

  @Test
  void have_the_middle_of_an_odd_number_as_median() {
    assertEquals(3, Quantiles.median(List.of(9L, 1L, 3L, 4L, 2L)));
    assertEquals(7, Quantiles.median(List.of(7L)));
  }

  @Test
  void have_the_mean_of_the_middle_two_as_median_of_an_even_number() {
    assertEquals(25, Quantiles.median(List.of(40L, 10L, 30L, 20L)));
    assertEquals(Long.MAX_VALUE, Quantiles.median(List.of(Long.MAX_VALUE, Long.MAX_VALUE)));
  }

  @ParameterizedTest(name = "p{0} of 1..200 is {1}")
  @CsvSource({"1, 2", "50, 100", "99, 198", "100, 200"})
  void take_percentiles_by_nearest_rank(int percent, long expected) {
    List<Long> values = LongStream.rangeClosed(1, 200).map(i -> 201 - i).boxed().toList();
    assertEquals(expected, Quantiles.percentile(values, percent));
  }

  @Test
  void give_the_largest_of_few_values_as_p99() {
    assertEquals(5, Quantiles.percentile(List.of(5L, 1L, 2L), 99));
    assertEquals(1, Quantiles.percentile(List.of(1L), 1));
  }

  @Test
  void refuse_nothing_and_impossible_percentiles() {
    assertThrows(IllegalArgumentException.class, () -> Quantiles.median(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Quantiles.percentile(List.of(1L), 0));
    assertThrows(IllegalArgumentException.class, () -> Quantiles.percentile(List.of(1L), 101));
  }
}
