package org.muster.benchmarks;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.muster.parallel.Manager;
import org.muster.parallel.Pipe;
import org.muster.parallel.PipeEnd;
import org.muster.parallel.Pool;
import org.muster.parallel.SharedBarrier;
import org.muster.parallel.SharedList;
import org.muster.parallel.SharedLock;
import org.muster.parallel.SharedLong;
import org.muster.parallel.SharedQueue;

/// Muster's side of the races of [SharedState] in which processes meet: the counterpart of
/// `shared_peer.py`.
final class SharedWork {

  private SharedWork() {}

  static Map<String, Long> run(String name, int items, Supplier<Pool> pool) {
    try {
      return switch (name) {
        case "counter" -> counter(items, pool.get());
        case "lock" -> lock(items, pool.get());
        case "barrier" -> barrier(items, pool.get());
        case "queue" -> queue(items, pool.get());
        case "pipe" -> pipe(items, pool.get());
        case "manager" -> manager(items, pool.get());
        case "attach" -> SharedMemoryWork.attach(items, pool.get());
        default -> FunctionWork.run(name, items, pool);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("`" + name + "` was interrupted", e);
    }
  }

  /// What each process does, once.
  @FunctionalInterface
  private interface Work extends Serializable {
    void run() throws Exception;
  }

  /// When a process began, and when it was done, by the clock that processes have in common.
  private record Times(long begin, long end) implements Serializable {}

  /// How long it takes all workers to do the same at once.
  private static long inAll(Pool pool, Work work) {
    try (var start = SharedBarrier.of(pool.size())) {
      List<Times> times =
          pool.everywhere(() -> {
            int _ = start.await();
            long begin = System.nanoTime();
            work.run();
            return new Times(begin, System.nanoTime());
          });
      return times.stream().mapToLong(Times::end).max().orElseThrow()
          - times.stream().mapToLong(Times::begin).min().orElseThrow();
    }
  }

  private static Map<String, Long> counter(int items, Pool pool) {
    int each = items / pool.size();
    try (var lock = SharedLock.create();
        var guarded = SharedLong.of(0);
        var atomic = SharedLong.of(0)) {
      long withLock = inAll(pool, () -> countWithLock(lock, guarded, each));
      long without = inAll(pool, () -> count(atomic, each));
      boolean right = guarded.get() == atomic.get();
      return Map.of("lock", withLock, "atomic", without, "check", right ? atomic.get() : -1);
    }
  }

  private static void countWithLock(SharedLock lock, SharedLong value, int increments) {
    for (int i = 0; i < increments; i++) {
      lock.lock();
      try {
        value.set(value.get() + 1);
      } finally {
        lock.unlock();
      }
    }
  }

  private static void count(SharedLong value, int increments) {
    for (int i = 0; i < increments; i++) {
      long _ = value.incrementAndGet();
    }
  }

  private static Map<String, Long> lock(int items, Pool pool) {
    int each = items / pool.size();
    try (var lock = SharedLock.create()) {
      long begin = System.nanoTime();
      long check = lockAndUnlock(lock, items);
      long alone = System.nanoTime() - begin;
      long contended = inAll(pool, () -> lockAndUnlock(lock, each));
      return Map.of("contended", contended, "alone", alone, "check", check);
    }
  }

  private static int lockAndUnlock(SharedLock lock, int pairs) {
    int passed = 0;
    while (passed < pairs) {
      lock.lock();
      try {
        passed++;
      } finally {
        lock.unlock();
      }
    }
    return passed;
  }

  private static Map<String, Long> barrier(int items, Pool pool) {
    try (var barrier = SharedBarrier.of(pool.size())) {
      long nanos =
          inAll(
              pool,
              () -> {
                for (int i = 0; i < items; i++) {
                  int _ = barrier.await();
                }
              });
      return Map.of("nanos", nanos, "check", (long) items);
    }
  }

  /// What is put into the queue.
  static String queued(int i) {
    return "item " + i;
  }

  private static Map<String, Long> queue(int items, Pool pool) throws InterruptedException {
    try (SharedQueue<String> queue = SharedQueue.create()) {
      CompletableFuture<Long> characters =
          pool.submit(() -> {
            long sum = 0;
            for (int i = 0; i < items; i++) {
              sum += queue.take().length();
            }
            return sum;
          });
      long begin = System.nanoTime();
      for (int i = 0; i < items; i++) {
        queue.put(queued(i));
      }
      long check = characters.join();
      return Map.of("nanos", System.nanoTime() - begin, "check", check);
    }
  }

  private static Map<String, Long> pipe(int items, Pool pool) throws InterruptedException {
    try (Pipe<Integer> pipe = Pipe.open()) {
      PipeEnd<Integer> other = pipe.second();
      CompletableFuture<Integer> echo =
          pool.submit(() -> {
            for (int i = 0; i < items; i++) {
              other.send(other.receive());
            }
            return items;
          });
      List<Long> trips = new ArrayList<>(items);
      long right = 0;
      for (int i = 0; i < items; i++) {
        long begin = System.nanoTime();
        pipe.first().send(i);
        right += pipe.first().receive() == i ? 1 : 0;
        trips.add(System.nanoTime() - begin);
      }
      boolean done = echo.join() == items;
      return Map.of("p50", Quantiles.percentile(trips, 50), "check", done ? right : -1);
    }
  }

  private static Map<String, Long> manager(int items, Pool pool) {
    try (var manager = Manager.open()) {
      SharedList<Integer> numbers = manager.list();
      long nanos = pool.apply(() -> append(numbers, items));
      return Map.of("nanos", nanos, "check", (long) numbers.size());
    }
  }

  private static long append(List<Integer> numbers, int items) {
    long begin = System.nanoTime();
    for (int i = 0; i < items; i++) {
      numbers.add(i);
    }
    return System.nanoTime() - begin;
  }
}
