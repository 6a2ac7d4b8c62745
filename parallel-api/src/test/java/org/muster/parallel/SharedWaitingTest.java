package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Shared.waiting()")
@Timeout(180)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // shows each step by itself
class SharedWaitingTest {

  @Test
  void shows_two_workers_that_wait_for_each_others_locks() throws Exception {
    try (var pool = Pool.of(2);
        var a = SharedLock.create();
        var b = SharedLock.create();
        var bothHaveOne = SharedBarrier.of(2)) {
      List<SharedLock> locks = List.of(a, b);
      // Of workers that have started: before that none has a process.
      var pids = pool.everywhere(() -> ProcessHandle.current().pid()).stream().sorted().toList();
      var stuck =
          pool.mapAsync(
              first -> {
                locks.get(first).lock();
                try {
                  bothHaveOne.await();
                  locks.get(1 - first).lock();
                  return null;
                } finally {
                  locks.get(first).unlock();
                }
              },
              List.of(0, 1));
      List<Shared.Waiter> waiters = List.of();
      while (waiters.size() < 2) {
        waiters =
            Shared.waiting(Duration.ofSeconds(1)).stream()
                .filter(waiter -> pids.contains(waiter.pid()))
                .toList();
        Thread.onSpinWait();
      }
      assertEquals(pids, waiters.stream().map(Shared.Waiter::pid).sorted().toList());
      for (Shared.Waiter each : waiters) {
        long other = pids.get(0) == each.pid() ? pids.get(1) : pids.get(0);
        assertTrue(each.who().startsWith("worker "), each::toString);
        assertTrue(each.what().startsWith("lock() of SharedLock "), each::toString);
        assertTrue(each.heldBy().startsWith("worker "), each::toString);
        assertTrue(each.heldBy().endsWith("of process " + other), each::toString);
      }
      assertTrue(stuck.cancel(true));
      assertEquals(List.of(1, 2), pool.map(x -> x + 1, List.of(0, 1)));
      assertTrue(
          Shared.waiting(Duration.ZERO).stream().noneMatch(each -> pids.contains(each.pid())));
    }
  }
}
