package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A pool of worker JVMs")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolTest {

  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(2);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void runs_tasks_in_other_processes() {
    var pids = new HashSet<>(pool.map(_ -> ProcessHandle.current().pid(), range(20), 1));
    assertTrue(pids.size() <= 2);
    assertTrue(!pids.contains(ProcessHandle.current().pid()));
  }

  @Test
  void lets_no_item_wait_for_a_long_one_while_a_worker_has_nothing_to_do(@TempDir Path folder) {
    String others = folder.toString();
    int items = 300;
    for (int round = 0; round < 3; round++) {
      int first = round * items;
      List<Integer> results =
          pool.map(
              x -> {
                if (x == 0) {
                  while (Path.of(others).toFile().list().length < first + items - 1) {
                    Thread.sleep(1);
                  }
                } else {
                  Files.createFile(Path.of(others, "" + (first + x)));
                }
                return x;
              },
              range(items),
              1);
      assertEquals(range(items), results);
      assertTrue(Path.of(others, "" + first).toFile().mkdir());
    }
  }

  @Test
  void applies_one_call() {
    assertEquals(42, pool.apply(() -> 6 * 7));
    assertNotEquals(ProcessHandle.current().pid(), pool.apply(() -> ProcessHandle.current().pid()));
  }

  @Test
  void makes_one_worker_local_value_in_each_worker() {
    try (var own = Pool.of(2)) {
      var local = WorkerLocal.withInitial(() -> new Marker(ProcessHandle.current().pid()));
      List<Long> values = own.map(_ -> 100 * local.get().pid + ++local.get().uses, range(10), 1);
      var pids = new HashSet<>(values.stream().map(v -> v / 100).toList());
      assertTrue(!pids.contains(ProcessHandle.current().pid()));
      assertEquals(10, new HashSet<>(values).size(), "a use was counted twice: " + values);
    }
  }

  static final class Marker {
    final long pid;
    long uses;

    Marker(long pid) {
      this.pid = pid;
    }
  }

  @Test
  void closes_worker_local_values_before_its_workers_leave(@TempDir Path folder) {
    String closed = folder.resolve("closed").toString();
    try (var own = Pool.of(1)) {
      var local =
          WorkerLocal.withInitial(() -> (AutoCloseable) () -> Files.createFile(Path.of(closed)));
      own.apply(() -> local.get().hashCode());
      assertTrue(Files.notExists(Path.of(closed)));
    }
    assertTrue(Files.exists(Path.of(closed)));
  }

  @Test
  void lets_its_workers_delete_what_goes_at_their_end() {
    String file;
    try (var pool = Pool.of(1)) {
      file =
          pool.apply(() -> {
            Path library = Files.createTempFile("library", ".so");
            library.toFile().deleteOnExit();
            return library.toString();
          });
      assertTrue(Files.exists(Path.of(file)));
    }
    assertFalse(Files.exists(Path.of(file)));
  }

  @Test
  void closes_although_a_shutdown_hook_of_a_worker_never_ends() {
    var pool = Pool.of(1);
    long pid =
        pool.apply(() -> {
          Runtime.getRuntime().addShutdownHook(new Thread(PoolTest::waitForEver));
          return ProcessHandle.current().pid();
        });
    assertTimeoutPreemptively(Duration.ofSeconds(8), pool::close); // killed only after 10
    assertTrue(ProcessHandle.of(pid).isEmpty());
  }

  private static void waitForEver() {
    while (true) {
      LockSupport.park();
    }
  }

  @Test
  void can_be_opened_inside_a_task() {
    List<Integer> inner =
        pool.apply(() -> {
          try (var own = Pool.of(1)) {
            return own.map(x -> x + 1, range(3));
          }
        });
    assertEquals(List.of(1, 2, 3), inner);
  }

  @Test
  void shows_the_caller_in_the_stack_of_a_lost_worker() {
    var lost =
        assertThrows(
            WorkerLostException.class,
            () ->
                pool.apply(() -> {
                  Runtime.getRuntime().halt(1);
                  return 0;
                }));
    assertTrue(
        Arrays.stream(lost.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(PoolTest.class.getName())));
  }
}
