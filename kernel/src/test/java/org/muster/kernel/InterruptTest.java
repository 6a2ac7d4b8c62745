package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("An interrupt")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class InterruptTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @BeforeEach
  void keeps_state() throws Exception {
    assertEquals("ok", frontEnd.run("int kept = 42;").status());
  }

  @AfterAll
  void stop() {
    kernel.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "for (long i = 0; ; i++) { if (i < 0) break; }",
        "Thread.sleep(1_000_000);",
        "var lock = new Object(); synchronized (lock) { lock.wait(); }",
        "while (true) { try { while (true) {} } catch (Throwable e) { } }",
        "while (true) { try { Thread.sleep(1_000); } catch (Throwable e) { } }",
        "while (true) try { new CountDownLatch(1).await(); } catch (Throwable e) { }",
        "try { while (true) {} } catch (Throwable e) { new ServerSocket(0).accept(); }",
        "while (true) { try { throw new Error(); } catch (Throwable e) { } finally { } }",
        "IntStream.range(0, 8).parallel().forEach(i -> { while (true) {} });",
        "new Thread(() -> { while (true) {} }).start(); new CountDownLatch(1).await();",
        "int down(int n) { return n > 0 ? down(n - 1) : 0; } while (true) { down(100); }",
        "new Scanner(System.in).nextLine()",
        "pool.map(x -> { while (true) {} }, range(4))",
        "pool.apply(() -> { Thread.sleep(1_000_000); return 1; })",
        "SharedEvent.create().await();",
        "var held = SharedLock.create(); Thread.ofPlatform().start(held::lock).join(); held.lock();",
        "var held = SharedLock.create(); held.lock(); pool.apply(() -> { held.lock(); return 1; })",
      })
  void ends_the_cell_and_leaves_no_thread_running(String code) throws Exception {
    Message cell = frontEnd.start("System.out.println(\"begun\");\n" + code);
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    CellOutcome ended = frontEnd.await(cell);
    assertEquals("error", ended.status());
    assertEquals("Interrupted", ended.reply().get("ename").getAsString(), ended.traceback());
    assertEquals("the cell was interrupted", ended.reply().get("evalue").getAsString());
    assertEquals("Interrupted", ended.published("error").get("ename").getAsString());
    assertEquals("42", frontEnd.run("kept").result());
    assertEquals("none", threadsOfCells());
    assertTrue(comesToRest(), "a processor is still busy");
  }

  @Test
  void between_cells_does_nothing() throws Exception {
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    assertEquals("42", frontEnd.run("kept").result());
  }

  @Test
  void leaves_the_threads_of_other_cells_alone() throws Exception {
    Message earlier =
        frontEnd.start(
            """
            var stopCounting = new CountDownLatch(1);
            new Thread(() -> {
              while (stopCounting.getCount() > 0) Thread.onSpinWait();
              System.out.println("not stopped");
            }).start();
            """);
    var _ = frontEnd.await(earlier);
    Message cell = frontEnd.start("System.out.println(\"begun\"); while (true) {}");
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    assertEquals("error", frontEnd.await(cell).status());
    var _ = frontEnd.run("stopCounting.countDown();");
    Message printed = frontEnd.published(earlier, message -> message.type().equals("stream"));
    assertEquals("not stopped\n", printed.content().get("text").getAsString());
  }

  @Test
  void of_a_wait_that_nothing_ends_is_answered_all_the_same() throws Exception {
    assertEquals("ok", frontEnd.run("var server = new ServerSocket(0);").status());
    Message cell =
        frontEnd.start(
            """
            {
              var waiting = Thread.currentThread();
              new Thread(() -> {
                while (!Arrays.toString(waiting.getStackTrace()).contains("ServerSocket.accept")) {
                  Thread.onSpinWait();
                }
                System.out.println("it waits");
              }).start();
              server.accept();
            }
            """);
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    CellOutcome ended = frontEnd.await(cell);
    assertEquals("Interrupted", ended.reply().get("ename").getAsString());
    assertTrue(ended.reply().get("evalue").getAsString().contains("restart the kernel"));
    assertEquals("42", frontEnd.run("kept").result());
    assertEquals("ok", frontEnd.run("server.close();").status());
    assertEquals("none", threadsOfCells());
  }

  @Test
  void and_other_control_requests_are_answered_while_a_cell_runs() throws Exception {
    Message cell = frontEnd.start("System.out.println(\"begun\"); new CountDownLatch(1).await();");
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    Message asked =
        frontEnd.send(FrontEnd.Channel.CONTROL, "kernel_info_request", new JsonObject());
    assertEquals("muster", frontEnd.reply(asked).get("implementation").getAsString());
    var _ = frontEnd.interrupt();
    assertEquals("error", frontEnd.await(cell).status());
  }

  /// The threads of the kernel that run code of a cell, apart from the one that looks; waits for
  /// them to end first.
  private String threadsOfCells() throws Exception {
    return frontEnd
        .run(
            """
            String threadsOfCells() {
              return Thread.getAllStackTraces().entrySet().stream()
                  .filter(each -> !each.getKey().equals(Thread.currentThread()))
                  .filter(each -> Arrays.stream(each.getValue())
                      .anyMatch(frame -> frame.getClassName().startsWith("REPL.")))
                  .map(each -> each.getKey() + " " + Arrays.toString(each.getValue()))
                  .collect(Collectors.joining("\\n"));
            }
            String left = threadsOfCells();
            for (int i = 0; i < 1_000 && !left.isEmpty(); i++) {
              Thread.sleep(20);
              left = threadsOfCells();
            }
            left.isEmpty() ? "none" : left
            """)
        .result();
  }

  /// Whether the kernel comes to use less than a quarter of a processor while it does nothing but
  /// sleep; its compiler may be busy for a while before, the longer the busier the machine is.
  private boolean comesToRest() throws Exception {
    long giveUpAt = System.nanoTime() + KernelProcess.PATIENCE.toNanos();
    while (System.nanoTime() < giveUpAt) {
      Duration before = processorTime();
      long begun = System.nanoTime();
      assertEquals("ok", frontEnd.run("Thread.sleep(400);").status());
      if (processorTime().minus(before).toNanos() < (System.nanoTime() - begun) / 4) {
        return true;
      }
    }
    return false;
  }

  private Duration processorTime() {
    return kernel.process().info().totalCpuDuration().orElseThrow();
  }
}
