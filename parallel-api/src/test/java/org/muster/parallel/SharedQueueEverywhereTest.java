package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A queue shared by processes")
@Timeout(240)
@SuppressWarnings("try") // close() is what a producer says at its end
class SharedQueueEverywhereTest {

  private static final int PRODUCERS = 2;
  private static final int EACH = 20_000;

  private static Pool workers;

  @BeforeAll
  static void open() {
    workers = Pool.of(4);
  }

  @AfterAll
  static void close() {
    workers.close();
  }

  private static Pool pool(String where) {
    return switch (where) {
      case "threads" -> Pool.threads(4);
      case "virtual threads" -> Pool.virtualThreads();
      default -> Pool.of(4);
    };
  }

  /// An item.
  record Parcel(int producer, int number) implements Serializable {}

  // ---- many producers, many consumers ----------------------------------------------------------

  @ParameterizedTest(name = "in {0}, for {1} items")
  @CsvSource({
    "workers, 2147483647",
    "workers, 10",
    "workers, 1",
    "threads, 100",
    "virtual threads, 100"
  })
  void loses_nothing_doubles_nothing_and_keeps_the_order_of_each_producer(
      String where, int capacity) {
    int each = capacity == 1 ? EACH / 10 : EACH;
    try (var pool = where.equals("workers") ? null : pool(where);
        SharedQueue<Parcel> queue = SharedQueue.create(capacity)) {
      Pool used = pool == null ? workers : pool;
      List<CompletableFuture<Map<Integer, List<Integer>>>> consumers = new ArrayList<>();
      for (int c = 0; c < 2; c++) {
        consumers.add(used.applyAsync(() -> consume(queue)));
      }
      var producers =
          used.mapAsync(
              p -> {
                for (int i = 0; i < each; i++) {
                  queue.put(new Parcel(p, i));
                }
                return p;
              },
              range(PRODUCERS));
      producers.join();
      queue.close();
      int[] counts = new int[PRODUCERS];
      for (var consumer : consumers) {
        consumer
            .orTimeout(120, TimeUnit.SECONDS)
            .join()
            .forEach((producer, numbers) -> {
              counts[producer] += numbers.size();
              assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
            });
      }
      for (int count : counts) {
        assertEquals(each, count);
      }
      assertEquals(0, queue.size());
    }
  }

  private static Map<Integer, List<Integer>> consume(SharedQueue<Parcel> queue) {
    Map<Integer, List<Integer>> seen = new HashMap<>();
    for (Parcel parcel : queue.untilClosed()) {
      seen.computeIfAbsent(parcel.producer(), _ -> new ArrayList<>()).add(parcel.number());
    }
    return seen;
  }

  @Test
  void works_in_a_sequential_pool() {
    try (var pool = Pool.sequential();
        SharedQueue<Integer> queue = SharedQueue.create()) {
      pool.forEach(i -> queue.put(i * i), range(5));
      assertEquals(List.of(0, 1, 4, 9, 16), List.copyOf(queue));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"threads", "virtual threads"})
  void copies_items_in(String where) {
    try (var pool = pool(where);
        SharedQueue<List<Integer>> queue = SharedQueue.create()) {
      List<Integer> item = new ArrayList<>(List.of(1));
      pool.apply(() -> {
        queue.put(item);
        item.add(2);
        return 0;
      });
      assertEquals(List.of(1), queue.poll());
    }
  }

  // ---- classic programs ------------------------------------------------------------------------

  @Test
  void producer_and_consumer() throws Exception {
    try (SharedQueue<String> queue = SharedQueue.create(5)) {
      var consumer =
          workers.applyAsync(() -> {
            List<String> got = new ArrayList<>();
            for (String line : queue.untilClosed()) {
              got.add(line);
            }
            return got;
          });
      var producer =
          workers.applyAsync(() -> {
            for (int i = 0; i < 50; i++) {
              queue.put("line " + i);
            }
            queue.close();
            return true;
          });
      assertTrue(producer.get(60, TimeUnit.SECONDS));
      List<String> got = consumer.get(60, TimeUnit.SECONDS);
      assertEquals(50, got.size());
      assertEquals("line 49", got.getLast());
    }
  }

  @Test
  void workers_that_share_the_work_and_join() throws Exception {
    try (SharedQueue<Integer> work = SharedQueue.create();
        var sum = SharedLong.of(0)) {
      var running =
          workers.mapAsync(
              _ -> {
                for (int item : work.untilClosed()) {
                  sum.getAndAdd(item);
                  work.taskDone();
                }
                return 0;
              },
              range(3));
      for (int i = 1; i <= 1_000; i++) {
        work.put(i);
      }
      assertTrue(work.join(Duration.ofSeconds(60)));
      assertEquals(500_500, sum.get());
      work.close();
      running.get(60, TimeUnit.SECONDS);
    }
  }

  // ---- how it travels --------------------------------------------------------------------------

  record Order(String name, SharedQueue<String> answers) implements Serializable {}

  @Test
  void travels_as_capture_item_result_component_and_through_a_queue() throws Exception {
    try (SharedQueue<String> queue = SharedQueue.create();
        SharedQueue<SharedQueue<String>> queues = SharedQueue.create()) {
      workers.apply(() -> queue.add("captured"));
      workers.map(q -> q.add("item"), List.of(queue));
      workers.map(o -> o.answers().add(o.name()), List.of(new Order("component", queue)));
      queues.put(queue);
      workers.apply(() -> queues.take().add("queued"));
      assertEquals(List.of("captured", "item", "component", "queued"), List.copyOf(queue));
      assertEquals(queue, workers.apply(() -> queue));
      SharedQueue<Integer> made =
          workers.apply(() -> {
            SharedQueue<Integer> there = SharedQueue.create(7);
            there.put(1);
            return there;
          });
      assertEquals(1, made.take());
      assertEquals(7, made.remainingCapacity());
    }
  }

