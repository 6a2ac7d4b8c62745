package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The first page that people see promises what its cells do.
@DisplayName("The README")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ReadmeTest {

  @TempDir private static Path folder;

  private static String readme;
  private static Tutorial executed;

  @BeforeAll
  static void run_its_cells() throws IOException {
    readme = Files.readString(Tutorial.FOLDER.resolveSibling("README.md"));
    Path notebook = folder.resolve("readme.ipynb");
    Files.writeString(notebook, notebook(blocks("java")).toString());
    executed = Tutorial.read(notebook).executed();
  }

  @Test
  void shows_cells_that_work() {
    assertEquals(List.of(), executed.errors());
    assertEquals(2, executed.codeCells().size());
  }

  @Test
  void shows_what_its_first_cell_gives() {
    assertEquals(blocks("").getFirst(), executed.valueOf("cell-0"));
  }

  @Test
  void tells_the_size_of_the_table_that_its_second_cell_gives() {
    List<String> lines = executed.valueOf("cell-1").strip().lines().toList();
    assertEquals(1 + 8, lines.size(), () -> String.join("\n", lines));
  }

  /// The contents of the fenced blocks of a language.
  private static List<String> blocks(String language) {
    return Pattern.compile("(?ms)^```(\\w*)\\n(.*?)\\n```$")
        .matcher(readme)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static JsonObject notebook(List<String> code) {
    var cells = new JsonArray();
    for (int i = 0; i < code.size(); i++) {
      var cell = new JsonObject();
      cell.addProperty("cell_type", "code");
      cell.addProperty("id", "cell-" + i);
      cell.add("metadata", new JsonObject());
      cell.add("execution_count", JsonNull.INSTANCE);
      cell.add("outputs", new JsonArray());
      cell.addProperty("source", code.get(i));
      cells.add(cell);
    }
    var kernel = new JsonObject();
    kernel.addProperty("name", "muster");
    kernel.addProperty("language", "java");
    var metadata = new JsonObject();
    metadata.add("kernelspec", kernel);
    var notebook = new JsonObject();
    notebook.add("cells", cells);
    notebook.add("metadata", metadata);
    notebook.addProperty("nbformat", 4);
    notebook.addProperty("nbformat_minor", 5);
    return notebook;
  }
}
