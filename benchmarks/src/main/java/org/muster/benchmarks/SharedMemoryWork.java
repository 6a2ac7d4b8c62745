package org.muster.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;
import org.muster.parallel.SharedArray;
import org.muster.parallel.SharedMemory;

/// Muster's side of the races of [SharedState] about memory alone: the counterpart is in
/// `numpy_peer.py` and `shared_peer.py`.
final class SharedMemoryWork implements AutoCloseable {

  private static final int SUMS = 10;

  private final double[] plain = new double[SharedState.LOOP_LENGTH];
  private final SharedArray.Doubles shared = SharedArray.ofDoubles(SharedState.LOOP_LENGTH);
  private final SharedArray.Doubles replaced = SharedArray.ofDoubles(SharedState.LOOP_LENGTH);
  private SharedArray.@Nullable Doubles resident;

  /// The array stays from round to round.
  Map<String, Long> sum(int items) {
    SharedArray.Doubles numbers = resident;
    if (numbers == null) {
      numbers = SharedArray.ofDoubles(items);
      numbers.fill(1);
      resident = numbers;
    }
    double check = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < SUMS; i++) {
      check += numbers.sum();
    }
    long nanos = (System.nanoTime() - begin) / SUMS;
    return Map.of("nanos", nanos, "check", Math.round(check / SUMS));
  }

  /// @param times how often each loop runs
  Map<String, Long> loops(int times) {
    Arrays.fill(plain, 1);
    shared.fill(1);
    replaced.fill(1);
    long[] ends = new long[6];
    double plainSum = 0;
    double sharedSum = 0;
    ends[0] = System.nanoTime();
    for (int i = 0; i < times; i++) {
      plainSum += sum(plain);
    }
    ends[1] = System.nanoTime();
    for (int i = 0; i < times; i++) {
      sharedSum += sum(shared);
    }
    ends[2] = System.nanoTime();
    for (int i = 0; i < times; i++) {
      change(plain);
    }
    ends[3] = System.nanoTime();
    for (int i = 0; i < times; i++) {
      change(shared);
    }
    ends[4] = System.nanoTime();
    for (int i = 0; i < times; i++) {
      replaced.replaceAll(each -> each * 0.5 + 1);
    }
    ends[5] = System.nanoTime();
    boolean right =
        plainSum == sharedSum
            && Arrays.equals(plain, shared.toArray())
            && Arrays.equals(plain, replaced.toArray());
    return Map.of(
        "plainSum", ends[1] - ends[0],
        "sum", ends[2] - ends[1],
        "plainChange", ends[3] - ends[2],
        "change", ends[4] - ends[3],
        "replace", ends[5] - ends[4],
        "check", right ? times : -1L);
  }

  private static double sum(double[] array) {
    double sum = 0;
    for (int i = 0; i < array.length; i++) {
      sum += array[i];
    }
    return sum;
  }

  private static double sum(SharedArray.Doubles array) {
    double sum = 0;
    int length = (int) array.length();
    for (int i = 0; i < length; i++) {
      sum += array.get(i);
    }
    return sum;
  }

  private static void change(double[] array) {
    for (int i = 0; i < array.length; i++) {
      array[i] = array[i] * 0.5 + 1;
    }
  }

  private static void change(SharedArray.Doubles array) {
    int length = (int) array.length();
    for (int i = 0; i < length; i++) {
      array.set(i, array.get(i) * 0.5 + 1);
    }
  }

  static Map<String, Long> attach(int megabytes, Pool pool) {
    long last = megabytes * 1_000_000L - 1;
    try (var block = SharedMemory.create(last + 1)) {
      block.asBytes().set(last, (byte) 1);
      String name = block.name();
      List<Long> answer = pool.apply(() -> attachAgainAndAgain(name, last));
      return Map.of("nanos", Quantiles.median(answer), "check", (long) answer.size());
    }
  }

  private static List<Long> attachAgainAndAgain(String name, long last) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < SharedState.ATTACHMENTS; i++) {
      long begin = System.nanoTime();
      try (var block = SharedMemory.attach(name)) {
        if (block.asBytes().get(last) == 1) {
          nanos.add(System.nanoTime() - begin);
        }
      }
    }
    return nanos;
  }

  @Override
  public void close() {
    shared.close();
    replaced.close();
    if (resident != null) {
      resident.close();
    }
  }
}
