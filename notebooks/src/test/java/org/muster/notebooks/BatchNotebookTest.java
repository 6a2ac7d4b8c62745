package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is expected here was asked of the database in SQL, from the whole file at once.
@DisplayName("The tutorial on batch preprocessing")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BatchNotebookTest {

  /// `SELECT count(*) … WHERE delay NOT BETWEEN -60 AND 600`.
  private static final int OUT_OF_RANGE = 86;

  private static final int ALL = 508_239;

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("11-batch-preprocessing.ipynb").executed();
  }

  @Test
  void measures_on_the_globe() {
    double ordLatitude = Math.toRadians(41.979595);
    double laxLatitude = Math.toRadians(33.94253611);
    double between = Math.toRadians(118.4080744 - 87.90446417);
    double miles =
        3958.8
            * Math.acos(
                Math.sin(ordLatitude) * Math.sin(laxLatitude)
                    + Math.cos(ordLatitude) * Math.cos(laxLatitude) * Math.cos(between));
    assertEquals(
        "3,376 airports; from Chicago to Los Angeles it is %,.0f miles\n".formatted(miles),
        notebook.printedBy("airports"));
  }

  @Test
  void finds_what_is_wrong_with_rows_that_were_made_up() {
    List<MatchResult> answers =
        Printed.matches("(?m)^[^\":]+: +\"([^\"]*)\"$", notebook.printedBy("check"));
    assertEquals(
        List.of("", "distance does not fit", "airport not in our list", "delay out of range"),
        answers.stream().map(answer -> answer.group(1)).toList());
  }

  @Test
  void reads_one_day_in_a_worker() {
    String printed = notebook.printedBy("first-day");
    assertTrue(printed.startsWith("January 1: 14,828 rows, dropped {delay out"), printed);
  }

  @Test
  void accounts_for_every_row() {
    assertEquals(
        """
        %,d rows read, %,d kept
             86 dropped: delay out of range
        every row is accounted for: true
        """
            .formatted(ALL, ALL - OUT_OF_RANGE),
        notebook.printedBy("month"));
  }

  @Test
  void shows_what_was_dropped() {
    String shown = notebook.valueOf("dropped");
    List<MatchResult> delays = Printed.matches("(?m)^\\S+ +(\\d+) +[A-Z]{3}-[A-Z]{3}$", shown);
    assertEquals(5, delays.size(), shown);
    assertEquals("1688", delays.getFirst().group(1), shown);
  }

  @Test
  void has_medians_that_are_those_of_all_flights() {
    String shown = notebook.valueOf("medians");
    List<MatchResult> lines =
        Printed.matches("(?m)^(short|medium|long) +(\\d+) +(-?\\d+) +(-?[\\d.]+)$", shown);
    assertEquals(List.of("short", "medium", "long"), lines.stream().map(m -> m.group(1)).toList());
    assertEquals(List.of("0", "0", "-4"), lines.stream().map(m -> m.group(3)).toList());
    int kept = lines.stream().mapToInt(line -> Integer.parseInt(line.group(2))).sum();
    assertEquals(ALL - OUT_OF_RANGE, kept, shown);
  }

  @Test
  void shows_a_heat_map() {
    assertEquals("760 x 320", Shown.imageSize(notebook, "heat-map"));
  }

  @Test
  void judges_by_what_it_measured() {
    String times = notebook.printedBy("verdict");
    double pool = Printed.number("pool: (\\d+) ms", times);
    double loop = Printed.number("loop: (\\d+) ms", times);
    assertTrue(Printed.number("one SQL query: (\\d+) ms", times) >= 0, times);
    String words = notebook.printedBy("verdict-in-words");
    if (loop > 1.2 * pool) {
      assertTrue(words.matches("(?s).*The pool was [\\d.]+ times as fast as the loop\\..*"), words);
    } else if (pool > 1.2 * loop) {
      assertTrue(words.matches("(?s).*The pool was [\\d.]+ times as slow as the loop\\..*"), words);
    }
    assertTrue(words.contains("The database alone was "), words);
  }
}
