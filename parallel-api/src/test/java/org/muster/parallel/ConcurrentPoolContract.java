package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What every kind of pool promises whose tasks run beside its caller.
@DisplayName("A pool that works beside its caller")
abstract class ConcurrentPoolContract extends PoolContract {

  @Test
  void keeps_results_of_an_imap_that_were_there_before_their_turn() {
    String later = folder.resolve("later-" + System.nanoTime()).toString();
    try (var results =
        pool.imap(
            x -> {
              if (x == 3) {
                Files.createFile(Path.of(later));
              } else if (x == 0) {
                awaitFile(Path.of(later)); // the other one has answered those before
                Thread.sleep(100);
                throw new IllegalStateException("the first one");
              }
              return 10 * x;
            },
            range(100),
            1)) {
      var thrown = assertThrows(TaskFailedException.class, results::next);
      assertEquals(0, thrown.itemIndex());
      assertEquals(10, thrown.completed().get(1L));
      assertEquals(20, thrown.completed().get(2L));
    }
    assertWorks(pool);
  }

  @Test
  void goes_on_behind_a_slow_item_of_an_imap() {
    String later = folder.resolve("later-" + System.nanoTime()).toString();
    try (var results =
        pool.imap(
            x -> {
              if (x == 200) {
                Files.createFile(Path.of(later));
              } else if (x == 0) {
                awaitFile(Path.of(later)); // without it this would never end
              }
              return x;
            },
            () -> IntStream.iterate(0, i -> i + 1).iterator(),
            1)) {
      for (int i = 0; i < 400; i++) {
        assertEquals(i, results.next());
      }
    }
    assertWorks(pool);
  }

  @Test
  void runs_as_many_tasks_at_once_as_it_has_workers() {
    String here = folder.resolve("here-" + System.nanoTime()).toString();
    // Each waits for the other: with a single worker at work this would never end.
    assertEquals(
        range(2),
        pool.map(
            x -> {
              Files.createFile(Path.of(here + x));
              awaitFile(Path.of(here + (1 - x)));
              return x;
            },
            range(2),
            1));
  }

  @Test
  void stops_the_task_of_a_future_that_is_cancelled() throws Exception {
    String started = folder.resolve("started-" + System.nanoTime()).toString();
    var first = pool.applyAsync(() -> sleep(started + 0));
    var second = pool.applyAsync(() -> sleep(started + 1));
    awaitFile(Path.of(started + 0));
    awaitFile(Path.of(started + 1));
    assertTrue(first.cancel(true));
    assertTrue(second.cancel(true));
    assertWorks(pool);
  }

  @Test
  void ends_what_it_has_when_it_is_terminated() throws Exception {
    String started = folder.resolve("started-" + System.nanoTime()).toString();
    var own = open();
    var future = own.applyAsync(() -> sleep(started));
    awaitFile(Path.of(started));
    own.terminate();
    var thrown = assertThrows(ExecutionException.class, future::get);
    assertInstanceOf(PoolClosedException.class, thrown.getCause());
  }

  @Test
  void lets_a_short_job_pass_a_long_one() {
    var own = pool;
    CompletableFuture<?> longJob =
        own.mapAsync(
            x -> {
              Thread.sleep(20);
              return x;
            },
            range(400),
            1);
    assertWorks(own);
    assertTrue(!longJob.isDone(), "the short job had to wait for the long one");
    longJob.cancel(true);
  }
}
