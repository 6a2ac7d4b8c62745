package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.jobs.Forecast.Rate;

@DisplayName("A forecast")
class ForecastTest {

  private static final double MILLI = 1e6;

  private static Forecast of(long items, double call, Rate... rates) {
    return new Forecast(items, 10 * MILLI, 1, 4, 1, call, List.of(rates));
  }

  private static double speedUp(Forecast forecast, int workers) {
    return forecast.speedUp(forecast.workers(workers));
  }

  @Test
  void says_what_was_tried() {
    Forecast forecast =
        of(1000, 0, new Rate(1, 20 * MILLI), new Rate(2, 8 * MILLI), new Rate(4, 5 * MILLI));
    assertEquals(0.5, speedUp(forecast, 1), 1e-9);
    assertEquals(1.25, speedUp(forecast, 2), 1e-9);
    assertEquals(2, speedUp(forecast, 4), 1e-9);
  }

  @Test
  void takes_the_middle_between_two_numbers_of_workers_that_were_tried() {
    Forecast forecast = of(1_000_000, 0, new Rate(2, 10 * MILLI), new Rate(4, 5 * MILLI));
    assertEquals(1.5, speedUp(forecast, 3), 0.001);
    assertEquals(0.5, speedUp(forecast, 1), 0.001, "half of two");
    assertEquals(2, speedUp(forecast, 100), 0.001, "nothing is known of more");
  }

  @Test
  void counts_whole_rounds() {
    Forecast forecast = of(5, 0, new Rate(1, 10 * MILLI), new Rate(4, 2.5 * MILLI));
    assertEquals(5.0 / 2, speedUp(forecast, 4), 0.001);
  }

  @Test
  void has_a_call_in_it_that_few_items_have_to_pay() {
    assertEquals(0.1, speedUp(of(1, 90 * MILLI, new Rate(1, 10 * MILLI)), 1), 0.001);
    assertEquals(1, speedUp(of(100_000, 90 * MILLI, new Rate(1, 10 * MILLI)), 1), 0.001);
  }

  @Test
  void of_threads_needs_processors_for_what_computes() {
    Forecast computing = of(1000, 0, new Rate(1, 10 * MILLI));
    assertEquals(4, computing.speedUp(computing.threads(4)), 0.01);
    assertEquals(4, computing.speedUp(computing.threads(64)), 0.01);
    var waiting = new Forecast(6400, 10 * MILLI, 0.01, 4, 1, 0, List.of(new Rate(1, 10 * MILLI)));
    assertEquals(64, waiting.speedUp(waiting.threads(64)), 0.01);
  }

  @Test
  void of_threads_knows_that_busy_processors_slow_each_other() {
    var forecast = new Forecast(1000, 10 * MILLI, 1, 4, 2, 0, List.of(new Rate(1, 10 * MILLI)));
    assertEquals(2, forecast.speedUp(forecast.threads(4)), 0.01);
    assertEquals(1, forecast.speedUp(forecast.threads(1)), 0.01);
  }

  @Test
  void of_nothing_is_neither_quicker_nor_slower() {
    assertEquals(1, speedUp(of(0, 1, new Rate(1, 10 * MILLI)), 1));
  }

  @Test
  void of_threads_has_its_price_for_tiny_tasks() {
    var forecast = new Forecast(1_000_000, 1, 1, 4, 1, 0, List.of(new Rate(1, 10)));
    assertTrue(forecast.speedUp(forecast.threads(4)) < 0.1);
  }
}
