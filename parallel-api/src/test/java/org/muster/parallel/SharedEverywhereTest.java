package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Shared memory in pools")
@Timeout(180)
class SharedEverywhereTest {

  private static Pool workers;

  @BeforeAll
  static void open() {
    workers = Pool.of(4);
  }

  @AfterAll
  static void close() {
    workers.close();
  }

  /// Every kind of pool there is.
  enum Kind {
    WORKERS,
    THREADS,
    VIRTUAL_THREADS,
    SEQUENTIAL;

    Pool open() {
      return switch (this) {
        case WORKERS -> Pool.of(2);
        case THREADS -> Pool.threads(2);
        case VIRTUAL_THREADS -> Pool.virtualThreads();
        case SEQUENTIAL -> Pool.sequential();
      };
    }
  }

  /// A record with handles in it.
  record Job(String name, SharedArray.Ints data, SharedLong done) implements java.io.Serializable {}

  private static final int TIMES = 200_000;

  @ParameterizedTest
  @EnumSource
  void is_the_same_for_all_tasks_of_every_pool(Kind kind) {
    try (var pool = kind.open();
        var array = SharedArray.ofDoubles(100);
        var count = SharedInt.of(0)) {
      pool.forEach(
          i -> {
            array.set(i, i * 0.5);
            var _ = count.incrementAndGet();
          },
          range(100));
      assertEquals(100, count.get());
      assertEquals(2475, array.sum());
    }
  }

  /// Python's classic: `a[0] += 1` in four processes.
  @Test
  void loses_updates_that_read_and_write_in_two_steps() {
    try (var array = SharedArray.ofLongs(2)) {
      long last = 0;
      for (int round = 0; round < 20; round++) { // one run may happen to lose nothing
        array.fill(0);
        workers.forEach(
            _ -> {
              for (int i = 0; i < TIMES; i++) {
                array.set(0, array.get(0) + 1);
                var _ = array.getAndAdd(1, 1);
              }
            },
            range(4));
        assertEquals(4L * TIMES, array.get(1), "getAndAdd loses nothing");
        last = array.get(0);
        if (last < 4L * TIMES) {
          return;
        }
      }
      throw new AssertionError("four processes never met at one element: " + last);
    }
  }

  @Test
  void counts_exactly_with_the_values_of_every_type() {
    try (var longs = SharedLong.of(0);
        var ints = SharedInt.of(0);
        var doubles = SharedDouble.of(0);
        var first = SharedBoolean.of(false);
        var firsts = SharedInt.of(0);
        var greatest = SharedLong.of(Long.MIN_VALUE)) {
      workers.forEach(
          i -> {
            if (first.compareAndSet(false, true)) {
              firsts.incrementAndGet();
            }
            for (int k = 0; k < 10_000; k++) {
              longs.incrementAndGet();
              ints.getAndAdd(2);
              doubles.updateAndGet(x -> x + 0.5);
            }
            greatest.accumulateAndGet(i, Math::max);
          },
          range(8));
      assertEquals(80_000, longs.get());
      assertEquals(160_000, ints.get());
      assertEquals(40_000, doubles.get());
      assertEquals(1, firsts.get());
      assertEquals(7, greatest.get());
    }
  }

  @Test
  void travels_as_capture_item_result_and_inside_other_objects() {
    try (var data = SharedArray.ofInts(10);
        var done = SharedLong.of(0)) {
      workers.forEach(each -> each.set(0, 1), List.of(data));
      assertEquals(1, data.get(0));
      workers.forEach(slice -> slice.fill(3), List.of(data.slice(2, 4), data.slice(6, 7)));
      assertArrayEquals(new int[] {1, 0, 3, 3, 0, 0, 3, 0, 0, 0}, data.toArray());
      workers.forEach(
          job -> {
            job.data().set(1, job.name().length());
            var _ = job.done().incrementAndGet();
          },
          List.of(new Job("four", data, done)));
      assertEquals(4, data.get(1));
      assertEquals(1, done.get());
      Map<String, List<Object>> nested = Map.of("key", List.of(Optional.of(data)));
      assertEquals(
          14,
          (int)
              workers
                  .map(
                      _ ->
                          (int)
                              ((SharedArray.Ints) ((Optional<?>) nested.get("key").get(0)).get())
                                  .sum(),
                      List.of(0))
                  .get(0));
      List<SharedArray.Ints> back = workers.map(_ -> data, range(3));
      back.forEach(each -> assertSame(data, each));
      Job same = workers.map(job -> job, List.of(new Job("x", data, done))).get(0);
      assertSame(data, same.data());
      assertSame(done, same.done());
    }
  }

