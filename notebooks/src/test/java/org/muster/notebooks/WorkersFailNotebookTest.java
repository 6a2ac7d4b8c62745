package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on failing workers")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class WorkersFailNotebookTest {

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("18-when-workers-fail.ipynb").executed();
  }

  @Test
  void names_the_reading_that_is_no_number() {
    String printed = notebook.printedBy("exception-code");
    assertTrue(printed.contains("item:  number 13, the value n/a"), printed);
    assertTrue(printed.contains("where: cell 1, line 5"), printed);
    assertTrue(printed.contains("cause: java.lang.NumberFormatException"), printed);
  }

  @Test
  void runs_the_failing_item_again_in_the_kernel() {
    String printed = notebook.printedBy("replay-code");
    assertTrue(Printed.whole("^(\\d+) results were there", printed) < 20, printed);
    assertTrue(printed.contains("here too: For input string: \"n/a\""), printed);
    assertTrue(printed.contains("the pool goes on: [68, 86]"), printed);
  }

  @Test
  void tells_which_item_a_killed_process_ran() {
    String printed = notebook.printedBy("killed-code");
    assertTrue(printed.contains("with signal 9 (killed) while it ran item 5"), printed);
    assertTrue(printed.contains("item 5, exit code 137"), printed);
    assertTrue(Printed.whole("(\\d+) results are left", printed) < 40, printed);
    assertTrue(printed.contains("the pool goes on: [0, 1, 4, 9, 16]"), printed);
  }

  @Test
  void gets_every_result_where_items_are_tried_again() {
    String printed = notebook.printedBy("retry-code");
    assertTrue(printed.startsWith("40 results, the last one 1521\n"), printed);
    assertTrue(printed.contains("begun twice: [0, 10, 20, 30]"), printed);
    assertTrue(Pictures.one(notebook, "retry-picture", "image/svg+xml").contains("map in cell"));
  }

  @Test
  void blames_the_item_that_always_kills() {
    String printed = notebook.printedBy("killer-code");
    assertTrue(printed.contains("with exit code 3 while it ran item 17"), printed);
    assertTrue(Printed.whole("(\\d+) results are left", printed) < 40, printed);
  }

  @Test
  void survives_a_task_that_wants_too_much_memory() {
    String printed = notebook.printedBy("memory-code");
    assertTrue(printed.contains("item 2"), printed);
    assertTrue(printed.contains("the pool goes on: [1, 4, 9]"), printed);
  }

  @Test
  void stops_loops_that_never_end() {
    String late = notebook.printedBy("late-code");
    assertTrue(late.matches("(?s)item 3 took longer than 1\\S* s and was stopped.*"), late);
    assertTrue(late.contains("the pool goes on: [4, 5, 6, 7]"), late);
    String interrupted = notebook.printedBy("interrupt-code");
    assertTrue(Printed.whole("interrupted after (\\d+) ms", interrupted) >= 500, interrupted);
    assertTrue(interrupted.contains("the pool goes on: [0, 1, 4, 9, 16]"), interrupted);
  }

  @Test
  void judges_by_what_it_measured() {
    String verdict = notebook.printedBy("verdict");
    List<String> times = Printed.all("die(?:s|d): +(\\d+) ms", verdict);
    assertEquals(2, times.size(), verdict);
    for (String time : times) {
      assertTrue(Printed.whole(time) >= 40 * 20 / 4, verdict); // forty naps on four workers
    }
  }
}
