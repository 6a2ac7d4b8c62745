package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.KernelProcess;

/// A specification that runs in a kernel's process and in those of its two workers.
///
/// The tests of one class share a notebook, so each uses names of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
abstract class InTwoJvms {

  /// `both` shows what a function makes of items in workers, then what it makes of them here.
  private static final String PRELUDE =
      """
      import java.util.concurrent.atomic.*;
      import java.util.concurrent.locks.*;
      <A, B> String both(Task<A, B> function, List<A> items) throws Exception {
        var there = pool.map(function, items);
        var here = new ArrayList<B>();
        for (A item : items) {
          here.add(function.apply(item));
        }
        return Arrays.deepToString(there.toArray()) + "\\n--\\n" + Arrays.deepToString(here.toArray());
      }
      """;

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));

  @BeforeAll
  final void declareWhatTestsUse() throws Exception {
    run(PRELUDE);
  }

  @AfterAll
  final void stop() {
    kernel.close();
  }

  /// What all other tests rest on.
  @Test
  void tasks_run_in_processes_of_their_own() throws Exception {
    assertEquals(
        "2 false",
        value(
            """
            var pids = Set.copyOf(
                pool.map(x -> { Thread.sleep(50); return ProcessHandle.current().pid(); }, range(20), 1));
            pids.size() + " " + pids.contains(ProcessHandle.current().pid())
            """));
  }

  /// Runs a cell that has to succeed.
  CellOutcome run(String code) throws TimeoutException, InterruptedException {
    CellOutcome outcome = kernel.frontEnd().run(code);
    if (!outcome.status().equals("ok")) {
      throw new AssertionError(outcome.traceback());
    }
    return outcome;
  }

  /// The value of a cell, as text.
  String value(String code) throws TimeoutException, InterruptedException {
    CellOutcome outcome = run(code);
    assertTrue(
        outcome.types().contains("execute_result"),
        () -> outcome.types() + outcome.stream("stderr") + outcome.stream("stdout"));
    return outcome.result();
  }

  /// What a cell ends with that has to fail.
  String failure(String code) throws TimeoutException, InterruptedException {
    CellOutcome outcome = kernel.frontEnd().run(code);
    assertEquals("error", outcome.status());
    return outcome.traceback();
  }

  /// The number of a cell.
  static int number(CellOutcome cell) {
    return cell.reply().get("execution_count").getAsInt();
  }

  /// Runs a function in the workers and in the kernel, which have to agree.
  ///
  /// @param expected its results, in brackets
  /// @param declarations run in a cell before
  /// @param function a lambda, a method reference or anything else that is a `Task`
  /// @param items the elements of the list to which it is applied
  void same(String expected, String declarations, String function, String items)
      throws TimeoutException, InterruptedException {
    if (!declarations.isBlank()) {
      run(declarations);
    }
    List<String> sides =
        Arrays.asList(
            value("both(%s, List.of(%s))".formatted(function, items)).split("\n--\n", -1));
    assertEquals(2, sides.size(), sides::toString);
    assertEquals(expected, sides.get(0), "in the workers");
    assertEquals(expected, sides.get(1), "in the kernel");
  }

  /// As [#same(String, String, String, String)], for a function of no use for its item.
  void same(String expected, String declarations, String function)
      throws TimeoutException, InterruptedException {
    same("[" + expected + "]", declarations, function, "0");
  }

  /// Runs a cell that is refused, and sees that the pool goes on.
  ///
  /// @return the message, in one line
  String refusal(String code) throws TimeoutException, InterruptedException {
    String traceback = failure(code);
    String message = traceback.lines().findFirst().orElse("");
    assertTrue(message.startsWith("org.muster.parallel.TaskNotSerializableException: "), traceback);
    assertFalse(traceback.contains("org.muster.parallel.closure"), traceback);
    assertEquals("[0, 1]", value("pool.map(x -> x, range(2))"));
    return message.substring(message.indexOf(": ") + 2);
  }
}
