package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A pool whose task ends its worker")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkerDeathTest {

  private static final int KILLER = 21;

  private static Pool pool;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    pool = Pool.open(c -> c.withWorkers(2).withSpares(1));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  /// Ways to go, and the exit codes that they have.
  enum Death {
    KILLED(137, "signal 9 (killed)"),
    HALTED(7, "exit code 7"),
    EXITED(3, "exit code 3"),
    CRASHED(1, "a crash of the JVM or of native code (exit code 1)");

    private final int exitCode;
    private final String words;

    Death(int exitCode, String words) {
      this.exitCode = exitCode;
      this.words = words;
    }

    @SuppressWarnings("restricted")
    void happen() throws Exception {
      switch (this) {
        case KILLED -> {
          String self = Long.toString(ProcessHandle.current().pid());
          new ProcessBuilder("kill", "-9", self).start().waitFor();
        }
        case HALTED -> Runtime.getRuntime().halt(exitCode);
        case EXITED -> System.exit(exitCode);
        case CRASHED -> MemorySegment.NULL.reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void names_the_item_and_the_end_and_keeps_the_other_results(Death death) {
    var lost =
        assertThrows(
            WorkerLostException.class,
            () ->
                pool.map(
                    x -> {
                      if (x == KILLER) {
                        Thread.sleep(200); // others finish meanwhile
                        System.out.println("now it ends");
                        death.happen();
                      }
                      return 2 * x;
                    },
                    range(40),
                    4));
    assertEquals(KILLER, lost.itemIndex(), lost.getMessage());
    assertEquals(death.exitCode, lost.exitCode(), lost.getMessage());
    assertTrue(
        lost.getMessage().contains("ended with " + death.words + " while it ran item 21"),
        lost.getMessage());
    assertTrue(lost.lastOutput().contains("now it ends"), lost.getMessage());
    assertFalse(lost.completed().isEmpty());
    lost.completed().forEach((item, result) -> assertEquals(2 * item, (long) (int) result));
    assertFalse(lost.completed().containsKey((long) KILLER));
    assertEquals(List.of(0, 1, 4, 9), pool.map(x -> x * x, range(4)));
  }

  @ParameterizedTest
  @EnumSource
  void finishes_all_the_same_if_items_are_tried_again(Death death) throws Exception {
    String flag = folder.resolve("died").toString();
    try (var own = Pool.open(c -> c.withWorkers(2).withSpares(1).withRetries(1))) {
      List<Integer> results =
          own.map(
              x -> {
                if (x == KILLER && isFirst(flag)) {
                  death.happen();
                }
                return 2 * x;
              },
              range(40));
      assertEquals(40, results.size());
      assertEquals(2 * KILLER, results.get(KILLER));
    }
  }

  private static boolean isFirst(String flag) throws Exception {
    try {
      Files.createFile(Path.of(flag));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Test
  void gives_up_on_an_item_that_ends_every_worker() {
    try (var own = Pool.open(c -> c.withWorkers(2).withSpares(1).withRetries(2))) {
      var lost =
          assertThrows(
              WorkerLostException.class,
              () ->
                  own.map(
                      x -> {
                        if (x == KILLER) {
                          Runtime.getRuntime().halt(1);
                        }
                        return x;
                      },
                      range(40)));
      assertEquals(KILLER, lost.itemIndex());
      assertEquals(List.of(0, 1), own.map(x -> x, range(2)));
    }
  }

  // ---- memory ----------------------------------------------------------------------------------

  private static int fillTheHeap(int item) {
    List<long[]> all = new ArrayList<>();
    for (int size = 1 << 16; ; ) {
      all.add(new long[size]);
      if (all.size() < 0) {
        return item;
      }
    }
  }

  private static int holdTheHeap() {
    List<Object> all = new ArrayList<>(1 << 20);
    for (int size = 1 << 20; ; ) {
      try {
        all.add(new byte[size]);
      } catch (OutOfMemoryError e) {
        size /= 2;
        while (size == 0 && !all.isEmpty()) {
          Thread.onSpinWait();
        }
      }
      if (all.size() < 0) {
        return 0;
      }
    }
  }

  private static int fillTheHeapToTheLastByte(int item) {
    List<Object> all = new ArrayList<>(1 << 20);
    for (int size = 1 << 20; ; ) {
      try {
        all.add(new byte[size]);
      } catch (OutOfMemoryError e) {
        size /= 2;
        if (size == 0) {
          throw e;
        }
      }
      if (all.size() < 0) {
        return item;
      }
    }
  }

  @Test
  void tells_of_a_full_heap_as_of_any_other_error() {
    try (var small = Pool.open(c -> c.withWorkers(1).withHeap("48m"))) {
      for (int i = 0; i < 3; i++) {
        var failed =
            assertThrows(
                TaskFailedException.class, () -> small.map(WorkerDeathTest::fillTheHeap, range(1)));
        assertInstanceOf(OutOfMemoryError.class, failed.getCause());
      }
      assertEquals(List.of(0, 1), small.map(x -> x, range(2)));
    }
  }

  @Test
  void goes_on_after_a_heap_that_was_filled_to_the_last_byte() {
    try (var small = Pool.open(c -> c.withWorkers(1).withHeap("48m"))) {
      for (int i = 0; i < 3; i++) {
        var failed =
            assertThrows(
                RuntimeException.class,
                () -> small.map(WorkerDeathTest::fillTheHeapToTheLastByte, range(1)));
        // Where Muster's own threads find no memory either, the worker ends.
        assertTrue(
            failed instanceof WorkerLostException || failed.getCause() instanceof OutOfMemoryError,
            failed.toString());
      }
      assertEquals(List.of(0, 1), small.map(x -> x, range(2)));
    }
  }

  /// A thread that talks to the pool found no memory to say so either, and died without a word.
  @Test
  void waited_for_ever_for_a_worker_whose_own_threads_had_no_memory() throws Exception {
    try (var small = Pool.open(c -> c.withWorkers(1).withHeap("48m"))) {
      CompletableFuture<Integer> full = small.applyAsync(() -> holdTheHeap());
      long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!full.isDone() && System.nanoTime() < giveUpAt) {
        CompletableFuture<Integer> next = small.applyAsync(() -> 1); // makes those threads work
        Thread.sleep(5);
        next.cancel(true);
      }
      assertTrue(full.isDone());
      assertInstanceOf(WorkerLostException.class, full.exceptionNow());
      assertEquals(List.of(0, 1), small.map(x -> x, range(2)));
    }
  }

  @Test
  void names_the_item_if_workers_are_told_to_end_for_want_of_memory() {
    try (var small =
        Pool.open(
            c -> c.withWorkers(1).withHeap("48m").withJvmOption("-XX:+ExitOnOutOfMemoryError"))) {
      var lost =
          assertThrows(
              WorkerLostException.class,
              () -> small.map(x -> x == 2 ? fillTheHeap(x) : x, range(4), 4));
      assertEquals(2, lost.itemIndex());
      assertEquals(3, lost.exitCode());
      assertTrue(lost.getMessage().contains("OutOfMemoryError"), lost.getMessage());
      assertEquals(List.of(0, 1), small.map(x -> x, range(2)));
    }
  }

  @Test
  void goes_on_when_memory_ends_in_a_thread_of_the_task() {
    try (var small = Pool.open(c -> c.withWorkers(1).withHeap("48m"))) {
      String name =
          small.apply(() -> {
            var thrown = new Throwable[1];
            var thread = new Thread(() -> fillTheHeap(0));
            thread.setUncaughtExceptionHandler((_, e) -> thrown[0] = e);
            thread.start();
            thread.join();
            return thrown[0].getClass().getSimpleName();
          });
      assertEquals("OutOfMemoryError", name);
      assertEquals(List.of(0, 1), small.map(x -> x, range(2)));
    }
  }

  // ---- spares ----------------------------------------------------------------------------------

  @Test
  void puts_a_spare_in_its_place() throws Exception {
    try (var own = Pool.open(c -> c.withWorkers(2).withSpares(1))) {
      List<Long> first = own.everywhere(() -> ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", first.get(1).toString()).start().waitFor();
      List<Long> then = own.everywhere(() -> ProcessHandle.current().pid());
      while (then.contains(first.get(1))) {
        then = own.everywhere(() -> ProcessHandle.current().pid());
      }
      assertEquals(2, own.size());
      assertEquals(first.get(0), then.get(0));
      assertEquals(List.of(0, 1), own.workers().stream().map(WorkerInfo::number).toList());
      assertEquals(then.get(1), own.workers().get(1).pid());
    }
  }
}
