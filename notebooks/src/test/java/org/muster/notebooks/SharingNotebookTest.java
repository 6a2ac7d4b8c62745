package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on sharing memory")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class SharingNotebookTest {

  private static final long TO_COUNT = 4_000_000;

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("07-sharing-memory.ipynb").executed();
  }

  @Test
  void sees_what_workers_wrote_into_the_shared_array_alone() {
    List<String> lines = notebook.printedBy("one-array-code").strip().lines().toList();
    assertEquals(
        Arrays.toString(IntStream.range(0, 20).map(i -> i * i).toArray()), lines.getFirst());
    assertEquals(Arrays.toString(new int[20]), lines.getLast());
  }

  @Test
  void shows_what_ints_look_like_as_doubles() {
    String printed = notebook.printedBy("wrong-type");
    assertTrue(printed.contains("read as ints:    [1, 2, 3, 4, 5, 6]\n"), printed);
    double[] wrong =
        IntStream.of(1, 3, 5)
            .mapToDouble(i -> Double.longBitsToDouble(i | (i + 1L) << 32))
            .toArray();
    assertTrue(printed.contains("read as doubles: " + Arrays.toString(wrong)), printed);
  }

  @Test
  void loses_updates_in_three_steps_and_none_otherwise() {
    String printed = notebook.printedBy("lost-code");
    long kept = Printed.whole("READ_ADD_WRITE +(\\S+) counted", printed);
    if (Runtime.getRuntime().availableProcessors() > 1) {
      assertTrue(kept < TO_COUNT, printed);
    }
    assertTrue(Printed.whole("at try number (\\d+)", printed) >= 1, printed);
    assertEquals(TO_COUNT - kept, Printed.whole("READ_ADD_WRITE .*, +(\\S+) lost", printed));
    for (String way : List.of("ONE_STEP", "APART")) {
      assertEquals(TO_COUNT, Printed.whole(way + " +(\\S+) counted", printed));
      assertEquals(0, Printed.whole(way + " .*, +(\\S+) lost", printed));
    }
  }

  @Test
  void finds_memory_by_its_name_until_nobody_has_it() {
    List<String> lines = notebook.printedBy("name-code").strip().lines().toList();
    assertEquals("a worker found a sum of " + 0.5 * 10_000_000, lines.get(0));
    assertEquals("and left a 42.0 at the beginning", lines.get(1));
    assertTrue(lines.get(2).startsWith("after close: there is no shared object"), lines.get(2));
  }

  @Test
  void gets_the_same_sum_from_copies_and_from_one_array() {
    assertEquals("the same sum: true", notebook.printedBy("copy-code").strip());
    String times = notebook.printedBy("copy-times");
    assertEquals(List.of("8", "24", "80"), Printed.all("(\\d+) MB: copied", times));
  }

  @Test
  void draws_what_it_measured() {
    for (String cell : List.of("lost-picture", "copy-picture")) {
      assertTrue(Pictures.colours(Pictures.png(notebook, cell)) > 10, cell);
    }
  }

  @Test
  void judges_by_what_it_measured() {
    String verdict = notebook.printedBy("verdict");
    long lost = Printed.whole("READ_ADD_WRITE .*, +(\\S+) lost", notebook.printedBy("lost-code"));
    assertEquals(lost, Printed.whole("in three steps (\\S+) \\(", verdict));
    assertEquals(100.0 * lost / TO_COUNT, Printed.decimal("\\((\\d+) %\\)", verdict), 0.51);
    assertTrue(verdict.contains("were lost, in one 0."), verdict);
    String times = notebook.printedBy("copy-times");
    double copied = Printed.decimal("80 MB: copied +(\\d+) ms", times);
    double shared = Printed.decimal("80 MB: .*, shared +(\\d+) ms", times);
    if (copied > shared + 1) {
      assertEquals(
          copied / shared,
          Printed.decimal("copied: (\\S+) times as fast", verdict),
          0.06 + copied / shared / shared);
    }
  }
}
