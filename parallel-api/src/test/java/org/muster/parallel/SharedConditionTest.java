package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A condition of a shared lock")
@Timeout(180)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // shows each step by itself
class SharedConditionTest {

  private static final int ITEMS = 2_000;
  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(3);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void hands_over_one_thing_at_a_time_between_processes() throws Exception {
    try (var lock = SharedLock.create();
        var slot = SharedLong.of(0);
        var sum = SharedLong.of(0)) {
      Condition full = lock.newCondition();
      Condition empty = lock.newCondition();
      var producer =
          pool.applyAsync(() -> {
            for (int i = 1; i <= ITEMS; i++) {
              lock.lock();
              try {
                while (slot.get() != 0) {
                  empty.await();
                }
                slot.set(i);
                full.signal();
              } finally {
                lock.unlock();
              }
            }
            return null;
          });
      var consumer =
          pool.applyAsync(() -> {
            for (int i = 1; i <= ITEMS; i++) {
              lock.lock();
              try {
                while (slot.get() == 0) {
                  full.await();
                }
                sum.getAndAdd(slot.get());
                slot.set(0);
                empty.signal();
              } finally {
                lock.unlock();
              }
            }
            return null;
          });
      producer.get(120, TimeUnit.SECONDS);
      consumer.get(120, TimeUnit.SECONDS);
      assertEquals(ITEMS * (ITEMS + 1L) / 2, sum.get());
    }
  }

  @Test
  void needs_the_lock() {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      assertThrows(IllegalMonitorStateException.class, condition::await);
      assertThrows(IllegalMonitorStateException.class, () -> condition.awaitNanos(1));
      assertThrows(IllegalMonitorStateException.class, condition::awaitUninterruptibly);
      assertThrows(IllegalMonitorStateException.class, condition::signal);
      assertThrows(IllegalMonitorStateException.class, condition::signalAll);
    }
  }

  @Test
  void gives_up_all_holds_and_has_them_again_afterwards() throws Exception {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      lock.lock();
      lock.lock();
      lock.lock();
      var other =
          pool.applyAsync(() -> {
            lock.lock();
            condition.signal();
            lock.unlock();
            return null;
          });
      condition.await();
      other.get(60, TimeUnit.SECONDS);
      assertEquals(3, lock.getHoldCount());
    }
  }

  @Test
  void ends_a_wait_after_its_time() throws Exception {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      lock.lock();
      assertTrue(condition.awaitNanos(0) <= 0);
      assertTrue(condition.awaitNanos(1_000_000) <= 0);
      assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
      assertFalse(condition.awaitUntil(Date.from(Instant.now().plusMillis(30))));
      assertFalse(condition.awaitUntil(Date.from(Instant.now().minusMillis(30))));
      assertTrue(lock.isHeldByCurrentThread());
    }
  }

  @Test
  void ends_a_wait_by_an_interrupt_with_the_lock_held() throws Exception {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      lock.lock();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, condition::await);
      assertFalse(Thread.currentThread().isInterrupted());
      assertTrue(lock.isHeldByCurrentThread());
      lock.unlock();

      var ended = new CompletableFuture<Boolean>();
      Thread waiter =
          Thread.ofPlatform()
              .start(() -> {
                lock.lock();
                try {
                  condition.await();
                } catch (InterruptedException e) {
                  ended.complete(lock.isHeldByCurrentThread());
                } finally {
                  lock.unlock();
                }
              });
      awaitWaiters(lock, condition, 1);
      waiter.interrupt();
      assertTrue(ended.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void wakes_one_by_a_signal_in_the_order_in_which_they_came_and_all_by_signal_all()
      throws Exception {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
      List<Thread> waiters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        waiters.add(
            (i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual())
                .start(() -> {
                  lock.lock();
                  try {
                    condition.awaitUninterruptibly();
                    woken.add(number);
                  } finally {
                    lock.unlock();
                  }
                }));
        awaitWaiters(lock, condition, i + 1);
      }
      for (int i = 0; i < 2; i++) {
        lock.lock();
        condition.signal();
        lock.unlock();
        waiters.get(i).join(60_000);
      }
      assertEquals(List.of(0, 1), woken);
      lock.lock();
      condition.signalAll();
      lock.unlock();
      for (Thread each : waiters) {
        each.join(60_000);
      }
      assertEquals(4, woken.size());
    }
  }

  @Test
  void does_not_lose_a_signal_to_a_waiter_that_died() throws Exception {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      try (var dying =
          WorkerProcess.start(
              "dying",
              () -> {
                lock.lock();
                condition.await();
              })) {
        awaitWaiters(lock, condition, 1);
        var alive =
            pool.<Boolean>applyAsync(() -> {
              lock.lock();
              try {
                return condition.await(100, TimeUnit.SECONDS);
              } finally {
                lock.unlock();
              }
            });
        awaitWaiters(lock, condition, 2);
        dying.kill();
        dying.onExit().get(60, TimeUnit.SECONDS);
        lock.lock();
        condition.signal(); // for the one that came first
        lock.unlock();
        assertTrue(alive.get(60, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void lets_go_of_a_task_that_is_cancelled_also_while_another_has_the_lock() throws Exception {
    try (var lock = SharedLock.create()) {
      Condition condition = lock.newCondition();
      var pids = pool.everywhere(() -> ProcessHandle.current().pid());
      var task =
          pool.applyAsync(() -> {
            lock.lock();
            try {
              condition.await();
              return null;
            } finally {
              lock.unlock();
            }
          });
      awaitWaiters(lock, condition, 1);
      lock.lock();
      assertTrue(task.cancel(true));
      assertEquals(List.of(1, 2, 3), pool.map(x -> x + 1, List.of(0, 1, 2)));
      assertEquals(pids, pool.workers().stream().map(WorkerInfo::pid).toList());
      lock.unlock();
      assertTrue(lock.tryLock(Duration.ofSeconds(10)));
      assertFalse(lock.recovered());
    }
  }

  @Test
  void is_one_of_a_bounded_number() {
    try (var lock = SharedLock.create()) {
      for (int i = 0; i < 1024; i++) {
        Condition _ = lock.newCondition();
      }
      assertThrows(UnsupportedOperationException.class, lock::newCondition);
    }
  }

  private static void awaitWaiters(SharedLock lock, Condition condition, int count) {
    while (true) {
      lock.lock();
      try {
        if (lock.getWaitQueueLength(condition) == count) {
          return;
        }
      } finally {
        lock.unlock();
      }
      Thread.onSpinWait();
    }
  }
}