  @Test
  void made_by_a_worker_comes_back_and_goes_to_the_others() {
    List<SharedArray.Doubles> made =
        workers.map(
            i -> {
              var array = SharedArray.ofDoubles(1000);
              array.fill(i);
              System.gc(); // the worker has forgotten it when the result is read
              return array;
            },
            range(4),
            1);
    List<Double> sums = workers.map(i -> made.get(3 - i).sum(), range(4), 1);
    assertEquals(List.of(3000.0, 2000.0, 1000.0, 0.0), sums);
    made.forEach(SharedArray::close);
  }

  @Test
  void is_the_same_object_in_every_task_of_one_worker() {
    try (var array = SharedArray.ofInts(1)) {
      int identities =
          Math.toIntExact(
              workers
                  .map(
                      i ->
                          ProcessHandle.current().pid()
                              + ":"
                              + System.identityHashCode(Kept.keep(array)),
                      range(40),
                      1)
                  .stream()
                  .distinct()
                  .count());
      assertTrue(identities <= 4, () -> identities + " objects in 4 processes");
    }
  }

  /// What a worker keeps.
  static final class Kept {
    private static SharedArray.Ints kept;

    private Kept() {}

    static SharedArray.Ints keep(SharedArray.Ints array) {
      kept = array;
      return kept;
    }
  }

  @Test
  void reaches_workers_that_start_later_and_their_initializers() {
    try (var started = SharedLong.of(0);
        var done = SharedLong.of(0);
        var pool = Pool.open(c -> c.withWorkers(1).withInitializer(() -> started.getAndAdd(1)))) {
      pool.forEach(_ -> done.incrementAndGet(), range(10));
      assertEquals(1, started.get());
      assertEquals(10, done.get());
      pool.resize(3);
      Set<Long> pids = new HashSet<>();
      int items = 10;
      while (pids.size() < 3) { // a worker that is still starting gets nothing
        pids.addAll(
            pool.map(
                _ -> {
                  done.incrementAndGet();
                  Thread.sleep(20);
                  return ProcessHandle.current().pid();
                },
                range(9),
                1));
        items += 9;
      }
      assertEquals(3, started.get());
      assertEquals(items, done.get());
    }
  }

  @Test
  void hands_over_rows_columns_and_views() {
    try (var m = SharedMatrix.ofDoubles(4, 3);
        var raw = SharedMemory.create(21)) {
      workers.forEach(i -> m.row(i).fill(i), range(4));
      assertEquals(18, m.elements().sum());
      var column = m.column(1);
      assertEquals(6.0, workers.map(SharedMatrix.Column::sum, List.of(column)).get(0));
      workers.forEach(row -> row.set(0, -1), List.of(m.row(2)));
      assertEquals(-1, m.get(2, 0));
      var doubles = raw.asDoubles();
      var tail = raw.asBytes().slice(20, 21);
      workers.forEach(_ -> doubles.set(1, 2.5), range(1));
      workers.forEach(_ -> tail.getAndAdd(0, (byte) 9), range(2));
      assertEquals(2.5, raw.asDoubles().get(1));
      assertEquals(18, raw.asBytes().get(20));
      assertEquals(2, doubles.length());
    }
  }

  /// The difference that sharing makes: a copy is the task's own.
  @Test
  void is_no_copy_as_plain_arrays_are() {
    double[] plain = new double[3];
    try (var shared = SharedArray.copyOf(plain)) {
      workers.forEach(
          i -> {
            plain[i] = 1;
            shared.set(i, 1);
          },
          range(3));
      assertArrayEquals(new double[] {0, 0, 0}, plain);
      assertArrayEquals(new double[] {1, 1, 1}, shared.toArray());
    }
  }
}
