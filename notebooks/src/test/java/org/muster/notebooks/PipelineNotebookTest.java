package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on a pipeline into a database")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class PipelineNotebookTest {

  private static final String DAMAGED = "flights-2001-04a.csv";

  /// Counted from 1, as in an editor; the header is the first.
  private static final int DAMAGED_LINE = 4712;

  private static Tutorial notebook;

  /// The rows of all files as they are after one of them was damaged: delay, origin, destination.
  private static List<String[]> rows = List.of();

  @BeforeAll
  static void execute() throws IOException {
    notebook = Tutorial.named("10-pipeline-into-a-database.ipynb").executed();
    rows = goodRows();
  }

  private static List<String[]> goodRows() throws IOException {
    List<String[]> good = new ArrayList<>();
    Set<Path> files = new TreeSet<>();
    try (var found =
        Files.newDirectoryStream(Tutorial.FOLDER.resolve("data").resolve("flights"), "*-*.csv")) {
      found.forEach(files::add);
    }
    for (Path file : files) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      if (file.endsWith(DAMAGED)) {
        String _ = lines.remove(DAMAGED_LINE - 1);
      }
      lines.subList(1, lines.size()).forEach(line -> good.add(line.split(",", -1)));
    }
    return good;
  }

  @Test
  void damages_one_row_of_a_copy() {
    String printed = notebook.printedBy("break");
    assertTrue(
        printed.startsWith("12 files; in %s, line %d:".formatted(DAMAGED, DAMAGED_LINE)), printed);
    assertTrue(printed.contains(",unknown,"), printed);
  }

  @Test
  void finds_the_damaged_row_in_a_worker() {
    String printed = notebook.printedBy("validate-one");
    assertTrue(printed.startsWith(DAMAGED + ": 7,999 good rows, read by process "), printed);
    String bad = notebook.valueOf("validate-one");
    assertEquals(
        1, Printed.matches(DAMAGED + " +4712  delay is no number: `unknown`", bad).size(), bad);
  }

  @Test
  void shows_that_the_database_refuses_a_second_process() {
    String printed = notebook.printedBy("who-loads");
    assertTrue(printed.contains("Could not set lock on file \"flights.db\""), printed);
  }

  @Test
  void has_every_good_row_once_after_each_round() {
    long minutes = rows.stream().mapToLong(row -> Long.parseLong(row[1])).sum();
    Set<String> routes = new HashSet<>();
    rows.forEach(row -> routes.add(row[3] + "-" + row[4]));
    String contents =
        "%,d flights, %,d minutes, %,d routes, 1 rejected"
            .formatted(rows.size(), minutes, routes.size());
    assertEquals(95_999, rows.size());
    for (int round = 1; round <= 3; round++) {
      String printed = notebook.printedBy("race");
      assertTrue(
          printed.contains("after round %d: %s\n".formatted(round, contents)),
          () -> contents + " expected, not\n" + printed);
    }
  }

  @Test
  void draws_each_file_in_each_stage() {
    List<String> drawings = Shown.of(notebook, "pictures", "image/svg+xml");
    assertEquals(2, drawings.size());
    for (String drawing : drawings) {
      for (String stage : List.of("validate", "transform", "load")) {
        Set<String> files = new HashSet<>();
        for (MatchResult bar : Printed.matches("<title>" + stage + " (\\S+)</title>", drawing)) {
          files.add(bar.group(1));
        }
        assertEquals(12, files.size(), stage);
      }
    }
  }

  @Test
  void answers_questions_about_the_delays() {
    String printed = notebook.printedBy("query");
    checkClass(printed, "on time", Integer.MIN_VALUE, 0);
    checkClass(printed, "a little", 0, 15);
    checkClass(printed, "late", 15, 60);
    checkClass(printed, "very late", 60, Integer.MAX_VALUE);
    assertTrue(
        printed.contains("rejected: " + DAMAGED + ", line 4712: delay is no number: `unknown`"),
        printed);
  }

  private static void checkClass(String printed, String name, int above, int upTo) {
    var delays =
        rows.stream()
            .mapToInt(row -> Integer.parseInt(row[1]))
            .filter(delay -> delay > above && delay <= upTo)
            .summaryStatistics();
    String line = Printed.one("(?m)^" + name + " +(.* on average)$", printed);
    assertEquals((double) delays.getCount(), Printed.number("([\\d,]+) flights", line), line);
    assertEquals(delays.getAverage(), Printed.number("(-?[\\d.]+) minutes", line), 0.0051, line);
  }

  @Test
  void judges_by_what_it_measured() {
    String printed = notebook.printedBy("verdict");
    for (String way : List.of("staged", "streaming", "loop")) {
      List<MatchResult> line = Printed.matches("(?m)^" + way + " +(\\d+) ms +(\\d+) ms$", printed);
      assertEquals(1, line.size(), printed);
      int all = Integer.parseInt(line.getFirst().group(1));
      int first = Integer.parseInt(line.getFirst().group(2));
      assertTrue(first > 0 && first <= all, printed);
    }
    assertTrue(printed.contains("Streaming was "), printed);
    assertTrue(printed.contains("more workers "), printed);
  }
}
