package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on how many workers")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class HowManyWorkersNotebookTest {

  private static final int FIRST = 900_000_000;

  private static Tutorial notebook;

  /// A row of the table of speed-ups.
  record Row(int workers, double seconds, double speedUp, double efficiency, double mixed) {}

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("15-how-many-workers.ipynb").executed();
  }

  @Test
  void finds_the_same_primes_with_any_number_of_workers() {
    int numbers = (int) Printed.whole("^(\\S+) numbers", notebook.printedBy("size-code"));
    long primes = Primes.between(FIRST, FIRST + numbers);
    String printed = notebook.printedBy("measure-code");
    assertFalse(printed.contains("wrong"), printed);
    assertEquals(List.of("1", "2", "4", "8"), Printed.all("(\\d+) workers found", printed));
    for (String found : Printed.all("found (\\d+)", printed)) {
      assertEquals(primes, Long.parseLong(found));
    }
  }

  @Test
  void computes_efficiency_from_the_speed_up() {
    for (Row row : rows()) {
      assertEquals(row.speedUp() / row.workers(), row.efficiency(), 0.011, () -> "" + row);
    }
  }

  @Test
  void fits_the_share_that_cannot_be_divided() {
    int processors = processors();
    double share =
        rows().stream()
            .filter(row -> row.workers() > 1 && row.workers() <= processors)
            .mapToDouble(row -> (row.workers() / row.speedUp() - 1) / (row.workers() - 1))
            .map(s -> Math.clamp(s, 0, 1))
            .average()
            .orElseThrow();
    String printed = notebook.printedBy("amdahl-code");
    String measured = Printed.one("divided, by the measured curve: +(\\S+) %", printed);
    assertEquals(100 * share, Printed.decimal(measured), 1.5, "speed-ups are rounded");
    double clock = Printed.decimal("by the clock: +(\\S+) %", printed);
    assertTrue(clock > 1 && clock < 60, printed);
  }

  @Test
  void draws_the_curve() {
    assertTrue(Shown.colours(Shown.image(notebook, "picture")) > 10, "an empty picture");
  }

  @Test
  void judges_by_what_it_measured() {
    Row best = rows().stream().max(Comparator.comparingDouble(Row::speedUp)).orElseThrow();
    String verdict = notebook.printedBy("verdict");
    assertEquals(best.speedUp(), Printed.decimal("(\\S+) times as fast", verdict), 0.051);
    assertTrue(verdict.contains("Eight workers were "), verdict);
  }

  private static int processors() {
    return (int) Printed.whole("use: (\\d+)", notebook.printedBy("processors"));
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String line : notebook.valueOf("speed-up").lines().skip(1).toList()) {
      List<String> cells = List.of(line.strip().split(" +", -1));
      rows.add(
          new Row(
              Integer.parseInt(cells.get(0)),
              Printed.decimal(cells.get(1)),
              Printed.decimal(cells.get(2)),
              Printed.decimal(cells.get(3)),
              Printed.decimal(cells.get(4))));
    }
    assertEquals(4, rows.size());
    return rows;
  }
}
