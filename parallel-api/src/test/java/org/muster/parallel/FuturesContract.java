package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What every kind of pool promises of very many calls.
@DisplayName("Many futures of a pool")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class FuturesContract {

  protected Pool pool = Pool.sequential();

  protected abstract Pool open();

  @BeforeAll
  final void openPool() {
    pool = open();
  }

  @AfterAll
  final void closePool() {
    pool.close();
  }

  @Test
  void each_give_the_result_of_their_own_call() throws Exception {
    List<CompletableFuture<String>> futures = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      int number = i;
      String text = i % 3 == 0 ? null : "n" + i;
      futures.add(pool.submit(() -> text + "/" + number));
    }
    for (int i = 0; i < futures.size(); i++) {
      assertEquals((i % 3 == 0 ? null : "n" + i) + "/" + i, futures.get(i).get());
    }
  }

  @Test
  void may_capture_and_give_back_objects_of_any_kind() throws Exception {
    List<CompletableFuture<List<Integer>>> futures = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      List<Integer> captured = List.of(i, i + 1);
      futures.add(pool.submit(() -> List.of(captured.getLast(), captured.getFirst())));
    }
    for (int i = 0; i < futures.size(); i++) {
      assertEquals(List.of(i + 1, i), futures.get(i).get());
    }
  }

  @Test
  void fail_one_by_one() throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      futures.add(
          pool.submit(() -> {
            if (number % 10 == 7) {
              throw new IllegalStateException("no " + number);
            }
            return number;
          }));
    }
    for (int i = 0; i < futures.size(); i++) {
      CompletableFuture<Integer> future = futures.get(i);
      if (i % 10 == 7) {
        var thrown = assertThrows(ExecutionException.class, future::get);
        var failed = assertInstanceOf(TaskFailedException.class, thrown.getCause());
        assertEquals("no " + i, failed.getCause().getMessage());
        assertTrue(failed.getMessage().startsWith("the task failed in "), failed.getMessage());
      } else {
        assertEquals(i, future.get());
      }
    }
  }

  @Test
  void are_cancelled_one_by_one() throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    List<Boolean> cancelled = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      int number = i;
      futures.add(pool.submit(() -> number));
    }
    for (int i = 0; i < futures.size(); i++) {
      cancelled.add(i % 2 == 1 && futures.get(i).cancel(true));
    }
    for (int i = 0; i < futures.size(); i++) {
      CompletableFuture<Integer> future = futures.get(i);
      if (cancelled.get(i)) {
        assertThrows(CancellationException.class, future::get);
      } else {
        assertEquals(i, future.get());
      }
    }
  }

  @Test
  void have_callbacks_that_wait_for_other_calls() throws Exception {
    List<CompletableFuture<Integer>> chained = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int number = i;
      chained.add(pool.submit(() -> number).thenApply(n -> pool.submit(() -> n + 1).join()));
    }
    for (int i = 0; i < chained.size(); i++) {
      assertEquals(i + 1, chained.get(i).get());
    }
  }

  @Test
  void are_finished_before_the_pool_has_closed() throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    try (var own = open()) {
      for (int i = 0; i < 10_000; i++) {
        int number = i;
        futures.add(own.submit(() -> number));
      }
    }
    for (int i = 0; i < futures.size(); i++) {
      assertEquals(i, futures.get(i).get());
    }
  }
}
