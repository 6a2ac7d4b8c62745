package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Many futures of worker JVMs")
class WorkerPoolFuturesTest extends FuturesContract {

  @TempDir private Path folder;

  @Override
  protected Pool open() {
    return Pool.of(2);
  }

  @Test
  void finish_when_there_are_a_million_of_them() throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      int number = i;
      futures.add(pool.submit(() -> number));
    }
    long sum = 0;
    for (CompletableFuture<Integer> future : futures) {
      sum += future.get();
    }
    assertEquals(499_999_500_000L, sum);
  }

  @Test
  void lose_nothing_but_the_call_that_kills_its_worker() throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      futures.add(
          pool.submit(() -> {
            if (number == 3_000) {
              Runtime.getRuntime().halt(3);
            }
            return number;
          }));
    }
    for (int i = 0; i < futures.size(); i++) {
      CompletableFuture<Integer> future = futures.get(i);
      if (i == 3_000) {
        var thrown = assertThrows(ExecutionException.class, future::get);
        var lost = assertInstanceOf(WorkerLostException.class, thrown.getCause());
        assertEquals(3, lost.exitCode());
      } else {
        assertEquals(i, future.get());
      }
    }
  }

  @Test
  void stop_one_that_is_cancelled_while_those_behind_it_go_on() throws Exception {
    try (var own = Pool.of(1)) {
      warmUp(own);
      String started = folder.resolve("started").toString();
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int number = i;
        futures.add(
            own.submit(() -> {
              if (number == 100) {
                Files.createFile(Path.of(started));
                while (true) {
                  Thread.onSpinWait();
                }
              }
              return number;
            }));
      }
      while (!Files.exists(Path.of(started))) {
        Thread.sleep(5);
      }
      assertEquals(99, futures.get(99).get(), "a result waits for the call behind it");
      futures.get(100).cancel(true);
      for (int i = 0; i < futures.size(); i++) {
        if (i != 100) {
          assertEquals(i, futures.get(i).get());
        }
      }
    }
  }

  @Test
  void can_wait_for_others_that_were_submitted_after_them() throws Exception {
    warmUp(pool);
    for (int round = 0; round < 5; round++) {
      String awaited = folder.resolve("awaited" + round).toString();
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int number = i;
        futures.add(
            pool.submit(() -> {
              if (number == 100) {
                while (!Files.exists(Path.of(awaited))) {
                  Thread.sleep(1);
                }
              } else if (number == 110) {
                Files.createFile(Path.of(awaited));
              }
              return number;
            }));
      }
      for (int i = 0; i < futures.size(); i++) {
        assertEquals(i, futures.get(i).get(30, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void are_tried_again_and_timed_each_by_itself() throws Exception {
    String tried = folder.resolve("tried").toString();
    try (var own =
        Pool.open(c -> c.withWorkers(2).withRetries(1).withTaskTimeout(Duration.ofSeconds(5)))) {
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int number = i;
        futures.add(
            own.submit(() -> {
              if (number == 7 && Path.of(tried).toFile().createNewFile()) {
                throw new IllegalStateException("only once");
              }
              if (number == 9) {
                Thread.sleep(60_000);
              }
              return number;
            }));
      }
      for (int i = 0; i < futures.size(); i++) {
        CompletableFuture<Integer> future = futures.get(i);
        if (i == 9) {
          var thrown = assertThrows(ExecutionException.class, future::get);
          assertInstanceOf(TaskTimeoutException.class, thrown.getCause());
        } else {
          assertEquals(i, future.get());
        }
      }
    }
  }

  @Test
  void let_a_map_pass() throws Exception {
    warmUp(pool);
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      int number = i;
      futures.add(
          pool.submit(() -> {
            Thread.sleep(1);
            return number;
          }));
    }
    assertEquals(List.of(0, 1, 4, 9), pool.map(x -> x * x, range(4)));
    assertTrue(!futures.getLast().isDone(), "the map had to wait for all the futures");
    futures.forEach(future -> future.cancel(true));
  }

  /// Until the pool knows that calls are small.
  private static void warmUp(Pool pool) {
    List<CompletableFuture<Integer>> first = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int number = i;
      first.add(pool.submit(() -> number));
    }
    first.forEach(CompletableFuture::join);
  }
}
