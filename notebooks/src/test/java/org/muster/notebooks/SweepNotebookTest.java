package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on a sweep with cross-validation")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class SweepNotebookTest {

  private static final int FOLDS = 3;
  private static final int ASIDE = 5;

  private static Tutorial notebook;
  private static List<int[]> rows;

  /// A line of the notebook's table.
  private record Score(double rate, double pull, double percent) {}

  @BeforeAll
  static void execute() throws IOException {
    notebook = Tutorial.named("06-sweep.ipynb").executed();
    rows =
        Files.readAllLines(Tutorial.FOLDER.resolve("data/ml/digits.csv")).stream()
            .skip(1)
            .map(line -> Arrays.stream(line.split(",")).mapToInt(Integer::parseInt).toArray())
            .toList();
  }

  @Test
  void reads_the_digits_in_the_workers() {
    List<Integer> first = rows.stream().limit(20).map(row -> row[64]).toList();
    assertEquals(first.toString(), notebook.printedBy("data-code").strip());
  }

  @Test
  void draws_the_digits_as_they_are() {
    var image = Pictures.png(notebook, "look-code");
    for (int pixel = 0; pixel < 64; pixel++) {
      int x = pixel % 8 * 5 + 2;
      int y = pixel / 8 * 5 + 2;
      int grey = image.getRaster().getSample(x, y, 0);
      assertEquals(255 - 255 * rows.getFirst()[pixel] / 16.0, grey, 1);
    }
  }

  @Test
  void loads_the_data_at_most_once_in_each_worker() {
    String printed = notebook.printedBy("sweep-code");
    assertEquals(5 * 4 * FOLDS, Printed.whole("(\\d+) trainings", printed));
    long loads = Printed.whole("loaded (\\d+) times", printed);
    assertTrue(loads >= 1 && loads <= Printed.whole("by (\\d+) workers", printed), printed);
  }

  @Test
  void finds_the_scores_that_are_found_here() {
    List<Score> shown = shown();
    assertEquals(5, shown.size());
    for (Score score : shown) {
      double sum = 0;
      for (int fold = 0; fold < FOLDS; fold++) {
        int left = fold;
        float[] weights =
            trained(row -> row % ASIDE != 0 && row % FOLDS != left, score.rate(), score.pull());
        sum += percent(weights, row -> row % ASIDE != 0 && row % FOLDS == left);
      }
      assertEquals(sum / FOLDS, score.percent(), 0.6, score::toString);
    }
  }

  @Test
  void shows_the_best_first() {
    List<Score> shown = shown();
    List<Score> sorted =
        shown.stream().sorted(Comparator.comparingDouble(Score::percent).reversed()).toList();
    assertEquals(
        sorted.stream().map(Score::percent).toList(), shown.stream().map(Score::percent).toList());
    double best = Printed.decimal("percent=([\\d.]+)\\]", notebook.printedBy("scores-code"));
    assertEquals(shown.getFirst().percent(), best);
    assertTrue(Pictures.colours(Pictures.png(notebook, "heat-code")) > 20, "an empty picture");
  }

  @Test
  void judges_the_best_by_what_was_put_aside() {
    Score best = shown().getFirst();
    float[] weights = trained(row -> row % ASIDE != 0, best.rate(), best.pull());
    String printed = notebook.printedBy("aside-code");
    assertEquals(best.percent(), Printed.decimal("cross-validation: +(\\S+) %", printed), 0.051);
    assertEquals(
        percent(weights, row -> row % ASIDE == 0),
        Printed.decimal("put aside: +(\\S+) %", printed),
        0.6);
  }

  @Test
  void gets_the_same_from_a_loop() {
    String verdict = notebook.printedBy("verdict");
    assertTrue(verdict.contains("to the last bit: true\n"), verdict);
    double loop = Printed.decimal("loop: +(\\d+) ms", verdict);
    double pool = Printed.decimal("pool: +(\\d+) ms", verdict);
    if (loop > 1.15 * pool) {
      assertEquals(loop / pool, Printed.decimal("were (\\S+) times as fast", verdict), 0.1);
    }
  }

  private static List<Score> shown() {
    return notebook
        .valueOf("scores-code")
        .lines()
        .skip(1)
        .map(line -> line.strip().split(" +"))
        .map(cells -> Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray())
        .map(cells -> new Score(cells[0], cells[1], cells[2]))
        .toList();
  }

  /// The notebook's model, in single precision and with one array for all weights.
  private static float[] trained(IntPredicate use, double rate, double pull) {
    float[] weights = new float[10 * 65];
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < rows.size(); i++) {
        if (use.test(i)) {
          correct(weights, rows.get(i), (float) rate, (float) pull);
        }
      }
    }
    return weights;
  }

  private static void correct(float[] weights, int[] row, float rate, float pull) {
    double[] scores = scores(weights, row);
    double sum = Arrays.stream(scores).map(Math::exp).sum();
    for (int k = 0; k < 10; k++) {
      float error = (float) (Math.exp(scores[k]) / sum - (row[64] == k ? 1 : 0));
      for (int j = 0; j < 64; j++) {
        weights[65 * k + j] -= rate * (error * row[j] / 16f + pull * weights[65 * k + j]);
      }
      weights[65 * k + 64] -= rate * error;
    }
  }

  private static double[] scores(float[] weights, int[] row) {
    return IntStream.range(0, 10)
        .mapToDouble(k ->
            weights[65 * k + 64]
                + IntStream.range(0, 64)
                    .mapToDouble(j -> weights[65 * k + j] * row[j] / 16.0)
                    .sum())
        .toArray();
  }

  private static double percent(float[] weights, IntPredicate of) {
    return IntStream.range(0, rows.size())
        .filter(of)
        .mapToDouble(i -> {
          double[] scores = scores(weights, rows.get(i));
          double highest = Arrays.stream(scores).max().orElseThrow();
          return scores[rows.get(i)[64]] == highest ? 100 : 0;
        })
        .average()
        .orElseThrow();
  }
}
