package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on callbacks and futures")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FuturesNotebookTest {

  /// The notebook's jobs.
  private static final List<String> JOBS =
      List.of("900000", "100000", "700000", "200000", "500000", "300000");

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("03-callbacks-and-futures.ipynb").executed();
  }

  @Test
  void calls_back_with_the_result_or_with_the_error() {
    List<String> lines = notebook.printedBy("callback-code").strip().lines().toList();
    assertTrue(lines.get(0).matches("asked for both; heard so far: [012]"), lines.get(0));
    assertEquals("done: " + Primes.between(0, 200_000) + " primes", lines.get(1));
    assertEquals("failed: java.lang.ArithmeticException: / by zero", lines.get(2));
    assertEquals(3, lines.size());
  }

  @Test
  void joins_what_two_futures_found() {
    long first = Primes.between(0, 100_000);
    long second = Primes.between(100_000, 200_000);
    String sentence = "%d + %d = %d primes below 200,000".formatted(first, second, first + second);
    assertTrue(notebook.printedBy("futures-code").endsWith(sentence + "\n"));
  }

  @Test
  void gets_from_an_executor_what_a_loop_gets() {
    long primes = Primes.between(0, 300_000);
    assertEquals(
        "%d primes in ten parts, %d in one".formatted(primes, primes),
        notebook.printedBy("executor-code").strip());
  }

  @Test
  void hears_of_each_of_six_jobs_once() {
    String printed = notebook.printedBy("all-any-code");
    assertEquals(JOBS, jobs(Printed.one("asked for: +\\[(.*)\\]", printed)));
    List<String> came = jobs(Printed.one("came in: +\\[(.*)\\]", printed));
    assertEquals(Set.copyOf(JOBS), Set.copyOf(came));
    assertEquals(JOBS.size(), came.size());
    assertTrue(came.contains(Printed.one("first in: +below (\\d+)", printed)), printed);
    long any = Printed.whole("any of them: after (\\d+) ms", printed);
    long all = Printed.whole("all of them: after (\\d+) ms", printed);
    assertTrue(any <= all, printed);
  }

  @Test
  void draws_a_bar_for_each_job_within_the_picture() {
    String svg = Pictures.one(notebook, "picture-code", "text/html");
    List<Integer> from = numbers("<rect x='(\\d+)'", svg);
    List<Integer> width = numbers(" width='(\\d+)' height='20'", svg);
    assertEquals(JOBS.size(), from.size());
    for (int i = 0; i < from.size(); i++) {
      assertTrue(from.get(i) >= 150, svg);
      assertTrue(from.get(i) + width.get(i) <= 150 + 560 + 5, svg);
    }
    Set<String> colours = new TreeSet<>(Printed.all(" fill='(#\\w+)'", svg));
    assertTrue(colours.size() <= 4, svg);
  }

  @Test
  void ends_the_waiting_first_and_then_the_task() {
    assertEquals(
        """
        gave up waiting after 50 ms
        and the task is still counting
        cancelled: true, and it counts no more
        the pool works: [0, 1, 4, 9, 16]
        """,
        notebook.printedBy("patience-code"));
  }

  @Test
  void stops_a_task_that_takes_too_long() {
    assertEquals(
        "the task took longer than 1.00 s and was stopped; withTaskTimeout allows more",
        notebook.printedBy("task-timeout-code").strip());
  }

  @Test
  void judges_by_what_it_measured() {
    String verdict = notebook.printedBy("verdict");
    assertTrue(verdict.startsWith("the same answer: true\n"), verdict);
    double waiting = Printed.decimal("one by one: +(\\d+) ms", verdict);
    double together = Printed.decimal("all at once: +(\\d+) ms", verdict);
    if (waiting > 1.1 * together + 1) {
      assertEquals(
          waiting / together, Printed.decimal("made it (\\S+) times as fast", verdict), 0.06);
    }
    String longest = JOBS.stream().max(Comparator.comparing(Integer::valueOf)).orElseThrow();
    assertEquals(
        Long.parseLong(longest),
        Printed.whole("job goes to (\\S+):", notebook.printedBy("verdict-in-words")));
  }

  private static List<String> jobs(String list) {
    return Arrays.asList(list.split(", "));
  }

  private static List<Integer> numbers(String pattern, String text) {
    return Printed.all(pattern, text).stream().map(Integer::valueOf).toList();
  }
}
