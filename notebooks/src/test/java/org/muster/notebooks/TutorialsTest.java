package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A tutorial")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class TutorialsTest {

  /// What fits on a screen.
  private static final int MOST_LINES = 36;

  private static final int MOST_COLUMNS = 110;

  static List<Tutorial> all() throws IOException {
    return Tutorial.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void runs_from_top_to_bottom_without_an_error(Tutorial tutorial) {
    Tutorial executed = tutorial.executed();
    assertEquals(List.of(), executed.errors());
    for (JsonObject cell : executed.codeCells()) {
      assertFalse(cell.get("execution_count").isJsonNull(), () -> "not executed: " + cell);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void is_committed_without_outputs(Tutorial tutorial) {
    for (JsonObject cell : tutorial.codeCells()) {
      assertTrue(cell.get("execution_count").isJsonNull(), () -> "has a count: " + cell);
      assertTrue(cell.getAsJsonArray("outputs").isEmpty(), () -> "has outputs: " + cell);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void has_no_cell_larger_than_a_screen(Tutorial tutorial) {
    for (JsonObject cell : tutorial.cells()) {
      List<String> lines = Tutorial.textOf(cell.get("source")).lines().toList();
      assertTrue(lines.size() <= MOST_LINES, () -> lines.size() + " lines: " + cell.get("id"));
      for (String line : lines) {
        assertTrue(line.length() <= MOST_COLUMNS, () -> "too wide: " + line);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void asks_for_the_kernel_that_is_installed(Tutorial tutorial) {
    assertEquals("muster", tutorial.kernelName());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void names_nothing_of_the_machine_it_was_written_on(Tutorial tutorial) {
    String text = tutorial.json().toString();
    for (String place : List.of("/home/", "/Users/", "/tmp/", "/work/", "C:\\\\")) {
      assertFalse(text.contains(place), () -> tutorial + " names " + place);
    }
  }

  @Test
  void is_listed_in_the_readme() throws IOException {
    String readme = Files.readString(Tutorial.FOLDER.resolve("README.md"));
    for (Tutorial tutorial : Tutorial.all()) {
      assertTrue(readme.contains("(" + tutorial + ")"), () -> tutorial + " is not listed");
    }
  }

  @Test
  void is_there() throws IOException {
    assertFalse(Tutorial.all().isEmpty(), "no notebook was found: these tests prove nothing");
  }
}
