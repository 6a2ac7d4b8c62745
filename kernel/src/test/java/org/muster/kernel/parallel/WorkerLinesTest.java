package org.muster.kernel.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What workers print")
class WorkerLinesTest {

  private final WorkerLines lines = new WorkerLines();

  @Test
  void is_marked_line_by_line() {
    assertEquals("[worker 0] a\n[worker 0] b\n", lines.mark("worker 0", "a\nb\n"));
  }

  @Test
  void is_marked_once_for_a_line_that_comes_in_pieces() {
    assertEquals("[worker 1] hel", lines.mark("worker 1", "hel"));
    assertEquals("lo\n[worker 1] x", lines.mark("worker 1", "lo\nx"));
  }

  @Test
  void does_not_run_into_the_line_of_another_worker() {
    assertEquals("[worker 1] a", lines.mark("worker 1", "a"));
    assertEquals("\n[worker 2] b\n", lines.mark("worker 2", "b\n"));
    assertEquals("[worker 1] c\n", lines.mark("worker 1", "c\n"));
  }

  @Test
  void is_not_marked_if_the_pool_itself_says_it() {
    assertEquals("warning\n", lines.mark("", "warning\n"));
  }
}
