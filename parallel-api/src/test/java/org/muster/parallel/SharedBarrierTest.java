package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shared barrier")
@Timeout(180)
class SharedBarrierTest {

  private static final int STEPS = 200;
  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(4);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void keeps_four_processes_in_step() {
    try (var barrier = SharedBarrier.of(4);
        var done = SharedLong.of(0)) {
      List<Long> sums =
          pool.everywhere(() -> {
            long sum = 0;
            for (int step = 1; step <= STEPS; step++) {
              done.incrementAndGet();
              sum += barrier.await();
              if (done.get() < 4L * step) {
                throw new IllegalStateException("too early in step " + step);
              }
              barrier.await();
            }
            return sum;
          });
      assertEquals(STEPS * (3L + 2 + 1), sums.stream().mapToLong(Long::longValue).sum());
      assertEquals(0, barrier.getNumberWaiting());
    }
  }

  @Test
  void of_one_party_lets_it_pass() throws Exception {
    try (var barrier = SharedBarrier.of(1)) {
      assertEquals(0, barrier.await());
      assertEquals(0, barrier.await(Duration.ZERO));
      assertEquals(1, barrier.getParties());
    }
    assertThrows(IllegalArgumentException.class, () -> SharedBarrier.of(0));
  }

  @Test
  void serves_more_threads_than_parties_in_turns() throws Exception {
    try (var barrier = SharedBarrier.of(3)) {
      List<Thread> threads = new ArrayList<>();
      var failure = new CompletableFuture<Void>();
      var arrivals = new AtomicInteger();
      for (int i = 0; i < 12; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    while (arrivals.incrementAndGet() <= 3 * STEPS) {
                      int _ = barrier.await(Duration.ofSeconds(100));
                    }
                  } catch (Exception e) {
                    failure.completeExceptionally(e);
                  }
                }));
      }
      for (Thread each : threads) {
        each.join(120_000);
      }
      assertFalse(failure.isDone(), failure::toString);
    }
  }

  @Test
  void breaks_for_all_when_one_runs_out_of_time() throws Exception {
    try (var barrier = SharedBarrier.of(3)) {
      var other = brokenIn(barrier);
      awaitParties(barrier, 1);
      var e = assertThrows(TimeoutException.class, () -> barrier.await(Duration.ofMillis(50)));
      assertTrue(e.getMessage().contains("of 3 parties"), e.getMessage());
      assertTrue(other.get(60, TimeUnit.SECONDS));
      assertTrue(barrier.isBroken());
      assertThrows(BrokenBarrierException.class, barrier::await);
    }
  }

  @Test
  void breaks_for_all_when_one_is_interrupted() throws Exception {
    try (var barrier = SharedBarrier.of(3)) {
      var other = brokenIn(barrier);
      awaitParties(barrier, 1);
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, barrier::await);
      assertTrue(other.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void breaks_for_all_when_one_is_interrupted_while_it_waits() throws Exception {
    try (var barrier = SharedBarrier.of(3)) {
      var other = brokenIn(barrier);
      var interrupted = new CompletableFuture<Boolean>();
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  int _ = barrier.await();
                } catch (InterruptedException e) {
                  interrupted.complete(true);
                } catch (BrokenBarrierException e) {
                  interrupted.complete(false);
                }
              });
      awaitParties(barrier, 2);
      waiter.interrupt();
      assertTrue(interrupted.get(60, TimeUnit.SECONDS));
      assertTrue(other.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void breaks_for_all_when_a_party_that_waits_is_killed() throws Exception {
    try (var barrier = SharedBarrier.of(3);
        var dying =
            WorkerProcess.start(
                "dying",
                () -> {
                  int _ = barrier.await();
                })) {
      awaitParties(barrier, 1);
      var other = brokenIn(barrier);
      awaitParties(barrier, 2);
      dying.kill();
      assertTrue(other.get(60, TimeUnit.SECONDS));
      assertTrue(barrier.isBroken());
    }
  }

  @Test
  void breaks_for_all_when_a_task_that_waits_is_cancelled() throws Exception {
    try (var barrier = SharedBarrier.of(3)) {
      var task = pool.applyAsync(barrier::await);
      awaitParties(barrier, 1);
      var other = brokenIn(barrier);
      awaitParties(barrier, 2);
      assertTrue(task.cancel(true));
      assertTrue(other.get(60, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest(name = "broken before: {0}")
  @ValueSource(booleans = {false, true})
  void is_as_new_after_a_reset(boolean broken) throws Exception {
    try (var barrier = SharedBarrier.of(2)) {
      if (broken) {
        assertThrows(TimeoutException.class, () -> barrier.await(Duration.ofMillis(1)));
      } else {
        var other = brokenIn(barrier);
        awaitParties(barrier, 1);
        barrier.reset();
        assertTrue(other.get(60, TimeUnit.SECONDS));
      }
      barrier.reset();
      assertFalse(barrier.isBroken());
      var first = pool.applyAsync(barrier::await);
      int second = barrier.await(Duration.ofSeconds(60));
      assertEquals(1, first.get(60, TimeUnit.SECONDS) + second);
    }
  }

  /// Waits in a worker; whether that ended by a broken barrier.
  private static CompletableFuture<Boolean> brokenIn(SharedBarrier barrier) {
    return pool.applyAsync(() -> {
      try {
        int _ = barrier.await();
        return false;
      } catch (BrokenBarrierException e) {
        return true;
      }
    });
  }

  private static void awaitParties(SharedBarrier barrier, int count) {
    while (barrier.getNumberWaiting() != count) {
      Thread.onSpinWait();
    }
  }
}
