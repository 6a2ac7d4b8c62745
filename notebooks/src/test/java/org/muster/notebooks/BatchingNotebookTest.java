package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on batching")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BatchingNotebookTest {

  /// The notebook's variables.
  private static final int FIRST = 900_000_000;

  private static final int COUNT = 40_000;

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("02-batching.ipynb").executed();
  }

  @Test
  void works_off_each_batch_in_one_process() {
    List<String> lines = notebook.printedBy("by-ten-code").strip().lines().toList();
    assertEquals(10 + 1, lines.size());
    for (int i = 0; i < 10; i++) {
      int from = 10 * i + 1;
      String line = lines.get(i).strip();
      assertTrue(line.startsWith(from + " to "), line);
      assertTrue(Printed.one("process \\[(.*)\\]", line).matches("\\d+"), line);
      long sum = IntStream.range(from, from + 10).mapToLong(n -> (long) n * n).sum();
      assertEquals(sum, Printed.whole("sum (.*)", line));
    }
    assertEquals(338_350, Printed.whole("all: (.*)", lines.getLast()));
  }

  @Test
  void gets_the_sum_of_a_million_squares_in_three_ways() {
    BigInteger n = BigInteger.valueOf(1_000_000);
    BigInteger sum =
        n.multiply(n.add(BigInteger.ONE))
            .multiply(n.multiply(BigInteger.TWO).add(BigInteger.ONE))
            .divide(BigInteger.valueOf(6));
    String printed = notebook.printedBy("million-code");
    assertTrue(printed.startsWith("20 batches\n"), printed);
    assertEquals(Collections.nCopies(3, sum.toString()), Printed.all("(?m): +(\\d+)$", printed));
  }

  @Test
  void counts_the_primes_that_there_are() {
    long primes = Primes.between(FIRST, FIRST + COUNT);
    String printed = notebook.printedBy("primes-code");
    assertEquals(primes, Printed.whole("(\\S+) primes by loop", printed));
    assertEquals(primes, Printed.whole("(\\S+) by pool", printed));
  }

  @Test
  void draws_the_time_against_the_chunk_size() {
    var image = Pictures.png(notebook, "picture-code");
    assertEquals(720, image.getWidth());
    assertTrue(Pictures.colours(image) > 10, "an empty picture");
    String timeline = Pictures.one(notebook, "timeline-code", "image/svg+xml");
    assertTrue(timeline.contains("map in cell ["), timeline);
  }

  @Test
  void shows_how_many_batches_a_pool_makes_by_itself() {
    String table = notebook.valueOf("slow-code");
    long slow = Printed.whole("slow squares, no chunk size +\\d+ +(\\d+)", table);
    long quick = Printed.whole("primes, no chunk size +\\d+ +(\\d+)", table);
    assertTrue(slow >= 100 / 4, table);
    assertTrue(quick <= COUNT / 10, table);
    assertEquals(COUNT / 1000, Printed.whole("primes, chunk size 1000 +\\d+ +(\\d+)", table));
  }

  @Test
  void judges_by_what_it_measured() {
    List<Double> times =
        Printed.all("chunk size +\\S+: +(\\S+) ms", notebook.printedBy("sizes-code")).stream()
            .map(Printed::decimal)
            .toList();
    assertEquals(7, times.size());
    String verdict = notebook.printedBy("verdict");
    double best = Printed.decimal("best, chunk size +\\S+: +(\\S+) ms", verdict);
    assertEquals(Collections.min(times), best);
    assertEquals(times.getFirst(), Printed.decimal("chunk size 1: +(\\S+) ms", verdict));
    assertEquals(
        times.getFirst() / best,
        Printed.decimal("was (\\S+) times as fast as one number per message", verdict),
        0.06 + 0.01 * times.getFirst() / best);
    assertTrue(verdict.contains("Keep the loop."), verdict);
  }
}
