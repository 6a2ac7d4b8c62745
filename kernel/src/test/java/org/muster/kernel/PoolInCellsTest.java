package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("A pool in a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class PoolInCellsTest {

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @BeforeAll
  void has_workers() throws Exception {
    assertEquals("[0, 1]", frontEnd.run("pool.map(x -> x, range(2))").result());
  }

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void maps_over_records_of_cells_with_their_methods_and_variables() throws Exception {
    assertEquals(
        "[15.0, 30.0]",
        frontEnd
            .run(
                """
                record Parcel(String to, double weight) {}
                double factor = 2.5;
                double price(Parcel parcel) {
                  return parcel.weight() * factor;
                }
                var parcels = List.of(new Parcel("Ulm", 6), new Parcel("Bern", 12));
                pool.map(parcel -> price(parcel), parcels)
                """)
            .result());
    assertEquals(
        "[Parcel[to=Ulm, weight=7.0], Parcel[to=Bern, weight=13.0]]",
        frontEnd
            .run("pool.map(p -> new Parcel(p.to(), p.weight() + 1), parcels).toString()")
            .result());
  }

  @Test
  void uses_a_method_as_it_was_declared_last() throws Exception {
    assertEquals(
        "[1, 2]",
        frontEnd
            .run("int step(int x) { return x + 1; }\npool.map(x -> step(x), range(2))")
            .result());
    assertEquals("ok", frontEnd.run("int step(int x) { return x + 100; }").status());
    assertEquals("[100, 101]", frontEnd.run("pool.map(x -> step(x), range(2))").result());
  }

  @Test
  void makes_many_futures_and_each_sees_what_there_was_when_it_was_submitted() throws Exception {
    assertEquals(
        "[4999, 1000000, 2000000]",
        frontEnd
            .run(
                """
                import java.util.stream.IntStream;
                int bonus = 0;
                int plus(int x) { return x + bonus; }
                List<Future<Integer>> bare = new ArrayList<>();
                List<Future<Integer>> reading = new ArrayList<>();
                for (int i = 0; i < 5000; i++) {
                  int number = i;
                  bare.add(pool.submit(() -> number));
                }
                for (int i = 0; i < 300; i++) {
                  bonus = 1_000_000 * (i % 3);
                  reading.add(pool.submit(() -> plus(0)));
                }
                List.of(bare.get(4999).get(), reading.get(298).get(), reading.get(299).get())
                """)
            .result());
    assertEquals(
        "[0, 2]",
        frontEnd
            .run(
                """
                int twice(int x) { return 2 * x; }
                Future<Integer> ask(int x) { return pool.submit(() -> twice(x)); }
                List.of(ask(0).get(), ask(1).get())
                """)
            .result());
    assertEquals("ok", frontEnd.run("int twice(int x) { return 20 * x; }").status());
    assertEquals("[0, 20]", frontEnd.run("List.of(ask(0).get(), ask(1).get())").result());
  }

  @Test
  void shows_what_workers_print_under_the_cell_that_asked() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "pool.map(x -> { System.out.println(\"out \" + x); System.err.println(\"err\"); return"
                + " x; }, List.of(7))");
    assertTrue(cell.stream("stdout").matches("\\[worker [01]] out 7\n"), cell.stream("stdout"));
    assertTrue(cell.stream("stderr").matches("\\[worker [01]] err\n"), cell.stream("stderr"));
    assertEquals("idle", cell.types().getLast());
  }

  @Test
  void tells_of_a_task_that_threw_with_the_lines_of_both_cells() throws Exception {
    int declared =
        number(
            frontEnd.run(
                """
                int share(int people) {
                  try {
                    return 12 / people;
                  } catch (ArithmeticException e) {
                    throw new IllegalStateException("nobody", e);
                  }
                }
                """));
    CellOutcome failed = frontEnd.run("int base = 3;\npool.map(x -> share(x), List.of(base, 0))");
    assertEquals(
        """
        org.muster.parallel.TaskFailedException: item 1 (`0`) failed in worker N:\
         java.lang.IllegalStateException: nobody
            at cell [%2$d], line 2
               pool.map(x -> share(x), List.of(base, 0))
        caused by: java.lang.IllegalStateException: nobody
            at cell [%1$d], line 5, in share
               throw new IllegalStateException("nobody", e);
            at cell [%2$d], line 2, in a lambda
        caused by: java.lang.ArithmeticException: / by zero
            at cell [%1$d], line 3, in share
               return 12 / people;\
        """
            .formatted(declared, number(failed)),
        failed.traceback().replaceAll("in worker \\d", "in worker N"));
  }

  @Test
  void names_an_exception_that_cannot_travel_as_the_cell_does() throws Exception {
    CellOutcome failed =
        frontEnd.run(
            """
            class Broken extends RuntimeException {
              Object part = new Object();
              Broken() { super("broken"); }
            }
            pool.map(x -> { throw new Broken(); }, range(1))
            """);
    assertTrue(failed.traceback().contains("\ncaused by: Broken: broken\n"), failed.traceback());
  }

  @Test
  void knows_the_line_of_a_failure_while_the_cell_still_runs() throws Exception {
    CellOutcome outcome =
        frontEnd.run(
            """
            int half(int x) {
              if (x % 2 == 1) {
                throw new IllegalArgumentException("odd");
              }
              return x / 2;
            }
            String told = "";
            for (int i = 0; i < 2; i++) {
              try {
                if (i == 0) {
                  pool.map(x -> half(x), List.of(2, 3));
                } else {
                  pool.map(
                      x -> {
                        throw new IllegalStateException("here");
                      },
                      List.of(1));
                }
              } catch (TaskFailedException e) {
                told += e.cell() + ":" + e.line() + " ";
              }
            }
            told\
            """);
    int cell = outcome.reply().get("execution_count").getAsInt();
    assertEquals("%d:3 %d:15 ".formatted(cell, cell), outcome.result());
  }

  @Test
  void tells_of_an_exception_that_is_among_its_own_causes() throws Exception {
    CellOutcome failed =
        frontEnd.run(
            """
            pool.map(x -> {
              var inner = new IllegalArgumentException("inner");
              var outer = new IllegalStateException("outer", inner);
              inner.initCause(outer);
              throw outer;
            }, List.of(1))\
            """);
    String text = failed.traceback();
    assertTrue(text.contains("caused by: java.lang.IllegalStateException: outer"), text);
    assertTrue(text.contains("caused by: java.lang.IllegalArgumentException: inner"), text);
    assertEquals(2, text.split("caused by: ", -1).length - 1, text);
    assertEquals("42", frontEnd.run("pool.apply(() -> 6 * 7)").result());
  }

  @Test
  void tells_of_a_library_method_that_threw_without_its_own_frames() throws Exception {
    String text = frontEnd.run("pool.map(Integer::parseInt, List.of(\"x\"))").traceback();
    assertTrue(text.contains("java.lang.Integer.parseInt("), text);
    assertFalse(text.contains("org.muster.parallel.worker"), text);
    assertFalse(text.contains("Thread.run"), text);
  }

  @Test
  void refuses_what_cannot_leave_the_kernel_naming_variable_and_cell() throws Exception {
    int declared = number(frontEnd.run("var in = new java.net.ServerSocket(0);"));
    CellOutcome refused = frontEnd.run("pool.map(x -> in.getLocalPort() + x, range(3))");
    List<String> lines = refused.traceback().lines().toList();
    assertEquals(3, lines.size(), refused.traceback());
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "org.muster.parallel.TaskNotSerializableException: cannot send this task to a"
                    + " worker JVM: it uses `in` (java.net.ServerSocket, declared in cell ["
                    + declared
                    + "])"),
        refused.traceback());
    assertEquals("    at cell [%d], line 1".formatted(number(refused)), lines.get(1));
    assertEquals("ok", frontEnd.run("in.close();").status());
  }

  @Test
  void tells_of_a_worker_that_was_killed_and_goes_on() throws Exception {
    Message cell =
        frontEnd.start(
            """
            pool.apply(() -> {
              System.out.println("pid " + ProcessHandle.current().pid());
              Thread.sleep(1_000_000);
              return 1;
            })
            """);
    String printed =
        frontEnd
            .published(cell, message -> message.type().equals("stream"))
            .content()
            .get("text")
            .getAsString();
    long pid = Long.parseLong(printed.replaceAll("(?s).*pid (\\d+).*", "$1"));
    ProcessHandle worker =
        kernel.process().descendants().filter(each -> each.pid() == pid).findFirst().orElseThrow();
    assertTrue(worker.destroyForcibly());
    CellOutcome lost = frontEnd.await(cell);
    List<String> lines = lost.traceback().lines().toList();
    assertTrue(
        lines
            .getFirst()
            .matches(
                "org.muster.parallel.WorkerLostException: worker [01] \\(process %d\\) ended with signal 9 \\(killed\\) while it ran the task.*"
                    .formatted(pid)),
        lost.traceback());
    assertEquals(
        "    at cell [%d], line 1".formatted(number(lost)),
        lines.stream().filter(line -> line.startsWith("    at ")).collect(Collectors.joining("\n")),
        lost.traceback());
    assertEquals("[0, 2, 4]", frontEnd.run("pool.map(x -> 2 * x, range(3))").result());
  }

  @Test
  void is_free_again_at_once_after_an_interrupt() throws Exception {
    Duration best = KernelProcess.PATIENCE;
    for (int attempt = 0; attempt < 3; attempt++) { // the machine may be busy with something else
      Message cell =
          frontEnd.start(
              "pool.map(x -> { System.out.println(\"begun\"); while (true) {} }, range(2))");
      var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
      long asked = System.nanoTime();
      var _ = frontEnd.interrupt();
      CellOutcome ended = frontEnd.await(cell);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      best = took.compareTo(best) < 0 ? took : best;
      assertEquals("Interrupted", ended.reply().get("ename").getAsString());
      assertFalse(ended.traceback().contains("Thread.run"), ended.traceback());
      assertEquals("[0, 1, 2]", frontEnd.run("pool.map(x -> x, range(3))").result());
    }
    assertTrue(best.toMillis() < 1_000, best::toString);
  }

  @Test
  void leaves_nothing_behind_when_the_kernel_is_killed(@TempDir Path temporary) throws Exception {
    Set<Path> before = sharedMemory();
    try (KernelProcess killed =
        KernelProcess.start(
            Map.of("MUSTER_WORKERS", "2", "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary))) {
      FrontEnd other = killed.frontEnd();
      Message cell =
          other.start(
              "pool.map(x -> { System.out.println(\"begun\"); while (true) {} }, range(2))");
      var _ = other.published(cell, message -> message.type().equals("stream"));
      List<ProcessHandle> workers = killed.process().descendants().toList();
      assertFalse(workers.isEmpty());
      assertTrue(killed.process().toHandle().destroyForcibly());
      for (ProcessHandle worker : workers) {
        var _ = worker.onExit().get(KernelProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    try (var files = Files.list(temporary)) {
      assertEquals(List.of(), files.toList());
    }
    Set<Path> left = sharedMemory();
    left.removeAll(before);
    awaitGone(left);
  }

  /// Waits for files that were there for a moment: workers of other programs on this machine have
  /// theirs while they start.
  private static void awaitGone(Set<Path> files) throws InterruptedException {
    long giveUpAt = System.nanoTime() + KernelProcess.PATIENCE.toNanos();
    while (files.stream().anyMatch(Files::exists)) {
      assertTrue(System.nanoTime() < giveUpAt, () -> "these stay: " + files);
      Thread.sleep(20);
    }
  }

  private static int number(CellOutcome cell) {
    return cell.reply().get("execution_count").getAsInt();
  }

  private static Set<Path> sharedMemory() throws IOException {
    if (!Files.isDirectory(SHARED_MEMORY)) {
      return new TreeSet<>();
    }
    try (var files = Files.list(SHARED_MEMORY)) {
      return files.collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void starts_also_where_a_cell_took_the_system_properties_away() throws Exception {
    frontEnd.run(
        "var properties = System.getProperties(); System.setProperties(new Properties());");
    CellOutcome cell =
        frontEnd.run("try (var late = Pool.of(1)) { display(late.apply(() -> 7)); }");
    frontEnd.run("System.setProperties(properties);");
    assertEquals(
        "7",
        cell.published("display_data").getAsJsonObject("data").get("text/plain").getAsString());
  }
}
