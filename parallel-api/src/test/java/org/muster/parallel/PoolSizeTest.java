package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The workers of a pool")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PoolSizeTest {

  /// What tasks leave behind in their worker.
  static final List<byte[]> KEPT = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void become_more_while_it_works() {
    try (var pool = Pool.of(1)) {
      assertEquals(1, pool.apply(() -> 1));
      pool.resize(3);
      assertEquals(3, pool.size());
      assertEquals(3, new HashSet<>(pool.everywhere(PoolSizeTest::pid)).size());
      assertEquals(3, pool.workers().size());
    }
  }

  @Test
  void become_fewer_the_idle_ones_first_and_busy_ones_finish() throws Exception {
    String started = folder.resolve("started").toString();
    String go = folder.resolve("go").toString();
    try (var pool = Pool.of(3)) {
      pool.everywhere(() -> 1);
      List<CompletableFuture<Long>> busy = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String mine = started + i;
        busy.add(
            pool.submit(() -> {
              Files.createFile(Path.of(mine));
              awaitFile(go);
              return pid();
            }));
      }
      awaitFile(started + 0);
      awaitFile(started + 1);
      pool.resize(2);
      assertEquals(2, pool.workers().size());
      assertTrue(
          pool.workers().stream().allMatch(w -> w.state() == WorkerInfo.State.BUSY),
          "a busy one left although one was idle");
      pool.resize(1);
      assertEquals(1, pool.size());
      Files.createFile(Path.of(go));
      assertTrue(!busy.get(0).get().equals(busy.get(1).get()));
      assertEquals(1, pool.everywhere(PoolSizeTest::pid).size());
    }
  }

  @Test
  void change_in_number_while_a_map_runs_and_nothing_is_lost() throws Exception {
    try (var pool = Pool.of(2)) {
      CompletableFuture<List<Integer>> map =
          pool.mapAsync(
              x -> {
                Thread.sleep(2);
                return x;
              },
              range(1_500),
              1);
      for (int size : new int[] {4, 1, 3, 2}) {
        pool.resize(size);
        pool.apply(() -> 1);
      }
      assertEquals(range(1_500), map.get());
    }
  }

  @Test
  void are_threads_that_can_become_more_and_fewer_too() {
    try (var pool = Pool.threads(2)) {
      pool.resize(4);
      assertEquals(4, pool.size());
      assertEquals("Pool.threads(4)", pool.toString());
      pool.resize(1);
      assertEquals(List.of(0, 1, 4), pool.map(x -> x * x, range(3)));
      assertThrows(IllegalArgumentException.class, () -> pool.resize(0));
    }
  }

  @Test
  void are_replaced_after_so_many_tasks_and_begin_with_the_initializer() {
    String begun = folder.resolve("begun").toString();
    try (var pool =
        Pool.open(c ->
            c.withWorkers(1)
                .withMaxTasksPerWorker(2)
                .withInitializer(() -> Files.createFile(Path.of(begun + pid()))))) {
      List<Long> pids = pool.map(_ -> pid(), range(6), 1);
      for (Long pid : pids) {
        assertTrue(Collections.frequency(pids, pid) <= 2, pids.toString());
        assertTrue(Files.exists(Path.of(begun + pid)));
      }
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int number = i;
        futures.add(pool.submit(() -> number));
      }
      for (int i = 0; i < futures.size(); i++) {
        assertEquals(i, futures.get(i).join());
      }
    }
  }

  @Test
  void are_replaced_when_they_use_too_much_memory_and_lose_nothing() {
    try (var pool = Pool.open(c -> c.withWorkers(1).withHeap("900m").withMemoryLimit("200m"))) {
      List<Long> pids =
          pool.map(
              _ -> {
                KEPT.add(new byte[32 << 20]);
                Thread.sleep(30);
                return pid();
              },
              range(16),
              1);
      assertEquals(16, pids.size());
      assertTrue(new HashSet<>(pids).size() > 1, "all in one worker");
    }
  }

  @Test
  void have_limits_that_make_sense() {
    assertThrows(
        IllegalArgumentException.class, () -> PoolConfig.defaults().withMemoryLimit("a lot"));
    assertThrows(
        IllegalArgumentException.class, () -> PoolConfig.defaults().withMemoryLimit("10m"));
    assertThrows(
        IllegalArgumentException.class, () -> PoolConfig.defaults().withMaxTasksPerWorker(-1));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static void awaitFile(String file) throws InterruptedException {
    while (!Files.exists(Path.of(file))) {
      Thread.sleep(5);
    }
  }
}
