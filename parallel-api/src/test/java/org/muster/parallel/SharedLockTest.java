package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shared lock")
@Timeout(180)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "try"}) // shows each step by itself
class SharedLockTest {

  private static final int ROUNDS = 20_000;
  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(3);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  // ---- one at a time ---------------------------------------------------------------------------

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"workers", "threads", "virtual threads", "sequential"})
  void lets_one_in_at_a_time(String where) {
    try (var others = otherPool(where);
        var lock = SharedLock.create();
        var counter = SharedLong.of(0)) {
      Pool here = others == null ? pool : others;
      here.forEach(_ -> countWithLock(lock, counter), List.of(0, 1, 2, 3, 4, 5));
      assertEquals(6 * ROUNDS, counter.get());
      assertFalse(lock.isLocked());
    }
  }

  private static Pool otherPool(String where) {
    return switch (where) {
      case "threads" -> Pool.threads(3);
      case "virtual threads" -> Pool.virtualThreads();
      case "sequential" -> Pool.sequential();
      default -> null;
    };
  }

  private static void countWithLock(Lock lock, SharedLong counter) {
    for (int i = 0; i < ROUNDS; i++) {
      lock.lock();
      try {
        counter.set(counter.get() + 1);
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void without_it_increments_in_two_steps_are_lost() {
    try (var counter = SharedLong.of(0);
        var start = SharedBarrier.of(3)) {
      pool.forEach(
          _ -> {
            start.await();
            for (int i = 0; i < 500 * ROUNDS; i++) {
              counter.set(counter.get() + 1);
            }
          },
          List.of(0, 1, 2));
      assertTrue(counter.get() < 1500 * ROUNDS, "nothing was lost");
    }
  }

  @Test
  void is_reentrant() throws Exception {
    try (var lock = SharedLock.create()) {
      lock.lock();
      lock.lockInterruptibly();
      assertTrue(lock.tryLock());
      assertTrue(lock.tryLock(1, TimeUnit.SECONDS));
      assertEquals(4, lock.getHoldCount());
      for (int i = 0; i < 3; i++) {
        lock.unlock();
        assertTrue(lock.isHeldByCurrentThread());
        assertFalse(happens(lock::tryLock));
      }
      lock.unlock();
      assertFalse(lock.isHeldByCurrentThread());
      assertTrue(
          happens(() -> {
            boolean got = lock.tryLock();
            lock.unlock();
            return got;
          }));
    }
  }

  @Test
  void is_reentrant_in_a_worker() {
    try (var lock = SharedLock.create()) {
      int depth =
          pool.apply(() -> {
            lock.lock();
            lock.lock();
            int held = lock.getHoldCount();
            lock.unlock();
            lock.unlock();
            return held;
          });
      assertEquals(2, depth);
      assertTrue(lock.tryLock());
    }
  }

  @Test
  void comes_back_as_the_very_object() {
    try (var lock = SharedLock.create()) {
      assertSame(lock, pool.apply(() -> lock));
    }
  }

  @Test
  void keeps_others_out_also_from_another_process() {
    try (var lock = SharedLock.create()) {
      lock.lock();
      assertFalse(pool.<Boolean>apply(lock::tryLock));
      assertFalse(pool.<Boolean>apply(() -> lock.tryLock(Duration.ofMillis(100))));
      lock.unlock();
      assertTrue(
          pool.<Boolean>apply(() -> {
            boolean got = lock.tryLock(Duration.ofSeconds(30));
            lock.unlock();
            return got;
          }));
    }
  }

  @Test
  void says_who_has_it_to_one_that_unlocks_what_it_does_not_have() {
    try (var lock = SharedLock.create()) {
      var free = assertThrows(IllegalMonitorStateException.class, lock::unlock);
      assertTrue(free.getMessage().contains("held by nobody"), free.getMessage());
      lock.lock();
      String told =
          pool.apply(() -> {
            try {
              lock.unlock();
              return "unlocked";
            } catch (IllegalMonitorStateException e) {
              return e.getMessage();
            }
          });
      assertTrue(told.contains("of process " + ProcessHandle.current().pid()), told);
      assertTrue(told.contains("not by worker "), told);
      lock.unlock();
    }
  }

  @Test
  void says_that_it_is_closed() {
    var lock = SharedLock.create();
    lock.close();
    lock.close();
    var e = assertThrows(IllegalStateException.class, lock::lock);
    assertTrue(e.getMessage().startsWith("the SharedLock is closed"), e.getMessage());
  }

  // ---- waits that end --------------------------------------------------------------------------

  @Test
  void gives_up_after_its_time() throws Exception {
    try (var lock = SharedLock.create()) {
      boolean got =
          pool.apply(() -> {
            lock.lock();
            try {
              return false;
            } finally {
              lock.unlock();
            }
          });
      assertFalse(got);
      lock.lock();
      long start = System.nanoTime();
      assertFalse(happens(() -> tryFor(lock, 300)));
      assertTrue(System.nanoTime() - start >= 300_000_000);
      assertFalse(happens(() -> tryFor(lock, -5)));
    }
  }

  private static boolean tryFor(SharedLock lock, long millis) {
    try {
      return lock.tryLock(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "on a virtual thread: {0}")
  @ValueSource(booleans = {false, true})
  void ends_a_wait_by_an_interrupt(boolean virtual) throws Exception {
    try (var lock = SharedLock.create()) {
      lock.lock();
      var ended = new CompletableFuture<Boolean>();
      var waiting = new CountDownLatch(1);
      Thread waiter =
          (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
              .start(() -> {
                waiting.countDown();
                try {
                  lock.lockInterruptibly();
                  ended.complete(false);
                } catch (InterruptedException e) {
                  ended.complete(!Thread.currentThread().isInterrupted());
                }
              });
      waiting.await();
      waiter.interrupt();
      assertTrue(ended.get(60, TimeUnit.SECONDS));
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, lock::lockInterruptibly);
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> lock.tryLock(1, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest(name = "on a virtual thread: {0}")
  @ValueSource(booleans = {false, true})
  void waits_on_when_lock_is_interrupted_and_keeps_the_flag(boolean virtual) throws Exception {
    try (var lock = SharedLock.create()) {
      lock.lock();
      var flag = new CompletableFuture<Boolean>();
      Thread _ =
          (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
              .start(() -> {
                Thread.currentThread().interrupt();
                lock.lock();
                lock.unlock();
                flag.complete(Thread.currentThread().isInterrupted());
              });
      assertThrows(TimeoutException.class, () -> flag.get(100, TimeUnit.MILLISECONDS));
      lock.unlock();
      assertTrue(flag.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void lets_go_of_a_task_that_is_cancelled_while_it_waits() throws Exception {
    try (var lock = SharedLock.create();
        var waiting = SharedLatch.of(1)) {
      lock.lock();
      var pids = pool.everywhere(() -> ProcessHandle.current().pid());
      CompletableFuture<Void> task =
          pool.applyAsync(() -> {
            waiting.countDown();
            lock.lock();
            return null;
          });
      waiting.await();
      assertTrue(task.cancel(true));
      assertEquals(pids, pool.everywhere(() -> ProcessHandle.current().pid()));
      lock.unlock();
      assertFalse(lock.isLocked());
    }
  }

  @Test
  void is_unlocked_by_the_finally_of_a_task_that_is_cancelled() throws Exception {
    try (var lock = SharedLock.create();
        var locked = SharedLatch.of(1);
        var never = SharedEvent.create()) {
      CompletableFuture<Void> task =
          pool.applyAsync(() -> {
            lock.lock();
            try {
              locked.countDown();
              never.await();
              return null;
            } finally {
              lock.unlock();
            }
          });
      locked.await();
      assertTrue(task.cancel(true));
      assertTrue(lock.tryLock(Duration.ofSeconds(60)));
      assertFalse(lock.recovered());
      lock.unlock();
    }
  }

  // ---- deaths ----------------------------------------------------------------------------------

  private static WorkerProcess startOwner(SharedLock lock, SharedLatch locked) {
    return WorkerProcess.start(
        "owner",
        () -> {
          lock.lock();
          locked.countDown();
          SharedEvent.create().await();
        });
  }

  @Test
  void comes_to_the_next_one_when_its_owner_is_killed() throws Exception {
    try (var lock = SharedLock.create();
        var locked = SharedLatch.of(1);
        var owner = startOwner(lock, locked)) {
      assertTrue(locked.await(Duration.ofSeconds(60)));
      assertFalse(lock.tryLock());
      var told =
          pool.<Boolean>applyAsync(() -> {
            lock.lock();
            try {
              return lock.recovered();
            } finally {
              lock.unlock();
            }
          });
      owner.kill();
      assertTrue(told.get(60, TimeUnit.SECONDS));
      lock.lock();
      assertFalse(lock.recovered());
      lock.unlock();
      assertThrows(IllegalMonitorStateException.class, lock::recovered);
    }
  }

  @Test
  void is_found_by_try_lock_when_its_owner_is_killed() throws Exception {
    try (var lock = SharedLock.create();
        var locked = SharedLatch.of(1);
        var owner = startOwner(lock, locked)) {
      assertTrue(locked.await(Duration.ofSeconds(60)));
      owner.kill();
      owner.onExit().get(60, TimeUnit.SECONDS);
      while (!lock.tryLock()) {
        Thread.onSpinWait();
      }
      assertTrue(lock.recovered());
    }
  }

  @Test
  void is_not_lost_when_a_waiter_is_killed() throws Exception {
    try (var lock = SharedLock.create();
        var waiting = SharedLatch.of(1);
        var waiter =
            WorkerProcess.start(
                "waiter",
                () -> {
                  waiting.countDown();
                  lock.lock();
                })) {
      lock.lock();
      waiting.await();
      var next = pool.<Boolean>applyAsync(() -> lock.tryLock(Duration.ofSeconds(60)));
      waiter.kill();
      waiter.onExit().get(60, TimeUnit.SECONDS);
      lock.unlock();
      assertTrue(next.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void goes_on_for_others_when_a_process_closes_it_with_the_lock_held() {
    try (var lock = SharedLock.create()) {
      assertTrue(
          pool.<Boolean>apply(() -> {
            lock.lock();
            lock.close();
            return true;
          }));
      lock.lock();
      assertTrue(lock.recovered());
      lock.unlock();
    }
  }

  private static boolean happens(BooleanSupplier call) throws Exception {
    var result = new CompletableFuture<Boolean>();
    Thread _ = Thread.ofPlatform().start(() -> result.complete(call.getAsBoolean()));
    return result.get(60, TimeUnit.SECONDS);
  }
}
