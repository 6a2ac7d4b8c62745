package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on two models at once")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class TwoModelsNotebookTest {

  /// What the notebook pulls weights to zero with.
  private static final double PULL = 0.01;

  private static Tutorial notebook;
  private static Rows training;
  private static Rows judging;

  private record Rows(double[][] measures, boolean[] malignant) {

    static Rows of(List<String[]> cells) {
      double[][] measures =
          cells.stream()
              .map(row -> Arrays.stream(row, 0, 30).mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new);
      boolean[] malignant = new boolean[cells.size()];
      for (int i = 0; i < malignant.length; i++) {
        malignant[i] = cells.get(i)[30].equals("malignant");
      }
      return new Rows(measures, malignant);
    }

    Rows first(int columns) {
      double[][] fewer =
          Arrays.stream(measures).map(row -> Arrays.copyOf(row, columns)).toArray(double[][]::new);
      return new Rows(fewer, malignant);
    }
  }

  @BeforeAll
  static void execute() throws IOException {
    notebook = Tutorial.named("05-two-models.ipynb").executed();
    List<String[]> rows =
        Files.readAllLines(Tutorial.FOLDER.resolve("data/ml/breast_cancer.csv")).stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .toList();
    training = Rows.of(part(rows, false));
    judging = Rows.of(part(rows, true));
  }

  private static List<String[]> part(List<String[]> rows, boolean everyFourth) {
    return IntStream.range(0, rows.size())
        .filter(i -> (i % 4 == 0) == everyFourth)
        .mapToObj(rows::get)
        .toList();
  }

  @Test
  void puts_rows_aside() {
    assertEquals(
        "%d to train with, %d to judge by"
            .formatted(training.malignant().length, judging.malignant().length),
        notebook.printedBy("data-code").lines().findFirst().orElseThrow());
  }

  @Test
  void trains_two_models_in_two_processes() {
    String printed = notebook.printedBy("both-code");
    List<String> pids = Printed.all("by process (\\d+):", printed);
    assertEquals(2, pids.size());
    assertNotEquals(pids.getFirst(), pids.getLast());
    assertTrue(printed.contains(": 11 weights") && printed.contains(": 31 weights"), printed);
  }

  @Test
  void finds_the_weights_that_another_method_finds() {
    check("ten means", 10);
    check("all thirty", 30);
  }

  private static void check(String name, int columns) {
    Rows known = training.first(columns);
    Rows aside = judging.first(columns);
    var model = LogisticRegression.of(known.measures(), known.malignant(), PULL);
    assertEquals(
        model.logLoss(known.measures(), known.malignant()),
        Printed.decimal(name + " .*, log loss (\\S+)", notebook.printedBy("both-code")),
        0.001);
    int missed = 0;
    int falseAlarms = 0;
    for (int i = 0; i < aside.malignant().length; i++) {
      boolean suspected = model.risk(aside.measures()[i]) > 0.5;
      missed += aside.malignant()[i] && !suspected ? 1 : 0;
      falseAlarms += suspected && !aside.malignant()[i] ? 1 : 0;
    }
    int right = aside.malignant().length - missed - falseAlarms;
    String table = notebook.valueOf("judged-code");
    List<String> line =
        List.of(Printed.one("(?m)^" + name + " +(.*)$", table).replace(" %", "").split(" +"));
    assertEquals(List.of("" + right, "" + missed, "" + falseAlarms), line.subList(0, 3));
    assertEquals(100.0 * right / aside.malignant().length, Printed.decimal(line.getLast()), 0.051);
  }

  @Test
  void draws_both_models() {
    for (String cell : List.of("losses-picture", "picture-code")) {
      assertTrue(Pictures.colours(Pictures.png(notebook, cell)) > 10, cell);
    }
  }

  @Test
  void judges_by_what_it_measured() {
    String times = notebook.printedBy("verdict");
    double inTurn = Printed.decimal("one after the other: +(\\d+) ms", times);
    double atOnce = Printed.decimal("both at once: +(\\d+) ms", times);
    String words = notebook.printedBy("verdict-in-words");
    if (inTurn > 1.15 * atOnce) {
      assertEquals(
          inTurn / atOnce, Printed.decimal("At once was (\\S+) times as fast", words), 0.1);
    } else if (inTurn < atOnce) {
      assertTrue(words.contains("At once was no faster here."), words);
    }
    double most = Printed.decimal("More than (\\S+) times it cannot be", words);
    assertTrue(most >= 1 && most <= 2, words);
    assertTrue(words.strip().endsWith("The other measures help."), words);
  }
}
