package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Tasks of one pool that wait for each other")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WaitingTasksTest {

  private static final int WORKERS = 3;

  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(WORKERS);
  }

  @AfterAll
  static void close() {
    pool.terminate();
  }

  /// All are submitted before the first is waited for.
  private static int outcomes(int calls, IntFunction<Call<Integer>> call) throws Exception {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      futures.add(pool.submit(call.apply(i)));
    }
    int outcomes = 0;
    for (Future<Integer> future : futures) {
      int _ = future.get();
      outcomes++;
    }
    return outcomes;
  }

  @Test
  void meet_if_there_are_as_many_calls_as_workers_also_while_these_start() throws Exception {
    try (var fresh = Pool.of(2);
        var barrier = SharedBarrier.of(2)) {
      Future<Integer> first = fresh.submit(() -> barrier.await());
      Future<Integer> second = fresh.submit(() -> barrier.await());
      assertEquals(1, first.get() + second.get());
    }
  }

  @Test
  void meet_again_and_again_although_short_calls_travel_together() throws Exception {
    assertEquals(3000, outcomes(3000, i -> () -> i));
    try (var barrier = SharedBarrier.of(WORKERS)) {
      assertEquals(20 * WORKERS, outcomes(20 * WORKERS, _ -> () -> barrier.await()));
    }
  }

  @Test
  void do_not_hold_up_the_calls_that_came_in_the_same_message() throws Exception {
    try (var latch = SharedLatch.of(1)) {
      IntFunction<Call<Integer>> call =
          i ->
              () -> {
                if (i == 10 || i == 700) {
                  latch.await();
                } else if (i == 1499) {
                  latch.countDown();
                }
                return i;
              };
      assertEquals(1500, outcomes(1500, call));
    }
  }

  @Test
  void meet_as_items_with_a_chunk_size_of_1() {
    try (var barrier = SharedBarrier.of(WORKERS)) {
      int rounds = 20;
      List<Integer> places = pool.map(_ -> barrier.await(), range(rounds * WORKERS), 1);
      assertEquals(rounds, places.stream().filter(place -> place == 0).count());
    }
  }
}
