package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.muster.parallel.Pool;
import org.muster.parallel.Results;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.WorkerLostException;

/// `./muster benchmark soak [MINUTES]`: random work and random kills for as long as one likes,
/// every result accounted for. The build does 200 rounds of the like; this finds what shows after
/// hours.
final class SoakFigures {

  private static final int WORKERS = 4;
  private static final int MOST_ITEMS = 2_000;
  private static final int DEFAULT_MINUTES = 30;

  /// A round that takes longer hangs.
  private static final Duration ROUND_WITHIN = Duration.ofMinutes(2);

  private final Random random;
  private final PrintStream log;
  private int rounds;
  private int finished;
  private int lost;
  private int failed;

  private SoakFigures(long seed, PrintStream log) {
    this.random = new Random(seed);
    this.log = log;
  }

  /// Runs, and gives what happened in a sentence.
  ///
  /// @param words the minutes, or nothing
  /// @throws BenchmarkException if they are no number, or a result is missing or wrong
  static String run(List<String> words, PrintStream log) {
    long minutes;
    try {
      minutes = words.isEmpty() ? DEFAULT_MINUTES : Long.parseLong(words.getFirst());
    } catch (NumberFormatException e) {
      throw BenchmarkException.refused(
          "`%s` is no number of minutes; write `./muster benchmark soak 60`."
              .formatted(words.getFirst()));
    }
    long seed = System.nanoTime();
    log.println("soak: %d minutes, seed %d".formatted(minutes, seed));
    try {
      return new SoakFigures(seed, log).run(Duration.ofMinutes(minutes));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the soak with seed %d failed".formatted(seed), e);
    }
  }

  private String run(Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + time.toNanos();
    List<ProcessHandle> last = new ArrayList<>();
    try (var pool = Pool.open(c -> c.withWorkers(WORKERS).withSpares(1))) {
      while (rounds == 0 || System.nanoTime() < end) {
        round(pool);
        if (++rounds % 100 == 0) {
          log.println(account());
        }
      }
      for (WorkerInfo worker : pool.workers()) {
        ProcessHandle.of(worker.pid()).ifPresent(last::add);
      }
    }
    if (last.stream().anyMatch(ProcessHandle::isAlive)) {
      throw new IllegalStateException("a worker is still there after its pool was closed");
    }
    return account();
  }

  private String account() {
    return "soak: %d rounds; %d jobs gave all their results, %d lost a worker, %d threw as they should"
        .formatted(rounds, finished, lost, failed);
  }

  private void round(Pool pool) throws InterruptedException, ExecutionException, TimeoutException {
    int items = 1 + random.nextInt(MOST_ITEMS);
    int nap = random.nextInt(5);
    int thrower = random.nextInt(4) == 0 ? random.nextInt(items) : -1;
    int chunkSize = 1 + random.nextInt(50);
    List<CompletableFuture<List<Integer>>> maps = new ArrayList<>();
    for (int job = 0; job < 3; job++) {
      maps.add(pool.mapAsync(x -> work(x, nap, -1), range(items), chunkSize));
    }
    CompletableFuture<List<Integer>> throwing =
        pool.mapAsync(x -> work(x, nap, thrower), range(items));
    List<CompletableFuture<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int number = i;
      calls.add(pool.submit(() -> work(number, nap, -1)));
    }
    for (int kills = random.nextInt(3); kills > 0; kills--) {
      kill(pool);
    }
    lazily(pool, items);
    for (CompletableFuture<List<Integer>> map : maps) {
      check(map, items, -1);
    }
    check(throwing, items, thrower);
    for (int i = 0; i < calls.size(); i++) {
      checkCall(calls.get(i), i);
    }
  }

  private static int work(int x, int nap, int thrower) throws InterruptedException {
    if (x % 100 == 0) {
      Nap.take(nap); // long enough to be killed in
    }
    if (x == thrower) {
      throw new IllegalArgumentException("item " + x);
    }
    return 2 * x;
  }

  private void kill(Pool pool) {
    List<WorkerInfo> workers = pool.workers();
    long pid = workers.get(random.nextInt(workers.size())).pid();
    if (pid > 0) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private void lazily(Pool pool, int items) {
    int taken = 0;
    try (Results<Integer> results = pool.imap(x -> work(x, 0, -1), range(items))) {
      for (int result : results) {
        if (result != 2 * taken++) {
          throw new IllegalStateException("result %d of an imap is wrong".formatted(taken - 1));
        }
      }
      if (taken != items) {
        throw new IllegalStateException("%d results of %d".formatted(taken, items));
      }
      finished++;
    } catch (WorkerLostException e) {
      lost++;
    }
  }

  private void check(CompletableFuture<List<Integer>> map, int items, int thrower)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      List<Integer> results = map.get(ROUND_WITHIN.toSeconds(), TimeUnit.SECONDS);
      if (!results.equals(range(items).stream().map(x -> 2 * x).toList()) || thrower >= 0) {
        throw new IllegalStateException("the results of a map are wrong");
      }
      finished++;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case WorkerLostException _ -> lost++;
        case TaskFailedException t when t.itemIndex() == thrower -> failed++;
        case null, default -> throw e;
      }
    }
  }

  private void checkCall(CompletableFuture<Integer> call, int number)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      if (call.get(ROUND_WITHIN.toSeconds(), TimeUnit.SECONDS) != 2 * number) {
        throw new IllegalStateException("the result of call %d is wrong".formatted(number));
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof WorkerLostException)) {
        throw e;
      }
      lost++;
    }
  }
}
