package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The first tutorial")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FirstPoolNotebookTest {

  static final String NAME = "01-first-pool.ipynb";
  static final Path FLIGHTS = Tutorial.FOLDER.resolve("data").resolve("flights");

  /// The notebook's variable.
  static final int THRESHOLD = 30;

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named(NAME).executed();
  }

  @Test
  void squares_in_order() {
    String squares =
        IntStream.range(0, 20)
            .mapToObj(x -> "" + x * x)
            .collect(Collectors.joining(", ", "[", "]"));
    assertEquals(squares, notebook.printedBy("first-pool").strip());
  }

  @Test
  void shows_the_processes_that_squared() {
    String printed = notebook.printedBy("who-did-it-code");
    Set<String> workers = all("(?m)^process (\\d+):", printed);
    assertFalse(workers.isEmpty());
    assertTrue(workers.size() <= 4, () -> "more than four workers: " + workers);
    assertFalse(workers.contains(kernel()), "the kernel squared");
    for (int x = 0; x < 20; x++) {
      String square = "  %d² = %d".formatted(x, x * x);
      assertEquals(1, all("(?m)(" + square + ")(?= |$)", printed).size(), square);
    }
  }

  @Test
  void leaves_no_process_behind() throws Exception {
    Set<String> pids = all("process (\\d+)", notebook.printedBy("who-did-it-code"));
    pids.addAll(all("process (\\d+)", notebook.printedBy("all-files-code")));
    for (String pid : pids) {
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
      if (process.isPresent()) {
        process.get().onExit().get(60, TimeUnit.SECONDS); // on its way out
      }
    }
  }

  @Test
  void measures_four_calls_of_one_pool() {
    assertEquals(4, all("(call \\d): +\\d+[.,]\\d ms", notebook.printedBy("reuse-code")).size());
  }

  @Test
  void shows_which_item_failed_and_why() {
    String printed = notebook.printedBy("failure-code");
    assertTrue(printed.contains("item:  number 7, the value 7"), printed);
    assertTrue(printed.contains("cause: java.lang.ArithmeticException: / by zero"), printed);
    assertTrue(printed.contains("still there: [2, 3, 4]"), printed);
  }

  @Test
  void reads_every_row_of_every_file_in_workers() {
    String printed = notebook.printedBy("all-files-code");
    assertEquals(12, all("(flights-2001-\\d\\d[ab]\\.csv): 8.?000 flights", printed).size());
    assertFalse(all("read by process (\\d+)", printed).contains(kernel()), "the kernel read");
    assertTrue(printed.contains("every row is good"), printed);
  }

  @Test
  void shows_what_becomes_of_a_broken_row() {
    String printed = notebook.printedBy("broken-code");
    assertTrue(printed.startsWith("1 good row\n"), printed);
    assertTrue(
        printed.strip().endsWith("flights-2001-01a.csv, line 3: no delay in minutes: `soon`"),
        printed);
  }

  @Test
  void ends_with_a_table_in_which_every_number_is_right() throws IOException {
    List<FlightTable.Month> expected = FlightTable.computed(FLIGHTS, THRESHOLD);
    assertEquals(6, expected.size());
    assertEquals(expected, FlightTable.shown(notebook.valueOf("months-code")));
  }

  @Test
  void judges_by_what_it_measured() {
    String times = notebook.printedBy("verdict");
    assertTrue(
        times.matches("(?s).*loop +\\d.* ms +\\d.* ms\\npool +\\d.* ms +\\d.* ms\\n"), times);
    String words = notebook.printedBy("verdict-in-words");
    assertTrue(words.matches("(?s)96.?000 rows, \\d+ workers\\.\\n.*"), words);
    assertTrue(words.contains("In the first run "), words);
    assertTrue(words.contains("In later runs "), words);
  }

  private static String kernel() {
    return all("kernel is process (\\d+)", notebook.printedBy("who-did-it-code")).iterator().next();
  }

  /// What the first group of a pattern matches in a text, each once.
  private static Set<String> all(String pattern, String text) {
    return new TreeSet<>(Printed.all(pattern, text));
  }
}
