package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.muster.parallel.Pool;

/// Muster's side of the races about arrays: of many numbers that are items, and of [BigArrays].
final class ArrayWork {

  private ArrayWork() {}

  static Map<String, Long> ints(int items, Pool pool) {
    int[] numbers = IntStream.range(0, items).toArray();
    long begin = System.nanoTime();
    int[] results = pool.map((int x) -> x + 1, numbers);
    long nanos = System.nanoTime() - begin;
    return Map.of("nanos", nanos, "check", Arrays.stream(results).asLongStream().sum());
  }

  static Map<String, Long> doubles(int items, Pool pool) {
    double[] numbers = IntStream.range(0, items).asDoubleStream().toArray();
    long begin = System.nanoTime();
    double[] results = pool.map((double x) -> x + 1, numbers);
    long nanos = System.nanoTime() - begin;
    return Map.of("nanos", nanos, "check", Math.round(Arrays.stream(results).sum()));
  }

  static Map<String, Long> in(int arrays, Pool pool) {
    List<double[]> items = fresh(arrays);
    long begin = System.nanoTime();
    List<Double> sums = pool.map(ArrayWork::look, items);
    long nanos = System.nanoTime() - begin;
    return answer(nanos, () -> sums.stream().mapToDouble(sum -> sum).sum());
  }

  static Map<String, Long> out(int arrays, Pool pool) {
    List<Integer> items = new ArrayList<>(range(arrays));
    long begin = System.nanoTime();
    List<double[]> results = pool.map(ArrayWork::filled, items);
    long nanos = System.nanoTime() - begin;
    return answer(nanos, () -> results.stream().mapToDouble(ArrayWork::look).sum());
  }

  static Map<String, Long> both(int arrays, Pool pool) {
    List<double[]> items = fresh(arrays);
    long begin = System.nanoTime();
    List<double[]> results = pool.map(ArrayWork::larger, items);
    long nanos = System.nanoTime() - begin;
    return answer(nanos, () -> results.stream().mapToDouble(ArrayWork::look).sum());
  }

  /// Arrays that no worker has seen, not even their contents.
  private static List<double[]> fresh(int arrays) {
    List<double[]> all = new ArrayList<>(arrays);
    for (int i = 0; i < arrays; i++) {
      double[] array = filled(i);
      array[1] = ThreadLocalRandom.current().nextDouble(); // none that is looked at
      all.add(array);
    }
    return all;
  }

  private static double[] filled(int value) {
    double[] array = new double[BigArrays.LENGTH];
    Arrays.fill(array, value);
    return array;
  }

  private static double[] larger(double[] array) {
    double[] result = new double[array.length];
    for (int i = 0; i < array.length; i++) {
      result[i] = array[i] + 1;
    }
    return result;
  }

  private static double look(double[] array) {
    double sum = 0;
    for (int i = 0; i < array.length; i += BigArrays.STEP) {
      sum += array[i];
    }
    return sum;
  }

  private static Map<String, Long> answer(long nanos, Supplier<Double> check) {
    return Map.of("nanos", nanos, "check", Math.round(check.get()));
  }
}
