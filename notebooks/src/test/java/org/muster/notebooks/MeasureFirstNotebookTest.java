package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on measuring first")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class MeasureFirstNotebookTest {

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("14-measure-first.ipynb").executed();
  }

  @Test
  void finds_the_method_in_which_the_workers_are() {
    String printed = notebook.printedBy("profile-code");
    long samples = Printed.whole("^(\\d+) samples", printed);
    long different = Printed.whole("different=(\\d+)", printed);
    assertTrue(samples >= 20, printed);
    assertTrue(2 * different > samples, printed);
  }

  @Test
  void draws_what_was_running() {
    assertTrue(Pictures.colours(Pictures.png(notebook, "picture-code")) > 10, "an empty picture");
  }

  @Test
  void gets_the_same_results_sooner_from_the_mended_method() {
    String mended = notebook.printedBy("mend-code");
    assertTrue(mended.startsWith("the same results\n"), mended);
    long before = Printed.whole("loop (\\d+) ms", notebook.printedBy("how-slow-code"));
    long after = Printed.whole("loop (\\d+) ms", mended);
    assertTrue(after < before, () -> before + " ms before, " + after + " ms after");
  }

  @Test
  void looks_once_more() {
    String printed = notebook.printedBy("again-code");
    assertTrue(printed.matches("in our methods: \\{.*richness=\\d+.*}\\n"), printed);
  }

  @Test
  void judges_by_what_it_measured() {
    String table = notebook.valueOf("verdict");
    List<Long> times = Printed.all("(?m) (\\d+)$", table).stream().map(Printed::whole).toList();
    assertEquals(4, times.size(), table);
    String verdict = notebook.printedBy("verdict");
    double alone = Printed.decimal("The mended method alone: (\\S+) times", verdict);
    assertEquals((double) times.get(0) / times.get(2), alone, 0.06 + 0.02 * alone);
    boolean lookingFirst = verdict.contains("worth more than all processors");
    if (Math.abs(times.get(2) - times.get(1)) > 1) { // what is shown was rounded
      assertEquals(times.get(2) < times.get(1), lookingFirst, verdict);
    }
  }
}
