package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A pool with rules")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolRulesTest {

  @TempDir private Path folder;

  @Test
  void stops_a_task_that_takes_too_long_and_works_on() {
    try (var pool = Pool.open(c -> c.withWorkers(1).withTaskTimeout(Duration.ofMillis(300)))) {
      assertEquals(1, pool.apply(() -> 1));
      var late =
          assertThrows(
              TaskTimeoutException.class,
              () ->
                  pool.map(
                      x -> {
                        if (x == 2) {
                          Thread.sleep(60_000);
                        }
                        return x;
                      },
                      range(4)));
      assertEquals(2, late.itemIndex());
      assertEquals(
          "item 2 took longer than 300 ms and was stopped; withTaskTimeout allows more",
          late.getMessage());
      assertEquals(List.of(0, 1), pool.map(x -> x, range(2)));
    }
  }

  /// An item that a worker needs longer to read than a task may take.
  private static final class SlowToRead implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      try {
        Thread.sleep(1_200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void does_not_count_what_a_worker_needs_before_it_calls_the_task() {
    var slow = new SlowToRead();
    try (var pool = Pool.open(c -> c.withWorkers(1).withTaskTimeout(Duration.ofMillis(500)))) {
      assertEquals(List.of(1), pool.map(_ -> 1, List.of(slow)));
      assertEquals(1, pool.apply(() -> slow == null ? 0 : 1));
      var late =
          assertThrows(
              TaskTimeoutException.class,
              () ->
                  pool.map(
                      item -> {
                        Thread.sleep(60_000);
                        return item;
                      },
                      List.of(slow)));
      assertEquals(0, late.itemIndex());
    }
  }

  @Test
  void tries_a_failed_item_and_a_lost_worker_again() {
    String tried = folder.resolve("tried").toString();
    try (var pool = Pool.open(c -> c.withWorkers(2).withRetries(1))) {
      List<Integer> results =
          pool.map(
              x -> {
                if (x == 3 && firstTime(tried + x)) {
                  throw new IllegalStateException("only once");
                }
                if (x == 5 && firstTime(tried + x)) {
                  Runtime.getRuntime().halt(1);
                }
                return x;
              },
              range(8));
      assertEquals(range(8), results);
      var failed =
          assertThrows(
              TaskFailedException.class,
              () ->
                  pool.apply(() -> {
                    throw new IllegalStateException("always");
                  }));
      assertEquals("always", failed.getCause().getMessage());
    }
  }

  private static boolean firstTime(String file) throws Exception {
    if (Files.exists(Path.of(file))) {
      return false;
    }
    Files.createFile(Path.of(file));
    return true;
  }

  @Test
  void initializes_every_worker_and_every_replacement_first() {
    try (var pool =
        Pool.open(
            c -> c.withWorkers(2).withInitializer(() -> System.setProperty("made", "ready")))) {
      assertEquals(List.of("ready", "ready"), pool.everywhere(() -> System.getProperty("made")));
      assertThrows(
          WorkerLostException.class,
          () ->
              pool.apply(() -> {
                Runtime.getRuntime().halt(1);
                return 0;
              }));
      var pids = new HashSet<>(pool.everywhere(() -> ProcessHandle.current().pid()));
      assertEquals(2, pids.size());
      assertEquals(List.of("ready", "ready"), pool.everywhere(() -> System.getProperty("made")));
    }
  }

  @Test
  void says_that_its_initializer_fails() {
    try (var pool =
        Pool.open(c ->
            c.withWorkers(1)
                .withInitializer(() -> {
                  throw new IllegalStateException("no licence");
                }))) {
      var lost = assertThrows(WorkerLostException.class, () -> pool.apply(() -> 1));
      assertEquals(
          "no worker can be used, because the pool's initializer failed in each of 3: the last one threw java.lang.IllegalStateException: no licence. Mend what withInitializer was given and open the pool again.",
          lost.getMessage());
      var thrown = assertInstanceOf(IllegalStateException.class, lost.getCause());
      assertEquals("no licence", thrown.getMessage());
    }
  }

  @Test
  void says_that_its_initializer_ends_the_workers() {
    try (var pool =
        Pool.open(c -> c.withWorkers(1).withInitializer(() -> Runtime.getRuntime().halt(3)))) {
      var lost = assertThrows(WorkerLostException.class, () -> pool.apply(() -> 1));
      assertTrue(
          lost.getMessage()
              .startsWith(
                  "no worker can be used, because the pool's initializer failed in each of 3: the last one ended with exit code 3"),
          lost.getMessage());
      assertEquals(3, lost.exitCode());
    }
  }

  @Test
  void says_how_often_an_item_was_tried_whose_worker_was_lost() {
    try (var pool = Pool.open(c -> c.withWorkers(1).withRetries(1))) {
      var lost =
          assertThrows(
              WorkerLostException.class,
              () ->
                  pool.map(
                      x -> {
                        if (x == 2) {
                          Runtime.getRuntime().halt(3);
                        }
                        return x;
                      },
                      Items.range(4)));
      assertTrue(
          lost.getMessage()
              .endsWith(
                  "The pool has replaced it; item 2 was tried 2 times, as withRetries(1) allows."),
          lost.getMessage());
    }
  }
}
