package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.muster.parallel.Pool;
import org.muster.parallel.Results;
import org.muster.parallel.jobs.JobPool;
import org.muster.parallel.jobs.JobRules;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What JMH measures for [Scheduling]. Public because JMH's generated classes extend it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SchedulerSuite {

  static final int CHUNKS = 10_000;
  static final int ITEMS = 1_000_000;

  private final Pool pool = JobPool.on(new InstantBackend(Race.WORKERS), JobRules.NONE, true);
  private final List<Integer> few = List.copyOf(range(CHUNKS));
  private final List<Integer> many = List.copyOf(range(ITEMS));
  private final int[] array = many.stream().mapToInt(i -> i).toArray();

  /// Sees that every way gives what it has to.
  @Setup
  public void check() {
    mustBe(few.equals(mapByOne()) && many.equals(map()));
    mustBe(Arrays.equals(array, mapInts()));
    mustBe(imapByOne() == (long) CHUNKS * (CHUNKS - 1) / 2);
    mustBe(futures() == CHUNKS && apply() == null);
  }

  @TearDown
  public void close() {
    pool.close();
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public List<Integer> mapByOne() {
    return pool.map(x -> x, few, 1);
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public long imapByOne() {
    long sum = 0;
    try (Results<Integer> results = pool.imap(x -> x, few, 1)) {
      while (results.hasNext()) {
        sum += results.next();
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public int futures() {
    List<CompletableFuture<Object>> futures = new ArrayList<>(CHUNKS);
    for (int i = 0; i < CHUNKS; i++) {
      futures.add(pool.submit(() -> "not called"));
    }
    int done = 0;
    for (CompletableFuture<Object> future : futures) {
      done += future.join() == null ? 1 : 0;
    }
    return done;
  }

  @Benchmark
  public Object apply() {
    return pool.apply(() -> "not called");
  }

  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public List<Integer> map() {
    return pool.map(x -> x, many);
  }

  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int[] mapInts() {
    return pool.map((int x) -> x, array);
  }

  private static void mustBe(boolean right) {
    if (!right) {
      throw new IllegalStateException("the scheduler alone gave a wrong result");
    }
  }
}
