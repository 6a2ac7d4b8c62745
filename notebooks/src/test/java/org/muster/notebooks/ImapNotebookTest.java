package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on imap")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ImapNotebookTest {

  static final String NAME = "04-imap.ipynb";

  /// Where the notebook begins to search.
  static final long START = 10_000_000_000_000L;

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named(NAME).executed();
  }

  @Test
  void finds_the_first_prime_and_leaves_the_rest() {
    long prime = BigInteger.valueOf(START).nextProbablePrime().longValueExact();
    String printed = notebook.printedBy("break-code");
    assertEquals(prime, Printed.whole("first prime: (\\d+)", printed));
    long looked = Printed.whole("(\\d+) results looked at", printed);
    long handedOut = Printed.whole("(\\d+) numbers handed out", printed);
    assertEquals(prime - START + 1, looked);
    assertTrue(handedOut >= looked, printed);
    assertTrue(handedOut < 100_000, printed); // an endless input would have gone on for ever
  }

  @Test
  void gives_results_in_order_and_as_they_finish() {
    String printed = notebook.printedBy("unordered-code");
    List<String> inOrder = IntStream.range(0, 12).mapToObj(String::valueOf).toList();
    assertEquals(inOrder, items(printed, "imap"));
    List<String> asTheyFinish = items(printed, "imapUnordered");
    assertEquals(inOrder.stream().sorted().toList(), asTheyFinish.stream().sorted().toList());
    assertTrue(asTheyFinish.indexOf("0") > 0, printed); // the slow one was overtaken
  }

  @Test
  void draws_how_many_results_there_were_and_what_memory_they_took() {
    for (String cell : List.of("unordered-picture", "endless-picture")) {
      assertTrue(Shown.colours(Shown.image(notebook, cell)) > 10, cell);
    }
  }

  @Test
  void counts_primes_with_two_arguments() {
    assertEquals(
        "[%d, %d, %d]%n[%d, %d, %d]%n"
            .formatted(
                Primes.between(1_000_000L, 1_000_000L + 1000),
                Primes.between(1_000_000_000L, 1_000_000_000L + 1000),
                Primes.between(1_000_000_000_000L, 1_000_000_000_000L + 1000),
                Primes.between(1_000_000L, 1_000_000L + 100),
                Primes.between(1_000_000_000L, 1_000_000_000L + 1000),
                Primes.between(1_000_000_000_000L, 1_000_000_000_000L + 2000)),
        notebook.printedBy("starmap-code"));
  }

  @Test
  void holds_a_part_of_what_map_holds() {
    String printed = notebook.printedBy("endless-code");
    assertEquals(200_000_000, Printed.whole("imap: (\\S+) bytes", printed));
    long imap = Printed.whole("at most (-?\\d+) MB", printed);
    long map = Printed.whole("map: +(\\d+) MB", printed);
    assertTrue(map >= 190, printed);
    assertTrue(imap < map / 2, printed);
  }

  @Test
  void leaves_the_items_as_they_were() {
    String printed = notebook.printedBy("duplication-code");
    assertEquals("mine:   [1, 2, 3]\ntheirs: [99, 2, 3]\n", printed);
  }

  @Test
  void judges_two_searches_that_found_the_same() {
    BigInteger prime = BigInteger.valueOf(START);
    for (int i = 0; i < 40; i++) {
      prime = prime.nextProbablePrime();
    }
    String verdict = notebook.printedBy("verdict");
    assertTrue(
        verdict.startsWith("40 primes up to %d%nthe same: true%n".formatted(prime)), verdict);
    double loop = Printed.decimal("loop: +(\\d+) ms", verdict);
    double imap = Printed.decimal("imap: +(\\d+) ms", verdict);
    if (loop > 1.1 * imap) {
      assertEquals(
          loop / imap, Printed.decimal("workers were (\\S+) times as fast", verdict), 0.06);
    } else {
      assertTrue(verdict.contains("The pool was no faster."), verdict);
    }
  }

  private static List<String> items(String printed, String method) {
    return Arrays.asList(Printed.one("(?m)^" + method + ": +\\[(.*)\\]", printed).split(", "));
  }
}
