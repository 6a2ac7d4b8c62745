package org.muster.notebooks;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of Markdown with Java cells in it.
record Page(Path file, String text) {

  /// The top of the repository.
  static final Path REPOSITORY = Tutorial.FOLDER.resolve("..").normalize();

  /// A block of code.
  ///
  /// @param id what it is called in a notebook
  /// @param shown what the page says that it shows: a block without a language right below it
  record Cell(String id, String code, Optional<String> shown) {}

  /// A fenced block, with a block without a language if only blank lines are between them.
  private static final Pattern JAVA =
      Pattern.compile("(?ms)^```java\\n(.*?)\\n```$(?:\\n\\n```\\n(.*?)\\n```$)?");

  static Page read(Path file) throws IOException {
    return new Page(file, Files.readString(file));
  }

  /// The guides, in alphabetical order.
  static List<Page> guides() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(REPOSITORY.resolve("docs"))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".md")).sorted().toList()) {
        pages.add(read(file));
      }
    }
    return pages;
  }

  String name() {
    return String.valueOf(file.getFileName()).replace(".md", "");
  }

  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    JAVA.matcher(text)
        .results()
        .forEach(block ->
            cells.add(
                new Cell(
                    name() + "-" + cells.size(),
                    block.group(1),
                    Optional.ofNullable(block.group(2)))));
    return cells;
  }

  /// The cells executed one after the other in one kernel.
  ///
  /// @param folder where the notebook goes that they become
  static Tutorial execute(List<Cell> cells, Path folder) throws IOException {
    Path notebook = folder.resolve("pages.ipynb");
    Files.writeString(notebook, notebook(cells).toString());
    return Tutorial.read(notebook).executed();
  }

  private static JsonObject notebook(List<Cell> code) {
    var cells = new JsonArray();
    for (Cell each : code) {
      var cell = new JsonObject();
      cell.addProperty("cell_type", "code");
      cell.addProperty("id", each.id());
      cell.add("metadata", new JsonObject());
      cell.add("execution_count", JsonNull.INSTANCE);
      cell.add("outputs", new JsonArray());
      cell.addProperty("source", each.code());
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
