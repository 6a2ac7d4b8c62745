package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.WorkerLostException;

/// Muster's side of the races of [Processes].
final class ProcessWork implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofSeconds(1);

  private @Nullable Path started;
  private @Nullable Pool withSpare;
  private @Nullable Pool withoutSpare;

  /// Whether this system says how much memory a process has for itself.
  static boolean canTellMemory() {
    return Files.isReadable(Path.of("/proc/self/smaps_rollup"));
  }

  static Map<String, Long> memory(int numbers, int workers) {
    try (Pool pool = Pool.of(workers)) {
      awaitThat(
          "all workers are ready",
          () ->
              pool.workers().stream().filter(w -> w.state() == WorkerInfo.State.IDLE).count()
                  == workers);
      long unused = medianMemory(pool);
      List<Integer> results = pool.map(x -> x + 1, new ArrayList<>(range(numbers)));
      LockSupport.parkNanos(REST.toNanos());
      long used = medianMemory(pool);
      return Map.of("unused", unused, "used", used, "check", (long) results.getLast());
    }
  }

  private static long medianMemory(Pool pool) {
    return Quantiles.median(
        pool.workers().stream().map(worker -> proportionalSetSize(worker.pid())).toList());
  }

  private static long proportionalSetSize(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      String line = lines.filter(each -> each.startsWith("Pss:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, Long> replacement(int kills) {
    Pool spared = spared();
    Pool bare = bare();
    List<Long> spare = new ArrayList<>();
    List<Long> fresh = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      spare.add(kill(spared, true));
      fresh.add(kill(bare, false));
    }
    return Map.of(
        "spare", Quantiles.median(spare),
        "fresh", Quantiles.median(fresh),
        "check", (long) kills);
  }

  /// Gives the time until another worker has run a task.
  private long kill(Pool pool, boolean hasSpare) {
    long victim = pool.<Long>apply(() -> ProcessHandle.current().pid());
    if (hasSpare) {
      awaitThat("a spare is ready", () -> startedBesides(victim));
    }
    long begin = System.nanoTime();
    ProcessHandle.of(victim).orElseThrow().destroyForcibly();
    long answering = victim;
    while (answering == victim) {
      try {
        answering = pool.<Long>apply(() -> ProcessHandle.current().pid());
      } catch (WorkerLostException e) {
        // The pool had not heard of it: the next call is for another worker.
      }
    }
    long nanos = System.nanoTime() - begin;
    if (hasSpare) {
      forget(victim);
    }
    return nanos;
  }

  private Pool spared() {
    Pool open = withSpare;
    if (open == null) {
      String folder = startedFolder().toString();
      open =
          Pool.open(c ->
              c.withWorkers(1)
                  .withSpares(1)
                  .withInitializer(() ->
                      Files.createFile(
                          Path.of(folder, Long.toString(ProcessHandle.current().pid())))));
      withSpare = open;
    }
    return open;
  }

  private Pool bare() {
    Pool open = withoutSpare;
    if (open == null) {
      open = Pool.of(1);
      withoutSpare = open;
    }
    return open;
  }

  /// Each worker that is ready puts a file with its number there: a spare shows nowhere else.
  private Path startedFolder() {
    Path folder = started;
    if (folder == null) {
      try {
        folder = Files.createTempDirectory("muster-benchmark-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      started = folder;
    }
    return folder;
  }

  private boolean startedBesides(long pid) {
    return startedWorkers().stream()
        .anyMatch(file -> !file.getFileName().toString().equals(Long.toString(pid)));
  }

  private List<Path> startedWorkers() {
    try (Stream<Path> files = Files.list(startedFolder())) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forget(long pid) {
    delete(startedFolder().resolve(Long.toString(pid)));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException("waited in vain until " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    Stream.of(withSpare, withoutSpare)
        .forEach(pool -> {
          if (pool != null) {
            pool.close();
          }
        });
    if (started != null) {
      startedWorkers().forEach(ProcessWork::delete);
      delete(started);
    }
  }
}
