package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shared semaphore")
@Timeout(180)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // shows each step by itself
class SharedSemaphoreTest {

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
  void never_lets_more_than_its_permits_in() {
    try (var two = SharedSemaphore.of(2);
        var inside = SharedLong.of(0);
        var most = SharedLong.of(0)) {
      pool.forEach(
          _ -> {
            for (int i = 0; i < 5_000; i++) {
              two.acquire();
              try {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.getAndAdd(-1);
              } finally {
                two.release();
              }
            }
          },
          IntStream.range(0, 8).boxed().toList());
      assertTrue(most.get() <= 2, "" + most.get());
      assertEquals(2, two.availablePermits());
    }
  }

  @Test
  void counts_what_is_acquired_and_released() throws Exception {
    try (var permits = SharedSemaphore.of(3)) {
      permits.acquire(2);
      assertEquals(1, permits.availablePermits());
      assertFalse(permits.tryAcquire(2));
      assertTrue(permits.tryAcquire());
      assertFalse(permits.tryAcquire());
      permits.release(5);
      assertEquals(5, permits.drainPermits());
      assertEquals(0, permits.availablePermits());
      assertTrue(permits.tryAcquire(0));
      assertThrows(IllegalArgumentException.class, () -> permits.release(-1));
      assertThrows(IllegalArgumentException.class, () -> permits.acquire(-1));
      assertThrows(IllegalArgumentException.class, () -> SharedSemaphore.of(-1));
    }
  }

  @Test
  void refuses_a_release_too_much_if_it_is_bounded() throws Exception {
    try (var permits = SharedSemaphore.bounded(1)) {
      permits.acquire();
      permits.release();
      var e = assertThrows(IllegalStateException.class, permits::release);
      assertTrue(e.getMessage().contains("1 of its 1 permits"), e.getMessage());
      assertEquals(1, permits.availablePermits());
    }
  }

  @Test
  void refuses_more_than_an_int_can_count() {
    try (var permits = SharedSemaphore.of(Integer.MAX_VALUE)) {
      assertThrows(IllegalStateException.class, permits::release);
    }
  }

  @Test
  void gives_up_after_its_time_and_at_an_interrupt() throws Exception {
    try (var none = SharedSemaphore.of(0)) {
      assertFalse(none.tryAcquire(Duration.ofMillis(50)));
      assertFalse(none.tryAcquire(3, Duration.ZERO));
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, none::acquire);
    }
  }

  @ParameterizedTest(name = "for {0} permits")
  @ValueSource(ints = {1, 3})
  void wakes_one_that_waits_in_another_process(int wanted) throws Exception {
    try (var permits = SharedSemaphore.of(0)) {
      var waiter =
          pool.<Boolean>applyAsync(() -> {
            permits.acquire(wanted);
            return true;
          });
      for (int i = 0; i < wanted; i++) {
        permits.release();
      }
      assertTrue(waiter.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void waits_on_when_uninterruptible_and_keeps_the_flag() throws Exception {
    try (var permits = SharedSemaphore.of(0)) {
      var flag = new CompletableFuture<Boolean>();
      Thread _ =
          Thread.ofVirtual()
              .start(() -> {
                Thread.currentThread().interrupt();
                permits.acquireUninterruptibly();
                flag.complete(Thread.currentThread().isInterrupted());
              });
      permits.release();
      assertTrue(flag.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void gets_back_the_permits_of_a_process_that_died() throws Exception {
    try (var permits = SharedSemaphore.of(3);
        var taken = SharedLatch.of(1);
        var holder =
            WorkerProcess.start(
                "holder",
                () -> {
                  permits.acquire(2);
                  taken.countDown();
                  SharedEvent.create().await();
                })) {
      assertTrue(taken.await(Duration.ofSeconds(60)));
      assertFalse(permits.tryAcquire(2));
      var next = pool.<Boolean>applyAsync(() -> permits.tryAcquire(2, Duration.ofSeconds(60)));
      holder.kill();
      assertTrue(next.get(60, TimeUnit.SECONDS));
      assertEquals(1, permits.availablePermits());
    }
  }

  @Test
  void does_not_guess_whose_permits_are_back_where_they_are_signals() throws Exception {
    try (var signals = SharedSemaphore.of(0);
        var taken = SharedLatch.of(1);
        var consumer =
            WorkerProcess.start(
                "consumer",
                () -> {
                  signals.acquire(2);
                  taken.countDown();
                  SharedEvent.create().await();
                })) {
      signals.release(2);
      assertTrue(taken.await(Duration.ofSeconds(60)));
      consumer.kill();
      consumer.onExit().get(60, TimeUnit.SECONDS);
      assertFalse(signals.tryAcquire(Duration.ofMillis(200)));
    }
  }

  @Test
  void lets_go_of_a_task_that_is_cancelled() {
    try (var none = SharedSemaphore.of(0)) {
      var pids = pool.everywhere(() -> ProcessHandle.current().pid());
      var task =
          pool.applyAsync(() -> {
            none.acquireUninterruptibly();
            return null;
          });
      assertTrue(task.cancel(true));
      assertEquals(List.of(1), pool.map(x -> x + 1, List.of(0)));
      assertEquals(pids, pool.workers().stream().map(WorkerInfo::pid).toList());
    }
  }
}
