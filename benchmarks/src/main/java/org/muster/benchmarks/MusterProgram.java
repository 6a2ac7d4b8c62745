package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;
import org.muster.parallel.Results;
import org.muster.parallel.launch.LocalLauncher;

/// Muster as one side of a benchmark: the counterpart of `peer.py`, line by line.
///
/// Every task and every item is the same as there. Items are a list with storage, not a `range`, so
/// that the numbers really travel.
public final class MusterProgram implements AutoCloseable {

  private static final Duration MAKING_A_CACHE = Duration.ofSeconds(90);

  private final int workers;
  private final CoreWork cores = new CoreWork();
  private final ProcessWork processes = new ProcessWork();
  private final SharedMemoryWork memory = new SharedMemoryWork();
  private @Nullable Pool pool;

  private MusterProgram(int workers) {
    this.workers = workers;
  }

  /// Takes the number of workers.
  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = System.out;
    try (var program = new MusterProgram(Integer.parseInt(args[0]))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] request = line.split(" ", -1);
        out.println(json(program.run(request[1], Integer.parseInt(request[2]))));
        out.flush();
      }
    }
  }

  private Map<String, Long> run(String name, int items) {
    return switch (name) {
      case "start" -> start(items);
      case "start-again" -> startAgain(items);
      case "apply" -> apply(items);
      case "map" -> timed(items, (pool, numbers) -> pool.map(x -> x + 1, numbers));
      case "map-ints" -> ArrayWork.ints(items, warmPool());
      case "map-doubles" -> ArrayWork.doubles(items, warmPool());
      case "map-chunk-1" -> timed(items, (pool, numbers) -> pool.map(x -> x + 1, numbers, 1));
      case "imap-chunk-1" -> timed(items, MusterProgram::imapByOne);
      case "futures" -> futures(items);
      case "arrays-in" -> ArrayWork.in(items, warmPool());
      case "arrays-out" -> ArrayWork.out(items, warmPool());
      case "arrays-both" -> ArrayWork.both(items, warmPool());
      case "primes" -> cores.primes(items);
      case "memory" -> ProcessWork.memory(items, workers);
      case "replacement" -> processes.replacement(items);
      case "shared-sum" -> memory.sum(items);
      case "shared-loops" -> memory.loops(items);
      default -> SharedWork.run(name, items, this::warmPool);
    };
  }

  /// The first time on a machine, workers start without the AOT cache that is made in the
  /// background afterwards. A user has it from then on: so the next measurement waits until it is
  /// there.
  private static Map<String, Long> start(int workers) {
    Map<String, Long> measured = startNow(workers);
    try {
      boolean _ = LocalLauncher.awaitCaches(MAKING_A_CACHE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return measured;
  }

  private static Map<String, Long> startAgain(int workers) {
    Map<String, Long> _ = start(workers);
    return startNow(workers);
  }

  private static Map<String, Long> startNow(int workers) {
    long begin = System.nanoTime();
    try (Pool pool = Pool.of(workers)) {
      Set<Long> seen = new HashSet<>();
      while (seen.size() < workers) {
        seen.addAll(pool.map(_ -> ProcessHandle.current().pid(), range(workers), 1));
      }
      long nanos = System.nanoTime() - begin;
      seen.remove(ProcessHandle.current().pid());
      return Map.of("nanos", nanos, "check", (long) seen.size());
    }
  }

  private Map<String, Long> apply(int calls) {
    Pool warm = warmPool();
    List<Long> trips = new ArrayList<>(calls);
    long check = 0;
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      check += warm.<Integer>apply(() -> 1);
      trips.add(System.nanoTime() - begin);
    }
    long p50 = Quantiles.percentile(trips, 50);
    long p99 = Quantiles.percentile(trips, 99);
    return Map.of("p50", p50, "p99", p99, "check", check);
  }

  private Map<String, Long> futures(int calls) {
    Pool warm = warmPool();
    long begin = System.nanoTime();
    List<CompletableFuture<Integer>> futures = new ArrayList<>(calls);
    for (int i = 0; i < calls; i++) {
      int number = i;
      futures.add(warm.submit(() -> number));
    }
    int right = 0;
    for (int i = 0; i < calls; i++) {
      right += futures.get(i).join() == i ? 1 : 0;
    }
    return Map.of("each", (System.nanoTime() - begin) / calls, "check", (long) right);
  }

  private static List<Integer> imapByOne(Pool pool, List<Integer> numbers) {
    List<Integer> results = new ArrayList<>();
    try (Results<Integer> arriving = pool.imap(x -> x + 1, numbers, 1)) {
      arriving.forEachRemaining(results::add);
    }
    return results;
  }

  private Map<String, Long> timed(int items, BiFunction<Pool, List<Integer>, List<Integer>> work) {
    Pool warm = warmPool();
    List<Integer> numbers = new ArrayList<>(range(items));
    long begin = System.nanoTime();
    List<Integer> results = work.apply(warm, numbers);
    long nanos = System.nanoTime() - begin;
    long check = results.stream().mapToLong(r -> r).sum();
    return Map.of("nanos", nanos, "each", nanos / items, "check", check);
  }

  private Pool warmPool() {
    Pool open = pool;
    if (open == null) {
      open = Pool.of(workers);
      pool = open;
    }
    return open;
  }

  private static String json(Map<String, Long> numbers) {
    return new TreeMap<>(numbers)
        .entrySet().stream()
            .map(entry -> "\"%s\": %d".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  @Override
  public void close() {
    cores.close();
    processes.close();
    memory.close();
    if (pool != null) {
      pool.close();
    }
  }
}
