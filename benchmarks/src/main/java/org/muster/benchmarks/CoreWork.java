package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.muster.parallel.Pool;

/// Muster's side of the race of [Cores]: the loop, the threads and the workers, one after the other
/// in one answer. The counterpart is in `peer.py`.
final class CoreWork implements AutoCloseable {

  /// How many numbers a block has. All blocks together start at 0.
  private static final int BLOCK = 20_000;

  /// Somebody else may need a processor during one of them.
  private static final int TURNS = 2;

  private final Map<Integer, Pool> pools = new HashMap<>();
  private final Map<Integer, ExecutorService> threads = new HashMap<>();

  /// @param items how many blocks
  Map<String, Long> primes(int items) {
    List<Integer> blocks = new ArrayList<>(range(items));
    Map<String, Long> answer = new HashMap<>();
    long begin = System.nanoTime();
    long primes = blocks.stream().mapToLong(CoreWork::primesIn).sum();
    long loop = System.nanoTime() - begin;
    boolean right = primes == sieved(items * BLOCK);
    for (int workers : Cores.WORKERS) {
      ExecutorService executor = threads.computeIfAbsent(workers, Executors::newFixedThreadPool);
      Pool pool = pools.computeIfAbsent(workers, Pool::of);
      long onThreads = Long.MAX_VALUE;
      long inPool = Long.MAX_VALUE;
      for (int turn = 0; turn < TURNS; turn++) {
        begin = System.nanoTime();
        right &= primes == onThreads(executor, blocks);
        onThreads = Math.min(onThreads, System.nanoTime() - begin);

        begin = System.nanoTime();
        right &= primes == inPool(pool, blocks);
        inPool = Math.min(inPool, System.nanoTime() - begin);
      }
      answer.put("threads" + workers, speedUp(loop, onThreads));
      answer.put("pool" + workers, speedUp(loop, inPool));
    }
    answer.put("check", right ? items : -1L);
    return answer;
  }

  private static long inPool(Pool pool, List<Integer> blocks) {
    return pool.map(CoreWork::primesIn, blocks).stream().mapToLong(count -> count).sum();
  }

  /// In thousandths.
  private static long speedUp(long loopNanos, long nanos) {
    return Math.round(1e3 * loopNanos / nanos);
  }

  private static long onThreads(ExecutorService executor, List<Integer> blocks) {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int block : blocks) {
      tasks.add(() -> primesIn(block));
    }
    try {
      long sum = 0;
      for (Future<Integer> count : executor.invokeAll(tasks)) {
        sum += count.get();
      }
      return sum;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the threads failed", e);
    }
  }

  private static int primesIn(int block) {
    int count = 0;
    for (int n = Math.max(2, block * BLOCK); n < (block + 1) * BLOCK; n++) {
      if (isPrime(n)) {
        count++;
      }
    }
    return count;
  }

  private static boolean isPrime(int n) {
    if (n % 2 == 0) {
      return n == 2;
    }
    for (int d = 3; d * d <= n; d += 2) {
      if (n % d == 0) {
        return false;
      }
    }
    return true;
  }

  /// How many primes there are below a number, found in another way.
  private static long sieved(int limit) {
    var composite = new BitSet(limit);
    for (int n = 2; n * n < limit; n++) {
      if (!composite.get(n)) {
        for (int multiple = n * n; multiple < limit; multiple += n) {
          composite.set(multiple);
        }
      }
    }
    return limit - 2L - composite.cardinality();
  }

  @Override
  public void close() {
    pools.values().forEach(Pool::close);
    threads.values().forEach(ExecutorService::shutdownNow);
  }
}
