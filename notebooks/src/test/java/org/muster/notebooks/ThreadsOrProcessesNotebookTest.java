package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on threads, virtual threads and processes")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ThreadsOrProcessesNotebookTest {

  private static final List<String> WAYS =
      List.of("loop", "threads", "virtual threads", "processes");

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("19-threads-or-processes.ipynb").executed();
  }

  @Test
  void gets_the_same_result_in_every_way() {
    for (String cell : List.of("waiting-code", "computing-code", "memory-code")) {
      String printed = notebook.printedBy(cell);
      assertTrue(printed.startsWith("the same result in all ways\n"), () -> cell + printed);
      assertTrue(!printed.contains("differ"), printed);
    }
  }

  @Test
  void measures_every_way() {
    for (String work : List.of("waiting", "computing")) {
      String table = notebook.valueOf(work + "-code");
      for (String way : WAYS) {
        assertTrue(later(table, work, way) > 0, table);
      }
    }
  }

  @Test
  void waits_for_all_answers_at_once_with_virtual_threads() {
    String table = notebook.valueOf("waiting-code");
    assertTrue(later(table, "waiting", "loop") >= 40 * 25, table);
    assertTrue(later(table, "waiting", "threads") >= 10 * 25, table);
    double virtual = later(table, "waiting", "virtual threads");
    assertTrue(virtual >= 25 && virtual < later(table, "waiting", "loop"), table);
  }

  @Test
  void draws_the_matrix() {
    assertTrue(Pictures.colours(Pictures.png(notebook, "matrix-code")) > 10, "an empty picture");
  }

  @Test
  void reads_every_date_right_where_nothing_is_shared() {
    String printed = notebook.printedBy("unsafe-code");
    assertEquals(0, Printed.whole("with processes: (\\d+) of 200", printed));
    assertTrue(Printed.whole("with threads: +(\\d+) of 200", printed) <= 200, printed);
  }

  @Test
  void keeps_the_notebook_when_a_task_runs_out_of_memory() {
    String printed = notebook.printedBy("limits-code");
    assertTrue(printed.contains("item 3"), printed);
    assertTrue(printed.contains("and the notebook still has its 16 times"), printed);
  }

  @Test
  void judges_by_what_it_measured() {
    String table = notebook.valueOf("verdict");
    assertEquals(4, table.lines().skip(1).count(), table);
    boolean processes = table.contains(" processes ");
    assertEquals(
        processes, notebook.printedBy("verdict").startsWith("Processes were quickest for one"));
    String waiting = Printed.one("(?m)^waiting +(\\S.*?) {2,}", table);
    assertEquals("virtual threads", waiting);
  }

  private static double later(String table, String work, String way) {
    return Printed.decimal("(?m)^" + work + " +" + way + " +\\S+ +(\\S+)$", table);
  }
}
