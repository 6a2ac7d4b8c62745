package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("With any cells, redefined at random,")
@Timeout(400)
class RandomCellsTest extends InTwoJvms {

  private static final int STEPS = 40;
  private static final int KEEP_EACH = 5;

  /// Three fixed seeds; a failure names its seed, and putting that here repeats it.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20_261_121, 4_242_424_242L})
  void workers_and_kernel_agree_at_each_step(long seed) throws Exception {
    var notebook = new RandomNotebook(seed, "r" + seed);
    run(notebook.firstCell());
    for (int step = 0; step < STEPS; step++) {
      String cell =
          notebook.change()
              + (step % KEEP_EACH == 0 ? "\n" + notebook.keep() : "")
              + "\nboth(%s, List.of(0, 1, 7, -%d))".formatted(notebook.task(), step);
      String message = "seed %d, step %d, cell:\n%s".formatted(seed, step, cell);
      String[] sides;
      try {
        sides = value(cell).split("\n--\n", -1);
      } catch (AssertionError e) {
        throw new AssertionError(message, e);
      }
      assertTrue(sides.length == 2, message);
      assertEquals(sides[1], sides[0], message);
    }
  }
}
