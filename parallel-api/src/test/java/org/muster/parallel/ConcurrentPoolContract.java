package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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

  // ---- advice ----------------------------------------------------------------------------------

  /// Whether the calling thread asks for advice and is none of those that work.
  private static boolean isAsked() {
    return Thread.currentThread().getName().equals("asks");
  }

  /// What a thread of that name gets.
  private static FutureTask<Advice> asking(Callable<Advice> question) {
    var answer = new FutureTask<>(question);
    Thread.ofPlatform().name("asks").daemon().start(answer);
    return answer;
  }

  @Test
  void tries_a_task_where_it_will_run() {
    assertWorks(pool);
    Advice advice = pool.advise(x -> x, range(100));
    for (int i = 0; i < 5 && advice.basis() != Advice.Basis.TRIED; i++) {
      assertWorks(pool); // it was just about to be idle
      advice = pool.advise(x -> x, range(100));
    }
    assertEquals(Advice.Basis.TRIED, advice.basis(), advice.toString());
    assertTrue(advice.toString().contains("timed 100 items here and in the pool in "));
  }

  @Test
  void names_the_item_that_fails_in_the_pool_alone() {
    assertWorks(pool);
    var answer =
        asking(() ->
            pool.advise(
                x -> {
                  if (x == 7 && !isAsked()) {
                    throw new IllegalStateException("not here");
                  }
                  return x;
                },
                range(10)));
    var thrown = assertThrows(ExecutionException.class, answer::get);
    var failure = assertInstanceOf(TaskFailedException.class, thrown.getCause());
    assertEquals(7, failure.itemIndex());
    assertTrue(failure.getMessage().startsWith("item 7 (`7`) failed in "), failure.getMessage());
    assertInstanceOf(IllegalStateException.class, failure.getCause());
  }

  @Test
  void assumes_what_it_would_take_while_it_has_something_else_to_do() throws Exception {
    String started = folder.resolve("started-" + System.nanoTime()).toString();
    var other = pool.applyAsync(() -> sleep(started));
    awaitFile(Path.of(started));
    Advice advice = pool.advise(x -> x, range(100));
    assertEquals(Advice.Basis.BUSY, advice.basis(), advice.toString());
    assertTrue(advice.toString().contains("the pool has no idle workers"), advice.toString());
    assertEquals(pool.size(), advice.speedUps().size());
    assertTrue(other.cancel(true));
    assertWorks(pool);
  }

  @Test
  void ends_a_trial_when_its_caller_is_interrupted() throws Exception {
    assertWorks(pool);
    String started = folder.resolve("started-" + System.nanoTime()).toString();
    var question =
        new FutureTask<>(() ->
            pool.advise(
                x -> {
                  if (!isAsked()) {
                    Files.write(Path.of(started), new byte[0]);
                    Thread.sleep(60_000);
                  }
                  return x;
                },
                range(10)));
    Thread asks = Thread.ofPlatform().name("asks").daemon().start(question);
    awaitFile(Path.of(started));
    asks.interrupt();
    var thrown = assertThrows(ExecutionException.class, question::get);
    assertInstanceOf(CancellationException.class, thrown.getCause());
    assertWorks(pool);
  }
}
