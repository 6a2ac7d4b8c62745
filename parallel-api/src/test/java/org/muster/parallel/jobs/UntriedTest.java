package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.jobs.Forecast.Rate;

@DisplayName("What is assumed of a pool that was not tried")
class UntriedTest {

  private static final double MILLI = 1e6;

  /// @param moving an item and its result, in nanoseconds
  private static double speedUp(double task, double moving, int workers) {
    return task / new Untried(task, 1, moving, 0, 4).itemNanos(workers);
  }

  @Test
  void is_a_share_of_long_tasks_for_each_worker() {
    assertEquals(1, speedUp(10 * MILLI, 0, 1), 0.01);
    assertEquals(2, speedUp(10 * MILLI, 0, 2), 0.01);
    assertEquals(4, speedUp(10 * MILLI, 0, 4), 0.01);
  }

  @Test
  void is_that_computing_needs_processors_and_waiting_does_not() {
    assertEquals(4, speedUp(10 * MILLI, 0, 16), 0.01);
    assertEquals(16, 10 * MILLI / new Untried(10 * MILLI, 0.1, 0, 0, 4).itemNanos(16), 0.01);
  }

  @Test
  void is_that_the_caller_moves_what_all_of_them_need() {
    assertEquals(1 / 1.5, speedUp(100_000, 100_000, 1), 0.01);
    assertEquals(1 / 0.75, speedUp(100_000, 100_000, 2), 0.01);
    assertEquals(2, speedUp(100_000, 100_000, 4), 0.01, "all processors move and compute");
    assertTrue(speedUp(10_000, 100_000, 4) < 0.2);
  }

  @Test
  void is_that_no_more_can_be_sent_than_the_way_carries() {
    assertEquals(0.78, 10_000 / new Untried(10_000, 1, 400, 16_000, 4).itemNanos(4), 0.02);
  }

  @Test
  void is_that_a_pool_is_slower_where_there_is_next_to_nothing_to_do() {
    assertTrue(speedUp(2, 20, 4) < 0.1);
  }

  @Test
  void is_told_for_each_number_of_workers() {
    assertEquals(
        List.of(new Rate(1, 100_000), new Rate(2, 50_000)),
        new Untried(100_000, 1, 0, 0, 4).rates(List.of(1, 2)));
  }
}
