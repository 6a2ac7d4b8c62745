package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("The thread of a notebook")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class NotebookThreadTest {

  private static final String BEGUN = "System.out.println(\"begun\");\n";

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void is_the_same_for_all_statements_and_cells() throws Exception {
    ok("Thread mine = Thread.currentThread();");
    assertEquals("true", ok("var same = mine == Thread.currentThread();\nsame").result());
    ok("1 / 0", "error");
    ok(BEGUN + "new CountDownLatch(1).await()", "interrupted");
    assertEquals("true", ok("mine == Thread.currentThread() && mine.isAlive()").result());
  }

  @Test
  void keeps_the_value_of_a_thread_local() throws Exception {
    ok("var local = ThreadLocal.withInitial(() -> 1);\nlocal.set(2);");
    assertEquals("2", ok("int seen = local.get();\nseen").result());
    assertEquals(
        "2",
        ok("""
        int seenByThread = 0;
        var child = new InheritableThreadLocal<Integer>();
        child.set(2);
        Thread.ofPlatform().start(() -> { seenByThread = child.get(); }).join();
        seenByThread
        """)
            .result());
  }

  @Test
  void stays_the_same_while_threads_of_earlier_cells_live() throws Exception {
    ok(
        """
        Thread before = Thread.currentThread();
        var executor = Executors.newFixedThreadPool(1);
        executor.submit(() -> 1).get();
        IntStream.range(0, 1_000).parallel().sum();
        """);
    assertEquals("true", ok("before == Thread.currentThread()").result());
    ok("executor.shutdown();");
  }

  @Test
  void unlocks_what_an_earlier_statement_or_cell_has_locked() throws Exception {
    ok("var own = new java.util.concurrent.locks.ReentrantLock();\nown.lock();\nown.unlock();");
    ok("var shared = SharedLock.create();\nshared.lock();\nshared.unlock();");
    ok("own.lock(); shared.lock();");
    assertEquals("false", ok("own.unlock();\nshared.unlock();\nown.isLocked()").result());
  }

  @Test
  void uses_memory_of_a_confined_arena_in_later_cells() throws Exception {
    ok(
        """
        import java.lang.foreign.*;
        var arena = Arena.ofConfined();
        var memory = arena.allocate(8);
        memory.set(ValueLayout.JAVA_LONG, 0, 7L);
        """);
    assertEquals("7", ok("memory.get(ValueLayout.JAVA_LONG, 0)").result());
    ok("arena.close();");
  }

  @Test
  void keeps_an_interrupt_for_the_next_statement_but_not_for_the_next_cell() throws Exception {
    CellOutcome cell = ok("Thread.currentThread().interrupt();\nThread.sleep(1);", "error");
    assertEquals("java.lang.InterruptedException", cell.reply().get("ename").getAsString());
    ok("Thread.currentThread().interrupt();");
    assertEquals("false", ok("Thread.currentThread().isInterrupted()").result());
  }

  @Test
  void is_interrupted_with_the_threads_of_its_cell_and_no_others() throws Exception {
    ok(
        """
        Thread waiting() {
          return Thread.ofPlatform().start(() -> {
            try { new CountDownLatch(1).await(); } catch (InterruptedException e) { }
          });
        }
        var asked = new CountDownLatch(1);
        var waits = new CompletableFuture<Thread>();
        var earlier = Thread.ofPlatform().start(() -> {
          try { asked.await(); } catch (InterruptedException e) { }
          waits.complete(waiting());
          while (true) { try { Thread.sleep(1_000); } catch (InterruptedException e) { return; } }
        });
        """);
    ok(
        "asked.countDown(); var ofEarlier = waits.get(); var ofThis = waiting();\n"
            + BEGUN
            + "new CountDownLatch(1).await();",
        "interrupted");
    assertEquals(
        "true true", ok("ofThis.join(); earlier.isAlive() + \" \" + ofEarlier.isAlive()").result());
    ok("earlier.interrupt(); ofEarlier.interrupt();");
  }

  @Test
  void is_another_once_a_cell_does_not_end() throws Exception {
    ok("var server = new ServerSocket(0); Thread hung = Thread.currentThread();");
    Message cell =
        frontEnd.start(
            """
            Thread.ofPlatform().start(() -> {
              while (!Arrays.toString(hung.getStackTrace()).contains("ServerSocket.accept")) {
                Thread.onSpinWait();
              }
              System.out.println("it waits");
            });
            server.accept();
            """);
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    assertTrue(frontEnd.await(cell).refusal().contains("restart the kernel"));
    assertEquals(
        "false true", ok("(hung == Thread.currentThread()) + \" \" + hung.isAlive()").result());
    ok("Thread second = Thread.currentThread();\nserver.close(); hung.join();");
    assertEquals("true", ok("second == Thread.currentThread()").result());
  }

  private CellOutcome ok(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), cell::traceback);
    return cell;
  }

  private CellOutcome ok(String code, String end) throws Exception {
    Message cell = frontEnd.start(code);
    if (end.equals("interrupted")) {
      var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
      var _ = frontEnd.interrupt();
    }
    CellOutcome ended = frontEnd.await(cell);
    assertEquals("error", ended.status());
    return ended;
  }
}
