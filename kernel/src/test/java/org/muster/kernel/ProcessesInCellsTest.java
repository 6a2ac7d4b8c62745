package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("A process of a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ProcessesInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  private static void assertContains(String expected, String text) {
    assertTrue(text.contains(expected), () -> "no `" + expected + "` in:\n" + text);
  }

  private static int cell(CellOutcome outcome) {
    return outcome.reply().get("execution_count").getAsInt();
  }

  private static String withoutColours(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "");
  }

  @Test
  void uses_methods_and_variables_of_cells_and_prints_under_its_name() throws Exception {
    frontEnd.run("int base = 40;\nint plus(int x) { return base + x; }");
    CellOutcome outcome =
        frontEnd.run(
            """
            try (var adder = WorkerProcess.start("adder", () -> {
              System.out.println("sum " + plus(2));
              System.out.println("done");
            })) {
              adder.join();
              System.out.println(adder.exitCode());
            }\
            """);
    assertEquals("ok", outcome.status(), () -> outcome.traceback());
    assertContains("[adder] sum 42\n        done\nOptionalInt[0]\n", outcome.stream("stdout"));
  }

  @Test
  void has_its_exception_printed_in_lines_of_cells_and_thrown_by_join() throws Exception {
    CellOutcome outcome =
        frontEnd.run(
            """
            class Overdrawn extends Exception {
              Overdrawn(int by) { super("overdrawn by " + by); }
            }
            void draw(int amount) throws Overdrawn {
              throw new Overdrawn(amount);
            }
            var account = WorkerProcess.start("account", () -> draw(7));
            account.join();\
            """);
    assertEquals("error", outcome.status());
    String printed = withoutColours(outcome.stream("stderr"));
    assertContains("Exception in process `account` (", printed);
    assertContains("Overdrawn: overdrawn by 7", printed);
    assertContains("at cell [%d]".formatted(cell(outcome)), outcome.traceback());
    assertContains("process `account` failed: ", outcome.traceback());
    assertContains("Overdrawn: overdrawn by 7", outcome.traceback());
    assertEquals("1", frontEnd.run("account.exitCode().getAsInt()").result());
    CellOutcome again = frontEnd.run("account.join()");
    assertContains("at cell [%d], line 5, in draw".formatted(cell(outcome)), again.traceback());
    CellOutcome place =
        frontEnd.run(
            """
            String where = "nowhere";
            try {
              account.join();
            } catch (TaskFailedException e) {
              where = e.cell() + ":" + e.line();
            }
            where\
            """);
    assertEquals(cell(outcome) + ":5", place.result());
  }

  @Test
  void ends_with_the_interrupted_cell_that_waits_for_it_and_otherwise_goes_on() throws Exception {
    frontEnd.run(
        """
        var waitedFor = WorkerProcess.start("waited-for", () -> { while (true) { } });
        var onItsOwn = WorkerProcess.start("on-its-own", () -> { Thread.sleep(600_000); });
        long pids = waitedFor.pid() + onItsOwn.pid();\
        """);
    Message running =
        frontEnd.start(
            """
            {
              Thread cell = Thread.currentThread();
              new Thread(() -> {
                while (cell.getState() != Thread.State.TIMED_WAITING) {
                  Thread.onSpinWait();
                }
                System.out.println("it waits");
              }).start();
              waitedFor.join();
            }\
            """);
    var _ = frontEnd.published(running, message -> message.type().equals("stream"));
    frontEnd.interrupt();
    CellOutcome interrupted = frontEnd.await(running);
    assertEquals("error", interrupted.status());
    assertEquals("true", frontEnd.run("waitedFor.join(Duration.ofSeconds(60))").result());
    assertEquals("true", frontEnd.run("onItsOwn.isAlive()").result());
    frontEnd.run("onItsOwn.close()");
    assertEquals("143", frontEnd.run("onItsOwn.exitCode().getAsInt()").result());
  }

  @Test
  void is_gone_when_the_kernel_is_killed() throws Exception {
    try (KernelProcess other = KernelProcess.start(Map.of())) {
      long pid =
          Long.parseLong(
              other
                  .frontEnd()
                  .run("WorkerProcess.start(\"s\", () -> Thread.sleep(600_000)).pid()")
                  .result());
      var handle = ProcessHandle.of(pid);
      other.process().destroyForcibly();
      if (handle.isPresent()) {
        handle.get().onExit().get(30, TimeUnit.SECONDS);
      }
    }
  }
}
