package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;
import org.muster.parallel.Results;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.WorkerLostException;

/// `./muster benchmark faults`: how long a pool takes to get over what goes wrong, beside what it
/// should take at most. There is no peer in this table: those that were tried hang or lose results.
final class FaultFigures {

  private static final int WORKERS = 4;
  private static final int ROUNDS = 5;
  private static final int KILLER = 17;

  /// A row of the table.
  ///
  /// @param values one for each round
  private record Figure(String what, List<Double> values, String unit, double target) {

    String row() {
      List<Double> sorted = values.stream().sorted().toList();
      double median = sorted.get(sorted.size() / 2);
      return String.format(
          Locale.ROOT,
          "| %s | %.2f (%.2f … %.2f) | %s | %.2f | %s |\n",
          what,
          median,
          sorted.getFirst(),
          sorted.getLast(),
          unit,
          target,
          median <= target ? "yes" : "**no**");
    }
  }

  /// Something that is measured.
  private interface Measured {
    double once() throws Exception;
  }

  private final Failures failures;

  private FaultFigures(Failures failures) {
    this.failures = failures;
  }

  /// The table, as Markdown.
  ///
  /// @param failures gets what could not be measured
  static String table(Failures failures) {
    return new FaultFigures(failures).measured();
  }

  private String measured() {
    var page =
        new StringBuilder(
            """
            | What | Median (min … max) | Unit | At most | Reached |
            |---|---:|---|---:|---|
            """);
    try (var pool = Pool.of(WORKERS);
        var trying = Pool.open(c -> c.withWorkers(WORKERS).withRetries(1))) {
      for (Pool each : List.of(pool, trying)) {
        each.map(x -> x, range(10_000));
        each.everywhere(() -> 0);
      }
      page.append(rows("first result of an imap", "ms", 10, () -> firstResult(pool)));
      page.append(rows("map after an interrupt", "ms", 100, () -> afterInterrupt(pool)));
      page.append(rows("an item that ends its worker is named", "s", 1, () -> killer(pool)));
      page.append(rows("the same, tried again", "s", 1, () -> killer(trying)));
      page.append(
          rows("a worker dies once, retries, to ideal", "×", 1.3, () -> transientDeath(trying)));
      page.append(rows("last worker gone after kill -9", "s", 1, FaultFigures::afterKill));
      page.append(rows("heap growth, imap of 10,000,000", "MB", 8, 1, () -> growth(pool)));
    }
    return page + failures.markdown();
  }

  private String rows(String what, String unit, double target, Measured measured) {
    return rows(what, unit, target, ROUNDS, measured);
  }

  private String rows(String what, String unit, double target, int rounds, Measured measured) {
    List<Double> values = new ArrayList<>();
    try {
      for (int round = 0; round < rounds; round++) {
        values.add(measured.once());
      }
    } catch (Exception e) {
      failures.add(what, String.valueOf(e));
      return "";
    }
    return new Figure(what, values, unit, target).row();
  }

  private static double since(long start, TimeUnit unit) {
    return (System.nanoTime() - start) / (double) unit.toNanos(1);
  }

  private static double firstResult(Pool pool) {
    long start = System.nanoTime();
    try (Results<Integer> results = pool.imap(x -> x + 1, range(1_000_000))) {
      results.next();
      return since(start, TimeUnit.MILLISECONDS);
    }
  }

  /// The tasks end when they are interrupted, as all code of a notebook does. Busy loops of
  /// compiled classes do not; there the worker is killed, and another one has to start.
  private static double afterInterrupt(Pool pool) throws Exception {
    Path started = Files.createTempDirectory("muster-faults");
    String folder = started.toString();
    var returned = new CountDownLatch(1);
    Thread caller =
        new Thread(() -> {
          try {
            pool.forEach(
                x -> {
                  Files.createFile(Path.of(folder, "" + x));
                  Nap.take(600_000);
                },
                range(WORKERS));
          } catch (CancellationException e) {
            returned.countDown();
          }
        });
    caller.start();
    awaitFiles(started, WORKERS);
    caller.interrupt();
    returned.await();
    long start = System.nanoTime();
    pool.map(x -> x, range(WORKERS), 1);
    double took = since(start, TimeUnit.MILLISECONDS);
    empty(started);
    return took;
  }

  private static double killer(Pool pool) {
    long start = System.nanoTime();
    try {
      pool.map(
          x -> {
            if (x == KILLER) {
              Runtime.getRuntime().halt(1);
            }
            return x;
          },
          range(40),
          10);
      throw new IllegalStateException("the killer was not named");
    } catch (WorkerLostException e) {
      double took = since(start, TimeUnit.SECONDS);
      if (e.itemIndex() != KILLER && e.itemIndex() / 10 != KILLER / 10) {
        throw new IllegalStateException("another item was named", e);
      }
      pool.everywhere(() -> 0); // all replaced
      return took;
    }
  }

  private static double transientDeath(Pool pool) throws Exception {
    Path folder = Files.createTempDirectory("muster-faults");
    String dead = folder.resolve("dead").toString();
    double ideal = napping(pool, null);
    double took = napping(pool, dead);
    pool.everywhere(() -> 0);
    empty(folder);
    return took / ideal;
  }

  /// @param dead the file of an item that ends its worker once, or null
  private static double napping(Pool pool, @Nullable String dead) {
    long start = System.nanoTime();
    pool.map(
        x -> {
          if (x == KILLER && dead != null && Path.of(dead).toFile().createNewFile()) {
            Runtime.getRuntime().halt(1);
          }
          Nap.take(100);
          return x;
        },
        range(20 * WORKERS),
        1);
    return since(start, TimeUnit.SECONDS);
  }

  private static double growth(Pool pool) {
    double after1 = 0;
    long taken = 0;
    try (Results<Integer> results = pool.imap(x -> x, range(10_000_000))) {
      for (int _ : results) {
        if (++taken == 1_000_000) {
          after1 = usedMegabytes();
        }
      }
      return Math.max(0, usedMegabytes() - after1);
    }
  }

  private static double usedMegabytes() {
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    return (jvm.totalMemory() - jvm.freeMemory()) / (double) (1 << 20);
  }

  /// A program with a busy pool, to be killed.
  public static final class Victim {
    private Victim() {}

    public static void main(String[] args) {
      var pool = Pool.of(WORKERS);
      pool.everywhere(() -> 0);
      for (WorkerInfo worker : pool.workers()) {
        System.out.println(worker.pid());
      }
      System.out.println();
      pool.forEach(_ -> Nap.take(600_000), range(WORKERS));
    }
  }

  private static double afterKill() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> workers = new ArrayList<>();
    var out = victim.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null && !line.isEmpty(); line = out.readLine()) {
      ProcessHandle.of(Long.parseLong(line)).ifPresent(workers::add);
    }
    if (workers.size() != WORKERS) {
      throw new IllegalStateException("the program to be killed has no workers");
    }
    long start = System.nanoTime();
    victim.destroyForcibly();
    while (workers.stream().anyMatch(ProcessHandle::isAlive)) {
      Nap.take(1);
    }
    return since(start, TimeUnit.SECONDS);
  }

  private static void awaitFiles(Path folder, int count) throws Exception {
    while (true) {
      try (var files = Files.list(folder)) {
        if (files.count() >= count) {
          return;
        }
      }
      Nap.take(1);
    }
  }

  private static void empty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
