package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on simulation")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class SimulationNotebookTest {

  /// The notebook's variables.
  private static final int SEATS = 180;

  private static final double TURNS_UP = 13 / 14.0;

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("17-simulation.ipynb").executed();
  }

  @Test
  void shows_that_tasks_with_one_seed_tell_one_story() {
    Random random = new Random(42);
    int hits = 0;
    for (int i = 0; i < 1000; i++) {
      double x = random.nextDouble();
      double y = random.nextDouble();
      hits += x * x + y * y < 1 ? 1 : 0;
    }
    String printed = notebook.printedBy("one-seed-code").strip();
    assertEquals(Collections.nCopies(8, hits).toString(), printed);
  }

  @Test
  void gives_each_item_a_stream_that_the_seed_decides() {
    List<String> lines = notebook.printedBy("streams-code").strip().lines().toList();
    assertEquals(3, lines.size());
    assertEquals(lines.get(0), lines.get(1));
    assertNotEquals(lines.get(0), lines.get(2));
    List<String> hits = Printed.all("(\\d+)", lines.getFirst());
    assertEquals(8, hits.size());
    assertTrue(hits.stream().distinct().count() > 4, () -> "one story: " + hits);
    for (String each : hits) {
      assertEquals(1000 * Math.PI / 4, Integer.parseInt(each), 5 * 13, "five standard deviations");
    }
  }

  @Test
  void gets_the_same_answer_from_processes_threads_and_the_calling_thread() {
    assertEquals("1 different answer", notebook.printedBy("same-code").strip());
    String table = notebook.valueOf("same-code");
    String answer = notebook.printedBy("streams-code").lines().findFirst().orElseThrow();
    assertEquals(5, table.lines().filter(line -> line.endsWith(answer)).count(), table);
  }

  @Test
  void finds_how_many_tickets_to_sell() {
    int best =
        IntStream.range(180, 208)
            .boxed()
            .max(Comparator.comparingDouble(SimulationNotebookTest::profit))
            .orElseThrow();
    String printed = notebook.printedBy("check-code");
    assertEquals(best, Printed.whole("(\\d+) exact", printed));
    assertTrue(Math.abs(best - Printed.whole("(\\d+) played", printed)) <= 2, printed);
    assertTrue(Printed.whole("^(\\d+) of 28 means", printed) >= 22, printed);
    String mean = Printed.one("mean profit (\\d+)", notebook.printedBy("many-flights-code"));
    assertEquals(profit(best), Integer.parseInt(mean), 40);
  }

  @Test
  void draws_the_profit() {
    assertTrue(Pictures.colours(Pictures.png(notebook, "picture-code")) > 10, "an empty picture");
  }

  @Test
  void adds_up_in_one_order_whoever_does_it() {
    String totals = Printed.one("threads: \\[(.*)\\]", notebook.printedBy("order-code"));
    assertEquals(1, List.of(totals.split(", ", -1)).stream().distinct().count(), totals);
    assertEquals(3, totals.split(", ", -1).length);
  }

  @Test
  void judges_by_what_it_measured() {
    String verdict = notebook.printedBy("verdict");
    assertTrue(verdict.endsWith("and the answers are equal to the last bit.\n"), verdict);
    double ratio =
        (double) Printed.whole("one thread +(\\d+) ms", verdict)
            / Printed.whole("pool +(\\d+) ms", verdict);
    if (Math.abs(ratio - 1.1) > 0.05) { // what is printed was rounded
      assertEquals(ratio > 1.1, verdict.contains("times as fast"), verdict);
    }
  }

  /// The mean over the binomial distribution, in logarithms: not the way of the notebook.
  private static double profit(int tickets) {
    double mean = 0;
    for (int k = 0; k <= tickets; k++) {
      double logarithm = k * Math.log(TURNS_UP) + (tickets - k) * Math.log(1 - TURNS_UP);
      for (int i = 1; i <= k; i++) {
        logarithm += Math.log(tickets - k + i) - Math.log(i);
      }
      mean += Math.exp(logarithm) * (tickets * 120 - 400 * Math.max(0, k - SEATS));
    }
    return mean;
  }
}
