package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A copy of the tutorial, in which somebody has broken a row and a header.
@DisplayName("The first tutorial on broken files")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class BrokenRowTest {

  private static final String ROW_OF = "flights-2001-03a.csv";
  private static final String HEADER_OF = "flights-2001-06b.csv";

  @TempDir private static Path temporary;

  private static Tutorial notebook;
  private static List<FlightTable.Month> expected;

  @BeforeAll
  static void execute() throws IOException {
    Path folder = temporary.resolve("a copy");
    Path flights = Files.createDirectories(folder.resolve("data").resolve("flights"));
    try (var files = Files.newDirectoryStream(FirstPoolNotebookTest.FLIGHTS)) {
      for (Path file : files) {
        Files.copy(file, flights.resolve(file.getFileName()));
      }
    }
    Path copy = folder.resolve(FirstPoolNotebookTest.NAME);
    Files.copy(Tutorial.FOLDER.resolve(FirstPoolNotebookTest.NAME), copy);

    // What remains without the broken row and the broken file.
    List<String> rows = Files.readAllLines(flights.resolve(ROW_OF));
    String good = rows.remove(16);
    Files.write(flights.resolve(ROW_OF), rows);
    Path setAside = Files.move(flights.resolve(HEADER_OF), temporary.resolve(HEADER_OF));
    expected = FlightTable.computed(flights, FirstPoolNotebookTest.THRESHOLD);

    rows.add(16, good.replaceFirst(",-?\\d+,", ",late,"));
    Files.write(flights.resolve(ROW_OF), rows);
    List<String> file = new ArrayList<>(Files.readAllLines(setAside));
    file.set(0, "day,delay,distance,origin,destination");
    Files.write(flights.resolve(HEADER_OF), file);

    notebook = Tutorial.read(copy).executed();
  }

  @Test
  void runs_to_its_end() {
    assertEquals(List.of(), notebook.errors());
  }

  @Test
  void names_file_line_and_reason() {
    String printed = notebook.printedBy("all-files-code");
    assertTrue(printed.contains("\n2 broken:\n"), printed);
    assertTrue(printed.contains(ROW_OF + ", line 17: no delay in minutes: `late`\n"), printed);
    assertTrue(
        printed.contains(
            HEADER_OF
                + ", line 1: the header is not `date,delay,distance,origin,destination`;"
                + " file left out\n"),
        printed);
  }

  @Test
  void counts_everything_else() {
    assertEquals(15_999, expected.get(2).flights());
    assertEquals(8_000, expected.get(5).flights());
    assertEquals(expected, FlightTable.shown(notebook.valueOf("months-code")));
  }
}
