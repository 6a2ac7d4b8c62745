package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A forecast")
class ForecastTest {

  private static final double MILLI = 1e6;

  /// @param moving an item and its result, in nanoseconds
  private static Forecast computing(long items, double task, double moving) {
    return new Forecast(items, task, 1, moving, 0, 0, 4);
  }

  private static double speedUp(Forecast forecast, int workers) {
    return forecast.speedUp(forecast.workers(workers));
  }

  @Test
  void is_a_share_of_long_tasks_for_each_worker() {
    Forecast forecast = computing(100, 10 * MILLI, 0);
    assertEquals(1, speedUp(forecast, 1), 0.01);
    assertEquals(2, speedUp(forecast, 2), 0.01);
    assertEquals(4, speedUp(forecast, 4), 0.01);
  }

  @Test
  void counts_whole_items() {
    assertEquals(5.0 / 2, speedUp(computing(5, 10 * MILLI, 0), 4), 0.01);
  }

  @Test
  void knows_that_computing_needs_processors_and_waiting_does_not() {
    assertEquals(4, speedUp(computing(160, 10 * MILLI, 0), 16), 0.01);
    assertEquals(16, speedUp(new Forecast(160, 10 * MILLI, 0.1, 0, 0, 0, 4), 16), 0.01);
    assertEquals(4, speedUp(new Forecast(1600, 10 * MILLI, 0.1, 0, 0, 0, 4), 4), 0.01);
  }

  @Test
  void is_bounded_by_what_the_caller_moves() {
    Forecast forecast = computing(1000, 100_000, 100_000);
    assertEquals(1 / 1.5, speedUp(forecast, 1), 0.01);
    assertEquals(1 / 0.75, speedUp(forecast, 2), 0.01);
    assertEquals(2, speedUp(forecast, 4), 0.01, "all processors move and compute");
    assertTrue(speedUp(computing(1000, 10_000, 100_000), 4) < 0.2);
  }

  @Test
  void is_bounded_by_what_can_be_sent() {
    assertEquals(0.78, speedUp(new Forecast(4000, 10_000, 1, 400, 16_000, 0, 4), 4), 0.02);
  }

  @Test
  void says_that_a_pool_is_slower_where_there_is_next_to_nothing_to_do() {
    assertTrue(speedUp(computing(1_000_000, 2, 20), 4) < 0.1);
    assertEquals(
        0.01, speedUp(new Forecast(1, 1000, 1, 0, 0, 99_000, 4), 1), 0.001, "a round trip");
  }

  @Test
  void of_threads_moves_nothing() {
    Forecast forecast = computing(1000, 100_000, 100_000);
    assertEquals(4, forecast.speedUp(forecast.threads(4)), 0.01);
    assertEquals(4, forecast.speedUp(forecast.threads(64)), 0.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 64, 1000})
  void rests_on_items_from_all_over_the_list(int size) {
    List<Long> order = new ArrayList<>();
    Sample.of(range(size)).forEachRemaining(item -> order.add(item.index()));
    assertEquals(size, order.size());
    assertEquals(size, new HashSet<>(order).size());
    for (int taken = 8; taken <= size; taken *= 2) {
      double mean = order.subList(0, taken).stream().mapToLong(each -> each).average().orElse(0);
      assertEquals(0.5, mean / size, 0.1, "the mean of " + taken);
    }
  }
}
