package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkerProcessTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final List<WorkerProcess> started = new ArrayList<>();

  @AfterEach
  void leave_nothing_running() {
    started.forEach(WorkerProcess::kill);
    for (WorkerProcess process : started) {
      process.onExit().join();
      ProcessHandle.of(process.pid()).ifPresent(handle -> assertFalse(handle.isAlive()));
    }
  }

  private WorkerProcess start(String name, Action action) {
    WorkerProcess process = WorkerProcess.start(name, action);
    started.add(process);
    return process;
  }

  /// A process that says by a file that it runs, and then does not end by itself.
  private WorkerProcess startEndless(Action action) throws Exception {
    String here = folder.resolve("here-" + System.nanoTime()).toString();
    WorkerProcess process =
        start(
            "endless",
            () -> {
              Files.createFile(Path.of(here));
              action.act();
            });
    while (!Files.exists(Path.of(here))) {
      assertTrue(process.isAlive());
      Thread.onSpinWait();
    }
    return process;
  }

  @Test
  void runs_its_call_in_a_jvm_of_its_own() throws Exception {
    String pid = folder.resolve("pid").toString();
    var process =
        start("own", () -> Files.writeString(Path.of(pid), "" + ProcessHandle.current().pid()));
    assertTrue(process.join(LONG));
    assertEquals("" + process.pid(), Files.readString(Path.of(pid)));
    assertEquals("own", process.name());
    assertEquals(OptionalInt.of(0), process.exitCode());
    assertFalse(process.isAlive());
  }

  @Test
  void takes_a_call_and_drops_its_result_even_if_that_cannot_travel() {
    var process = WorkerProcess.start("thread", () -> Thread.currentThread());
    started.add(process);
    process.join();
    assertEquals(OptionalInt.of(0), process.exitCode());
  }

  @Test
  void has_a_name_of_its_own_if_it_is_given_none() {
    var first = WorkerProcess.start(() -> System.nanoTime());
    var second = WorkerProcess.start(() -> System.gc());
    started.addAll(List.of(first, second));
    assertTrue(first.name().matches("process-\\d+"), first.name());
    assertTrue(second.name().matches("process-\\d+"), second.name());
    assertFalse(first.name().equals(second.name()));
    first.join();
    second.join();
  }

  @Test
  void is_alive_and_has_no_exit_code_until_it_has_ended() throws Exception {
    var process = startEndless(() -> Thread.sleep(60_000));
    assertTrue(process.isAlive());
    assertEquals(OptionalInt.empty(), process.exitCode());
    assertFalse(process.join(Duration.ofMillis(20)));
    assertFalse(process.join(Duration.ZERO));
    assertFalse(process.onExit().isDone());
    process.kill();
    assertTrue(process.join(LONG));
    assertEquals(process, process.onExit().join());
  }

  @Test
  void throws_what_its_call_threw_to_each_who_joins_it_and_prints_it_once() {
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      var process = start("reader", () -> Files.readString(Path.of("/no/such/file")));
      for (int i = 0; i < 2; i++) {
        var thrown = assertThrows(TaskFailedException.class, process::join);
        assertInstanceOf(IOException.class, thrown.getCause());
        assertTrue(
            thrown.getMessage().startsWith("process `reader` failed: java.nio.file.NoSuchFile"),
            thrown.getMessage());
      }
      assertThrows(TaskFailedException.class, () -> process.join(LONG));
      assertEquals(OptionalInt.of(1), process.exitCode());
      process.close();
    } finally {
      System.setErr(before);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertEquals(2, text.split("Exception in process `reader`", -1).length, text);
    assertTrue(text.contains("WorkerProcessTest.java"), text);
  }

  @Test
  void ends_with_the_exit_code_that_its_call_asked_for() {
    var process = start("exit", () -> System.exit(3));
    process.join();
    assertEquals(OptionalInt.of(3), process.exitCode());
  }

  @Test
  void says_so_if_somebody_else_killed_it() throws Exception {
    var process =
        startEndless(() -> {
          System.out.println("half done");
          Thread.sleep(60_000);
        });
    ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    var lost = assertThrows(WorkerLostException.class, process::join);
    assertEquals(137, lost.exitCode());
    assertTrue(
        lost.getMessage()
            .startsWith(
                "process `endless` (%d) was ended by signal 9 (killed) before its call was over"
                    .formatted(process.pid())),
        lost.getMessage());
    assertEquals(OptionalInt.of(137), process.exitCode());
  }

  @Test
  void is_killed() throws Exception {
    var process = startEndless(() -> Thread.sleep(60_000));
    process.kill();
    process.join();
    assertEquals(OptionalInt.of(137), process.exitCode());
    process.kill();
    process.terminate();
    process.close();
  }

  @Test
  void is_terminated_where_it_waits() throws Exception {
    String cleaned = folder.resolve("cleaned").toString();
    var process =
        startEndless(() -> {
          try {
            Thread.sleep(60_000);
          } finally {
            Files.createFile(Path.of(cleaned));
          }
        });
    process.terminate();
    process.join();
    assertEquals(OptionalInt.of(143), process.exitCode());
    assertTrue(Files.exists(Path.of(cleaned)));
  }

  @Test
  void is_killed_if_it_does_not_end_when_it_is_terminated() throws Exception {
    var process =
        startEndless(() -> {
          while (true) {
            try {
              Thread.sleep(60_000);
            } catch (Throwable e) {
              // it does not want to
            }
          }
        });
    process.terminate();
    process.join();
    int code = process.exitCode().orElseThrow();
    assertTrue(code == 137 || code == 143, "exit code " + code);
  }

  @Test
  void may_be_ended_before_it_has_begun() {
    var killed = start("killed", () -> Thread.sleep(60_000));
    killed.kill();
    var terminated = start("terminated", () -> Thread.sleep(60_000));
    terminated.terminate();
    killed.join();
    terminated.join();
    assertEquals(OptionalInt.of(137), killed.exitCode());
    assertEquals(OptionalInt.of(143), terminated.exitCode());
  }

  @Test
  void is_ended_by_its_block() throws Exception {
    WorkerProcess process;
    try (var running = startEndless(() -> Thread.sleep(60_000))) {
      process = running;
    }
    assertFalse(process.isAlive());
    assertEquals(OptionalInt.of(143), process.exitCode());
  }

  @Test
  void goes_on_if_the_thread_that_waits_for_it_is_interrupted() throws Exception {
    var process = startEndless(() -> Thread.sleep(60_000));
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, process::join);
    assertTrue(Thread.interrupted());
    assertTrue(process.isAlive());
  }

  @Test
  void is_not_started_if_its_call_cannot_travel() {
    var in = new ByteArrayInputStream(new byte[1]);
    assertThrows(TaskNotSerializableException.class, () -> start("reading", () -> in.read()));
  }

  @Test
  void is_one_of_twenty() {
    List<WorkerProcess> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      all.add(start("p" + i, () -> System.exit(number)));
    }
    Set<Long> pids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      all.get(i).join();
      assertEquals(OptionalInt.of(i), all.get(i).exitCode());
      pids.add(all.get(i).pid());
    }
    assertEquals(20, pids.size());
  }

  @Test
  void may_be_started_by_a_task() {
    try (var pool = Pool.of(1)) {
      List<Long> answer =
          pool.apply(() -> {
            var inner = WorkerProcess.start("inner", () -> System.exit(7));
            inner.join();
            return List.of((long) inner.exitCode().orElseThrow(), inner.pid());
          });
      assertEquals(7, answer.get(0));
      assertFalse(ProcessHandle.of(answer.get(1)).isPresent());
    }
  }

  @Test
  void ends_with_the_jvm_that_started_it_even_if_that_is_killed() throws Exception {
    String inner = folder.resolve("inner").toString();
    var outer =
        startEndless(() -> {
          var process = WorkerProcess.start("inner", () -> Thread.sleep(600_000));
          Files.writeString(Path.of(inner + ".tmp"), "" + process.pid());
          Files.move(Path.of(inner + ".tmp"), Path.of(inner));
          process.join();
        });
    while (!Files.exists(Path.of(inner))) {
      assertTrue(outer.isAlive());
      Thread.onSpinWait();
    }
    var handle = ProcessHandle.of(Long.parseLong(Files.readString(Path.of(inner))));
    outer.kill();
    outer.join();
    if (handle.isPresent()) {
      handle.get().onExit().get(30, TimeUnit.SECONDS);
    }
  }
}
