package org.muster.install;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Notebooks made and read for tests.
public final class Notebooks {

  private Notebooks() {}

  /// A notebook for this kernel with these code cells.
  public static Path write(Path file, String... cells) throws IOException {
    var list = new JsonArray();
    for (int i = 0; i < cells.length; i++) {
      var cell = new JsonObject();
      cell.addProperty("cell_type", "code");
      cell.addProperty("id", "cell-" + i);
      cell.add("metadata", new JsonObject());
      cell.add("execution_count", null);
      cell.add("outputs", new JsonArray());
      cell.addProperty("source", cells[i]);
      list.add(cell);
    }
    JsonObject notebook =
        JsonParser.parseString(
                """
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec":
                  {"name": "muster", "display_name": "Java (Muster)", "language": "java"}}}\
                """)
            .getAsJsonObject();
    notebook.add("cells", list);
    return Files.writeString(file, notebook.toString());
  }

  /// The outputs of a cell of an executed notebook, its number counted from 0.
  public static JsonArray outputs(Path notebook, int cell) throws IOException {
    return JsonParser.parseString(Files.readString(notebook))
        .getAsJsonObject()
        .getAsJsonArray("cells")
        .get(cell)
        .getAsJsonObject()
        .getAsJsonArray("outputs");
  }
}
