package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on big data")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BigDataNotebookTest {

  private static final long ARRAY_BYTES = 2L * 508_239 * Integer.BYTES;

  /// Flights and minutes of delay of each hour, counted by the database: `SELECT hour(date),
  /// count(*), sum(delay) FROM 'flights-2001-01.parquet' GROUP BY 1 ORDER BY 1`.
  private static final int[][] HOURS = {
    {1670, 53408},
    {1086, 21608},
    {174, 10326},
    {30, 4624},
    {28, 431},
    {6465, -17940},
    {32300, -41477},
    {33833, 10896},
    {33126, 45653},
    {30919, 56559},
    {28931, 129354},
    {31519, 140389},
    {30122, 162538},
    {32770, 177358},
    {29252, 203679},
    {30861, 232704},
    {29521, 257660},
    {34252, 278410},
    {29994, 295177},
    {29776, 317438},
    {26033, 269548},
    {18308, 288467},
    {12754, 201560},
    {4515, 123342}
  };

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("09-big-data-stays-put.ipynb").executed();
  }

  @Test
  void knows_the_file() {
    String printed = notebook.printedBy("what-is-it");
    assertTrue(printed.startsWith("508,239 flights, 2001-01-01 00:01"), printed);
    assertTrue(printed.contains("on average 6.34 minutes late"), printed);
  }

  @Test
  void lets_nobody_change_what_is_shared() {
    String printed = notebook.printedBy("airports");
    assertTrue(printed.startsWith("3376 airports; "), printed);
    assertTrue(
        printed.contains("Airport[code=ORD, name=Chicago O'Hare International, city=Chicago]"),
        printed);
    assertTrue(printed.contains("gets: java.lang.UnsupportedOperationException"), printed);
  }

  @Test
  void tells_what_each_way_sends() {
    String captured = notebook.printedBy("explain");
    double list = Printed.number("list: .*sent: ([\\d,]+) bytes", captured);
    double arrays = Printed.number("arrays: .*sent: ([\\d,]+) bytes", captured);
    assertTrue(arrays >= ARRAY_BYTES && arrays < 1.1 * ARRAY_BYTES, captured);
    assertTrue(list > arrays, captured);
    String handles = notebook.printedBy("broadcast");
    assertTrue(Printed.number("broadcast: .*sent: ([\\d,]+) bytes", handles) < 100_000, handles);
    assertTrue(Printed.number("WorkerLocal: .*sent: ([\\d,]+) bytes", handles) < 100_000, handles);
  }

  @Test
  void measures_three_calls_of_four_ways() {
    String printed = notebook.printedBy("measure");
    assertEquals(4, Printed.matches("(?m)^\\D+( +\\d+\\.\\d ms){3}$", printed).size(), printed);
  }

  @Test
  void gets_the_same_hours_every_way() {
    String printed = notebook.printedBy("run");
    assertEquals(5, Printed.matches("ms, the same 24 hours", printed).size(), printed);
    assertFalse(printed.contains("OTHER RESULTS"), printed);
  }

  @Test
  void computes_every_hour_right() {
    String shown = notebook.valueOf("hours");
    List<MatchResult> lines =
        Printed.matches("(?m)^ *(\\d+) +(\\d+) +(-?[\\d.]+) +(-?[\\d.]+) +(-?[\\d.]+)$", shown);
    assertEquals(HOURS.length, lines.size(), shown);
    for (int hour = 0; hour < HOURS.length; hour++) {
      MatchResult line = lines.get(hour);
      assertEquals(hour, Integer.parseInt(line.group(1)), line.group());
      assertEquals(HOURS[hour][0], Integer.parseInt(line.group(2)), line.group());
      double mean = Double.parseDouble(line.group(3));
      assertEquals((double) HOURS[hour][1] / HOURS[hour][0], mean, 0.0051, line.group());
      assertTrue(Double.parseDouble(line.group(4)) < mean, line.group());
      assertTrue(Double.parseDouble(line.group(5)) > mean, line.group());
    }
  }

  @Test
  void asks_for_each_day_alone() {
    assertEquals(
        "508,239 flights on 31 days; the worst was January 1 with 16.1 minutes on average",
        notebook.printedBy("by-day").strip());
  }

  @Test
  void shows_two_charts() {
    assertEquals("720 x 320", Shown.imageSize(notebook, "chart"));
    assertEquals("720 x 320", Shown.imageSize(notebook, "hours-chart"));
  }

  @Test
  void judges_by_what_it_measured() {
    String verdict = notebook.printedBy("verdict");
    double loop = Printed.number("The loop took ([\\d.]+) ms", verdict);
    assertEquals(
        Printed.number("a plain loop +([\\d.]+) ms", notebook.printedBy("run")), loop, 0.51);
    assertTrue(verdict.contains("With the list in the task "), verdict);
  }
}
