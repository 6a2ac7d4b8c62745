package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Call;
import org.muster.parallel.Pool;
import org.muster.parallel.Task;
import org.muster.parallel.closure.CellLoader;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Unpacker;

/// Muster's side of the races of [Functions]: the counterpart of `joblib_peer.py`.
final class FunctionWork {

  private static final int CAPTURED = 7;

  private static final List<Integer> ONE = List.of(1);

  /// Numbers the versions of the redefined function: workers have seen none of those to come.
  private static final AtomicInteger LAST_VERSION = new AtomicInteger();

  private FunctionWork() {}

  static Map<String, Long> run(String name, int items, Supplier<Pool> pool) {
    try {
      return switch (name) {
        case "pack" -> pack(items);
        case "steady" -> steady(items, pool.get());
        case "first-call-3", "first-call-60" -> firstCall(items, pool.get().size());
        case "captured-array" -> capturedArray(items, pool.get());
        case "redefine" -> redefine(items, pool.get());
        default -> throw new IllegalArgumentException("no benchmark is called `" + name + "`");
      };
    } catch (Exception e) {
      throw new IllegalStateException("`" + name + "` failed", e);
    }
  }

  private static Map<String, Long> pack(int times) throws Exception {
    Task<Integer, Integer> task = Cells.adding(Unchanged.CELLS, CAPTURED);
    long begin = System.nanoTime();
    Packed packed = Packer.packTask(task);
    for (int i = 1; i < times; i++) {
      packed = Packer.packTask(task);
    }
    long pack = (System.nanoTime() - begin) / times;

    var worker = new CellLoader(FunctionWork.class.getClassLoader(), _ -> null);
    packed.classes().forEach(worker::add);
    long check = 0;
    begin = System.nanoTime();
    for (int i = 0; i < times; i++) {
      check += call(Unpacker.unpack(packed.graph(), worker).root());
    }
    long unpack = (System.nanoTime() - begin) / times;

    Task<Integer, Integer> compiled = compilersOwn(CAPTURED);
    begin = System.nanoTime();
    byte[] bytes = serialize(compiled);
    for (int i = 1; i < times; i++) {
      bytes = serialize(compiled);
    }
    long floorPack = (System.nanoTime() - begin) / times;

    long floorCheck = 0;
    begin = System.nanoTime();
    for (int i = 0; i < times; i++) {
      floorCheck += call(deserialize(bytes));
    }
    long floorUnpack = (System.nanoTime() - begin) / times;
    mustBe(check, floorCheck);
    return Map.of(
        "pack", pack,
        "unpack", unpack,
        "floorPack", floorPack,
        "floorUnpack", floorUnpack,
        "check", check);
  }

  /// [Task] extends `Serializable`, so the compiler makes such lambdas serializable by itself.
  private static Task<Integer, Integer> compilersOwn(int k) {
    return x -> x + k;
  }

  @SuppressWarnings("unchecked") // what was packed
  private static int call(@Nullable Object task) throws Exception {
    return Objects.requireNonNull((Task<Integer, Integer>) task).apply(1);
  }

  private static byte[] serialize(Object value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Object deserialize(byte[] bytes) throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  private static Map<String, Long> steady(int calls, Pool pool) {
    Task<Integer, Integer> task = Cells.adding(Unchanged.CELLS, CAPTURED);
    Call<Integer> constant = Cells.constant(Unchanged.CELLS);
    List<Long> maps = new ArrayList<>(calls);
    List<Long> applies = new ArrayList<>(calls);
    long check = 0;
    long ones = 0;
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      check += pool.map(task, ONE).getFirst();
      long between = System.nanoTime();
      ones += pool.<Integer>apply(constant);
      applies.add(System.nanoTime() - between);
      maps.add(between - begin);
    }
    mustBe(calls, ones);
    return Map.of(
        "p50", Quantiles.median(maps), "apply", Quantiles.median(applies), "check", check);
  }

  private static Map<String, Long> firstCall(int classes, int workers) {
    Task<Integer, Integer> task = Cells.chained(Cells.chain(classes).load());
    try (Pool pool = Pool.of(workers)) {
      Set<Long> seen = new HashSet<>();
      while (seen.size() < workers) {
        seen.addAll(pool.map(_ -> ProcessHandle.current().pid(), range(workers), 1));
      }
      long begin = System.nanoTime();
      long result = pool.map(task, ONE).getFirst();
      return Map.of("nanos", System.nanoTime() - begin, "check", result);
    }
  }

  private static Map<String, Long> capturedArray(int arrays, Pool pool) {
    List<Long> first = new ArrayList<>(arrays);
    List<Long> second = new ArrayList<>(arrays);
    List<Integer> workers = range(pool.size());
    long check = 0;
    // Every worker must know the function before an array is sent.
    mustBe(0, sum(pool.map(Cells.reading(Unchanged.CELLS, new double[pool.size()]), workers, 1)));
    for (int i = 0; i < arrays; i++) {
      double[] array = ThreadLocalRandom.current().doubles(BigArrays.LENGTH).toArray();
      workers.forEach(each -> array[each] = each);
      Task<Integer, Double> task = Cells.reading(Unchanged.CELLS, array);
      for (List<Long> times : List.of(first, second)) {
        long begin = System.nanoTime();
        List<Double> results = pool.map(task, workers, 1);
        times.add(System.nanoTime() - begin);
        check += sum(results);
      }
    }
    return Map.of(
        "first", Quantiles.median(first), "second", Quantiles.median(second), "check", check);
  }

  private static Map<String, Long> redefine(int versions, Pool pool) {
    List<Long> times = new ArrayList<>(versions);
    long check = 0;
    for (int i = 0; i < versions; i++) {
      int version = LAST_VERSION.incrementAndGet();
      Task<Integer, Integer> task = Cells.calling(Cells.version(version).load());
      long begin = System.nanoTime();
      int result = pool.map(task, ONE).getFirst();
      times.add(System.nanoTime() - begin);
      check += result - version;
    }
    return Map.of("p50", Quantiles.median(times), "check", check);
  }

  private static long sum(List<Double> results) {
    return Math.round(results.stream().mapToDouble(r -> r).sum());
  }

  private static void mustBe(long expected, long actual) {
    if (actual != expected) {
      throw new IllegalStateException(
          "the result is %d and must be %d".formatted(actual, expected));
    }
  }

  /// The notebook whose functions stay as they are; made at first use.
  private static final class Unchanged {
    static final CellLoader CELLS = Cells.small().load();
  }
}
