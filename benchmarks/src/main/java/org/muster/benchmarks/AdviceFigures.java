package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.muster.parallel.Advice;
import org.muster.parallel.Pool;
import org.muster.parallel.Task;

/// `./muster benchmark advice`: what `pool.advise` predicts for 1, 2 and 4 workers, beside what a
/// loop and these workers then take. Loop and pools take turns, and the quickest of several rounds
/// counts.
final class AdviceFigures {

  private static final List<Integer> WORKERS = List.of(1, 2, 4);
  private static final int ROUNDS = 3;
  private static final double ALLOWED = 0.25;

  /// What a notebook might give to a pool.
  private record Work<T, R>(String what, Task<T, R> task, List<T> items) {

    void loop() throws Exception {
      List<R> results = new ArrayList<>(items.size());
      for (T item : items) {
        results.add(task.apply(item));
      }
      if (results.size() != items.size()) {
        throw BenchmarkException.failed("a loop lost results");
      }
    }

    void on(Pool pool) {
      List<R> results = pool.map(task, items);
      if (results.size() != items.size()) {
        throw BenchmarkException.failed("a pool lost results");
      }
    }
  }

  private AdviceFigures() {}

  /// All rows as a Markdown table.
  static String table() {
    var table = new StringBuilder();
    table.append("| Task | Workers | Predicted, times a loop | Measured | Off by |\n");
    table.append("|---|---:|---:|---:|---:|\n");
    for (Work<?, ?> work : works()) {
      try {
        rows(work, table);
      } catch (Exception e) {
        throw new IllegalStateException(work.what + " failed", e);
      }
    }
    return table.toString();
  }

  private static void rows(Work<?, ?> work, StringBuilder table) throws Exception {
    List<Pool> pools = WORKERS.stream().map(Pool::of).toList();
    try {
      for (int i = 0; i < 2; i++) { // code that is compiled, as in the second run of a cell
        work.loop();
        pools.forEach(work::on);
      }
      Advice advice = advise(pools.getLast(), work);
      long loop = Long.MAX_VALUE;
      long[] pooled = new long[pools.size()];
      Arrays.fill(pooled, Long.MAX_VALUE);
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        work.loop();
        loop = Math.min(loop, System.nanoTime() - start);
        for (int i = 0; i < pooled.length; i++) {
          start = System.nanoTime();
          work.on(pools.get(i));
          pooled[i] = Math.min(pooled[i], System.nanoTime() - start);
        }
      }
      for (int i = 0; i < pooled.length; i++) {
        double predicted = advice.speedUps().get(WORKERS.get(i) - 1);
        double measured = (double) loop / pooled[i];
        double off = predicted / measured - 1;
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %d | %.3g | %.3g | %+.0f %%%s |\n",
                work.what,
                WORKERS.get(i),
                predicted,
                measured,
                100 * off,
                Math.abs(off) <= ALLOWED ? "" : ", **more than 25 %**"));
      }
    } finally {
      pools.forEach(Pool::close);
    }
  }

  private static <T, R> Advice advise(Pool pool, Work<T, R> work) {
    return pool.advise(work.task, work.items);
  }

  // ---- the tasks -------------------------------------------------------------------------------

  private static List<Work<?, ?>> works() {
    double[] weights = new Random(1).doubles(1_000).toArray();
    return List.of(
        new Work<>("primes below n", (Integer n) -> primesBelow(n), range(2_000, 14_000, 40)),
        new Work<>("is n a prime", (Integer n) -> isPrime(n), range(400_000)),
        new Work<>("words of a page", (String page) -> words(page), pages(300)),
        new Work<>("a captured array of 1,000", captured(weights), range(20_000)),
        new Work<>("arrays of 1,000 in and out", (double[] xs) -> scaled(xs), arrays(4_000)),
        new Work<>("add 1", (Integer n) -> n + 1, range(400_000)));
  }

  private interface SerializableTask<T, R> extends Task<T, R>, Serializable {}

  private static Task<Integer, Double> captured(double[] weights) {
    SerializableTask<Integer, Double> task =
        n -> {
          double sum = 0;
          for (double weight : weights) {
            sum += Math.sqrt(weight * n + 1);
          }
          return sum;
        };
    return task;
  }

  private static long primesBelow(int n) {
    return IntStream.range(2, n).filter(AdviceFigures::isPrime).count();
  }

  private static boolean isPrime(int n) {
    for (int d = 2; (long) d * d <= n; d++) {
      if (n % d == 0) {
        return false;
      }
    }
    return n > 1;
  }

  private static Map<String, Integer> words(String page) {
    Map<String, Integer> counts = new HashMap<>();
    for (String word : page.split("\\W+", -1)) {
      counts.merge(word.toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    return counts;
  }

  /// Some hundred different words each, the frequent ones more often, as in a novel.
  private static List<String> pages(int count) {
    var random = new Random(2);
    List<String> pages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var page = new StringBuilder();
      for (int j = 0; j < 3_000; j++) {
        int word = (int) (1 / (0.002 + random.nextDouble()));
        page.append("word").append((char) ('a' + word % 26)).append(word).append(' ');
      }
      pages.add(page.toString());
    }
    return pages;
  }

  private static double[] scaled(double[] xs) {
    double[] ys = new double[xs.length];
    for (int i = 0; i < xs.length; i++) {
      ys[i] = Math.exp(-xs[i]) * 2;
    }
    return ys;
  }

  private static List<double[]> arrays(int count) {
    var random = new Random(3);
    return IntStream.range(0, count).mapToObj(_ -> random.doubles(1_000).toArray()).toList();
  }
}
