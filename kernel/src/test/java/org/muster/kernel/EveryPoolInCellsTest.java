package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("Every kind of pool in a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class EveryPoolInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  /// Untyped lambdas are what people write: every method takes them.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pool.submit(() -> 42).get() | 42",
        "pool.apply(() -> \"a\" + 1) | a1",
        "pool.submit(() -> { var n = 1; }).get() == null | true",
        "double[] ys = pool.map(x -> x * x, new double[] {1, 2}); ys[1] | 4.0",
        "pool.mapToInt(s -> s.length(), List.of(\"a\", \"bb\"))[1] | 2",
        "pool.mapToObj(x -> \"n\" + x, new int[] {1}) .toString() | [n1]",
        "pool.mapReduce(x -> x * x, (a, b) -> a + b, range(4)) | 14",
        "pool.everywhere(() -> 1) | [1, 1]",
        "pool.invokeAll(List.of(() -> 1, () -> 2)).size() | 2",
        "int offset = 5; pool.applyAsync(() -> offset + 1).join() | 6",
        "CompletableFuture.supplyAsync(() -> ProcessHandle.current().pid(), pool).get() != ProcessHandle.current().pid() | true",
        "int n = 2; CompletableFuture.supplyAsync(() -> n, pool).thenApplyAsync(x -> x * 10, pool).thenCombineAsync(CompletableFuture.completedFuture(3), (a, b) -> a + b, pool).get() | 23",
        "CompletableFuture.supplyAsync(() -> 1 / (n - 2), pool).handleAsync((x, e) -> e != null, pool).get() | true",
        "var first = new ExecutorCompletionService<Integer>(pool); var asked = first.submit(() -> n + 5); first.take() == asked ? asked.get() : 0 | 7",
        "var failing = first.submit(() -> 1 / (n - 2)); first.take().exceptionNow().getCause().getMessage() | / by zero",
        "var once = new FutureTask<>(() -> { int unused = n; }, 12); pool.execute(once); once.get() | 12",
        "var endless = new FutureTask<>(() -> { while (true) { } }); pool.execute(endless); endless.cancel(true) && pool.apply(() -> true) | true",
        "int k = 3; Pool.threads(2).map(x -> x * k, range(3)) | [0, 3, 6]",
        "Pool.virtualThreads().map(x -> x + 1, range(3)) | [1, 2, 3]",
        "Pool.sequential().map(x -> x + 1, range(3)) | [1, 2, 3]",
      })
  void takes_untyped_lambdas(String cell, String result) throws Exception {
    CellOutcome outcome = frontEnd.run(cell);
    assertEquals("ok", outcome.status(), outcome::toString);
    assertEquals(result, outcome.result());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Pool.threads(2)", "Pool.virtualThreads()", "Pool.sequential()"})
  void shows_what_tasks_in_the_kernel_print_under_the_cell_that_asked(String pool)
      throws Exception {
    assertEquals("ok", frontEnd.run("var own = " + pool).status());
    CellOutcome cell =
        frontEnd.run("own.forEach(x -> System.out.println(\"out \" + x), List.of(7))");
    assertEquals("out 7\n", cell.stream("stdout"));
  }

  @Test
  void prints_also_after_a_cell_or_a_task_has_closed_its_standard_output() throws Exception {
    CellOutcome here =
        frontEnd.run("try (var out = new PrintWriter(System.out)) { out.print(\"a\"); }");
    assertEquals("a", here.stream("stdout"));
    assertEquals("b", frontEnd.run("System.out.print(\"b\");").stream("stdout"));
    String closing = "pool.everywhere(() -> { System.out.close(); System.err.close(); return 0; })";
    assertEquals("ok", frontEnd.run(closing).status());
    CellOutcome there = frontEnd.run("pool.apply(() -> { System.out.println(\"c\"); return 0; })");
    assertTrue(there.stream("stdout").endsWith("c\n"), there::toString);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Pool.threads(1)", "Pool.sequential()"})
  void stops_busy_tasks_of_an_interrupted_cell(String pool) throws Exception {
    assertEquals("ok", frontEnd.run("var busy = " + pool).status());
    Message cell =
        frontEnd.start(
            "busy.map(x -> { System.out.println(\"on\"); while (true) { x++; } }, List.of(1))");
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    assertEquals("error", frontEnd.await(cell).status());
    assertEquals("[1]", frontEnd.run("busy.map(x -> x, List.of(1))").result());
  }
}
