package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Where the system has no futexes, shared locks and signals")
@Timeout(300)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // shows each step by itself
class SharedLocksWithoutFutexesTest {

  private static final String WITHOUT = "-Dmuster.memory.files=true";

  @Test
  void work_as_elsewhere() throws Exception {
    assertEquals(
        """
        counted 9000
        barrier 3
        woken true
        permits 2
        recovered true
        waiting true
        """,
        OtherProgram.run(List.of(WITHOUT), 200, Program.class));
  }

  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      try (var pool = Pool.open(c -> c.withWorkers(2).withJvmOption(WITHOUT));
          var lock = SharedLock.create();
          var counter = SharedLong.of(0);
          var barrier = SharedBarrier.of(2);
          var latch = SharedLatch.of(1);
          var event = SharedEvent.create();
          var permits = SharedSemaphore.of(2)) {
        Condition condition = lock.newCondition();
        pool.forEach(
            _ -> {
              for (int i = 0; i < 3_000; i++) {
                lock.lock();
                try {
                  counter.set(counter.get() + 1);
                } finally {
                  lock.unlock();
                }
              }
            },
            List.of(0, 1, 2));
        System.out.println("counted " + counter.get());
        List<Integer> indexes =
            pool.everywhere(() -> barrier.await() + barrier.await() + barrier.await());
        System.out.println("barrier " + indexes.stream().mapToInt(Integer::intValue).sum());
        var woken =
            pool.<Boolean>applyAsync(() -> {
              lock.lock();
              try {
                latch.countDown();
                return condition.await(60, TimeUnit.SECONDS);
              } finally {
                lock.unlock();
              }
            });
        latch.await();
        lock.lock();
        condition.signal();
        lock.unlock();
        System.out.println("woken " + woken.get(60, TimeUnit.SECONDS));
        var killed =
            pool.applyAsync(() -> {
              lock.lock();
              permits.acquire();
              event.set();
              SharedEvent.create().await();
              return null;
            });
        event.await();
        var waiter =
            Thread.ofVirtual()
                .start(() -> {
                  lock.lock();
                  System.out.println("permits " + takeBoth(permits));
                  System.out.println("recovered " + lock.recovered());
                  lock.unlock();
                });
        while (Shared.waiting(Duration.ZERO).isEmpty()) {
          Thread.onSpinWait();
        }
        boolean waiting = Shared.waiting(Duration.ZERO).toString().contains("lock() of SharedLock");
        ProcessHandle.of(holder(lock)).orElseThrow().destroyForcibly();
        waiter.join();
        System.out.println("waiting " + waiting);
        boolean _ = killed.cancel(true);
      }
    }

    private static int takeBoth(SharedSemaphore permits) {
      try {
        return permits.tryAcquire(2, Duration.ofSeconds(60)) ? 2 : 0;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private static long holder(SharedLock lock) {
      String text = lock.toString();
      return Long.parseLong(text.replaceAll(".*process (\\d+).*", "$1"));
    }
  }
}