  @Test
  void carries_lambdas() throws Exception {
    try (SharedQueue<Task<Integer, Integer>> tasks = SharedQueue.create();
        SharedQueue<Integer> results = SharedQueue.create()) {
      int factor = 6;
      tasks.put(x -> x * factor);
      workers.apply(() -> {
        results.put(tasks.take().apply(7));
        return 0;
      });
      assertEquals(42, results.take());
    }
  }

  @Test
  void carries_large_items_between_processes() throws Exception {
    try (SharedQueue<double[]> queue = SharedQueue.create(1)) {
      var sent =
          workers.applyAsync(() -> {
            for (int i = 0; i < 5; i++) {
              double[] item = new double[4_000_000];
              item[3_999_999] = i;
              queue.put(item);
            }
            return 0;
          });
      for (int i = 0; i < 5; i++) {
        assertEquals(i, queue.take()[3_999_999]);
      }
      sent.get(60, TimeUnit.SECONDS);
    }
  }

  // ---- death -----------------------------------------------------------------------------------

  @Test
  void tells_what_a_dead_consumer_had_taken() throws Exception {
    try (SharedQueue<Integer> work = SharedQueue.create()) {
      work.addAll(range(0, 10).stream().toList());
      var killed =
          workers.applyAsync(() -> {
            work.take();
            work.taskDone();
            work.take();
            Runtime.getRuntime().halt(9);
            return 0;
          });
      assertLost(killed);
      assertEquals(8, work.size());
      Map<Long, Long> lost = work.lost();
      assertEquals(List.of(1L), List.copyOf(lost.values()));
      workers.apply(() -> {
        for (int i = 0; i < 8; i++) {
          work.take();
          work.taskDone();
        }
        return 0;
      });
      var told = assertThrows(ItemsLostException.class, () -> work.join(Duration.ofSeconds(60)));
      assertEquals(1, told.items());
      long pid = lost.keySet().iterator().next();
      assertTrue(
          told.getMessage()
              .startsWith(
                  "SharedQueue: process %d ended with 1 item taken and not done; all other items are done."
                      .formatted(pid)));
      work.join();
    }
  }

  @Test
  void is_whole_after_producers_and_consumers_were_killed_anywhere() throws Exception {
    try (var killed = Pool.of(2);
        SharedQueue<Object> queue = SharedQueue.create(500);
        var puts = SharedLong.of(0);
        var takes = SharedLong.of(0)) {
      for (int round = 0; round < 4; round++) {
        var producer =
            killed.applyAsync(() -> {
              for (int i = 0; ; i++) {
                queue.put(i % 20 == 0 ? new byte[200_000] : "small " + i);
                puts.getAndAdd(1);
              }
            });
        var consumer =
            killed.applyAsync(() -> {
              while (true) {
                queue.take();
                takes.getAndAdd(1);
              }
            });
        long before = puts.get();
        long begun = takes.get();
        while (puts.get() < before + 500 || takes.get() == begun) { // both run
          Thread.onSpinWait();
        }
        for (WorkerInfo worker : killed.workers()) {
          if (worker.pid() > 0) {
            ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
          }
        }
        assertLost(producer);
        assertLost(consumer);
        int size = queue.size();
        assertEquals(size, queue.toArray().length);
        assertTrue(size <= 500);
        while (queue.poll() != null) {
          size--;
        }
        assertEquals(0, size);
      }
      queue.put("still works");
      assertEquals("still works", killed.apply(() -> queue.take()));
    }
  }

  private static void assertLost(CompletableFuture<?> future) {
    var failure =
        assertThrows(
            CompletionException.class, () -> future.orTimeout(60, TimeUnit.SECONDS).join());
    assertInstanceOf(WorkerLostException.class, failure.getCause());
  }

  // ---- leaving ---------------------------------------------------------------------------------

  @Test
  void lets_a_cancelled_task_leave_at_once() throws Exception {
    try (SharedQueue<Integer> queue = SharedQueue.create(1);
        var waiting = SharedLatch.of(2)) {
      List<Long> before = pids();
      queue.put(0);
      SharedQueue<Integer> empty = SharedQueue.create();
      var taker =
          workers.applyAsync(() -> {
            waiting.countDown();
            return empty.take();
          });
      var putter =
          workers.applyAsync(() -> {
            waiting.countDown();
            queue.put(1);
            return 0;
          });
      assertTrue(waiting.await(Duration.ofSeconds(60)));
      taker.cancel(true);
      putter.cancel(true);
      assertEquals(List.of(0, 1, 2, 3), workers.map(x -> x, range(4)));
      assertEquals(before, pids());
      assertEquals(1, queue.size());
      empty.put(5);
      assertNotNull(empty.poll());
    }
  }

  private static List<Long> pids() {
    return workers.everywhere(() -> ProcessHandle.current().pid()).stream().sorted().toList();
  }

  // ---- memory ----------------------------------------------------------------------------------

  @Test
  void stays_small_over_a_million_items() throws Exception {
    try (SharedQueue<String> queue = SharedQueue.create()) {
      int items = 1_000_000;
      var taken =
          workers.applyAsync(() -> {
            for (int i = 0; i < items; i++) {
              queue.take();
            }
            return residentKilobytes();
          });
      for (int i = 0; i < items; i++) {
        while (queue.size() > 10_000) {
          Thread.onSpinWait();
        }
        queue.put("item " + i);
      }
      assertTrue(taken.get(120, TimeUnit.SECONDS) < 64_000);
    }
  }

  private static long residentKilobytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssShmem:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
