package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on what is slower")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class SlowerNotebookTest {

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("13-why-is-it-slower.ipynb").executed();
  }

  @Test
  void gets_the_same_sum_in_four_ways() {
    String printed = notebook.printedBy("a-million-table");
    long sum = LongStream.range(0, 1_000_000).map(x -> x * x).sum();
    assertTrue(printed.contains("all four sums are the same: true, " + sum), printed);
    double loop = Printed.number("a plain loop +([\\d.]+) ms", printed);
    double futures = Printed.number("a million futures +([\\d.]+) ms", printed);
    assertTrue(loop < futures, printed);
  }

  @Test
  void accounts_for_the_time_of_the_workers() {
    String shown = notebook.valueOf("accounts-table");
    List<MatchResult> lines =
        Printed.matches("(?m)^\\D.*? +(\\d+) +(\\d+) +(\\d+) +(\\d+) +(\\d+)$", shown);
    assertEquals(4, lines.size(), shown);
    for (MatchResult line : lines) {
      int all = 0;
      for (int share = 2; share <= 5; share++) {
        all += Integer.parseInt(line.group(share));
      }
      assertEquals(100, all, 3, line.group());
    }
    int busyWithSquares = Integer.parseInt(lines.get(1).group(2));
    int busyWithPrimes = Integer.parseInt(lines.get(3).group(2));
    assertTrue(busyWithSquares < busyWithPrimes, shown);
  }

  @Test
  void draws_the_accounts() {
    String svg = Shown.svg(notebook, "accounts-picture");
    assertEquals(
        16, Printed.matches("<rect [^>]*><title>[a-z ]+: -?\\d+ %</title></rect>", svg).size());
  }

  @Test
  void counts_the_same_primes_in_any_number_of_pieces() {
    String shown = notebook.valueOf("granularity");
    List<MatchResult> lines = Printed.matches("(?m)^ *(\\d+) +(\\d+) +([\\d.]+) +(\\d+)$", shown);
    assertEquals(9, lines.size(), shown);
    String primes = String.valueOf(Primes.below(2_000_000));
    for (MatchResult line : lines) {
      assertEquals(primes, line.group(4), line.group());
      assertEquals(
          2_000_000, Integer.parseInt(line.group(1)) * Integer.parseInt(line.group(2)), shown);
    }
    double valley = lines.stream().mapToDouble(SlowerNotebookTest::millis).min().orElseThrow();
    assertTrue(valley < millis(lines.getLast()), shown);
  }

  private static double millis(MatchResult line) {
    return Double.parseDouble(line.group(3));
  }

  @Test
  void shows_a_chart_of_the_valley() {
    assertEquals("720 x 340", Shown.imageSize(notebook, "granularity-chart"));
  }

  @Test
  void lets_the_pool_decide() {
    String printed = notebook.printedBy("automatic");
    double each = Printed.number("one for each message: +(\\d+) ms", printed);
    double decided = Printed.number("the pool decides: +(\\d+) ms", printed);
    assertTrue(decided < each, printed);
  }

  @Test
  void computes_the_same_with_moved_data() {
    String printed = notebook.printedBy("transfer");
    assertTrue(printed.contains("loop and pool differ by 0.0\n"), printed);
    String shown = notebook.valueOf("transfer");
    List<String> rounds =
        Printed.matches("(?m)^ *(\\d+) +[\\d.]+ +[\\d.]+ +(loop|pool)$", shown).stream()
            .map(line -> line.group(1))
            .toList();
    assertEquals(List.of("1", "4", "16", "64"), rounds, shown);
  }

  @Test
  void asks_for_advice() {
    String printed = notebook.printedBy("advise");
    assertEquals(
        2, Printed.matches("(?m)^(squares|primes): +use .* item", printed).size(), printed);
  }

  @Test
  void names_the_winner_of_each_race() {
    String shown = notebook.valueOf("verdict");
    List<MatchResult> lines =
        Printed.matches(
            "(?m)^\\S.*? +([\\d.]+) +([\\d.]+) +(the (?:loop|pool) wins.*|no diff.*)$", shown);
    assertEquals(6, lines.size(), shown);
    int lost = 0;
    for (MatchResult line : lines) {
      double loop = Double.parseDouble(line.group(1));
      double pool = Double.parseDouble(line.group(2));
      if (line.group(3).startsWith("the loop")) {
        assertTrue(loop < pool, line.group());
        lost++;
      } else if (line.group(3).startsWith("the pool")) {
        assertTrue(pool < loop, line.group());
      }
    }
    String words = notebook.printedBy("verdict-in-words");
    assertTrue(words.startsWith("The loop won " + lost + " of 6, with "), words);
  }
}
