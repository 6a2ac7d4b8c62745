package org.muster.notebooks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A notebook as a file says it is: what its cells hold, and what they put out if it was executed.
record Tutorial(Path file, JsonObject json) {

  /// The folder in which the tutorials are.
  static final Path FOLDER = Path.of(System.getProperty("muster.notebooks"));

  /// Those that were executed by these tests. Executing one takes long, so each is executed once.
  private static final Map<Path, Tutorial> EXECUTED = new ConcurrentHashMap<>();

  /// All that the repository has, in alphabetical order.
  static List<Tutorial> all() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".ipynb"))
          .filter(file -> !file.toString().endsWith(".executed.ipynb"))
          .filter(file -> !FOLDER.relativize(file).toString().matches(".*(target|checkpoints).*"))
          .sorted()
          .map(Tutorial::read)
          .toList();
    }
  }

  static Tutorial named(String name) {
    return read(FOLDER.resolve(name));
  }

  static Tutorial read(Path file) {
    try {
      return new Tutorial(file, JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// This notebook with the outputs that `muster run` gets from it.
  ///
  /// @throws AssertionError if that fails
  Tutorial executed() {
    return EXECUTED.computeIfAbsent(file, _ -> execute());
  }

  private Tutorial execute() {
    try {
      Path folder = Files.createTempDirectory("muster-notebooks");
      Path result = folder.resolve("executed.ipynb");
      try {
        Tool.muster(folder, "run", file.toString(), "-o", result.toString()).run().expectSuccess();
        return read(result);
      } finally {
        Files.deleteIfExists(result);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  String kernelName() {
    return json.getAsJsonObject("metadata").getAsJsonObject("kernelspec").get("name").getAsString();
  }

  List<JsonObject> cells() {
    return StreamSupport.stream(json.getAsJsonArray("cells").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  List<JsonObject> codeCells() {
    return cells().stream().filter(cell -> cell.has("outputs")).toList();
  }

  /// The error outputs, as text.
  List<String> errors() {
    List<String> errors = new ArrayList<>();
    for (JsonObject output : codeCells().stream().flatMap(Tutorial::outputs).toList()) {
      if (output.get("output_type").getAsString().equals("error")) {
        errors.add(output.toString());
      }
    }
    return errors;
  }

  /// What a cell printed on its standard output.
  String printedBy(String cell) {
    return outputsOf(cell)
        .filter(output -> output.get("output_type").getAsString().equals("stream"))
        .filter(output -> output.get("name").getAsString().equals("stdout"))
        .map(output -> textOf(output.get("text")))
        .collect(Collectors.joining());
  }

  /// The value of a cell as plain text; empty if it has none.
  String valueOf(String cell) {
    return outputsOf(cell)
        .filter(output -> output.get("output_type").getAsString().equals("execute_result"))
        .map(output -> textOf(output.getAsJsonObject("data").get("text/plain")))
        .collect(Collectors.joining());
  }

  static Stream<JsonObject> outputs(JsonObject cell) {
    return StreamSupport.stream(cell.getAsJsonArray("outputs").spliterator(), false)
        .map(JsonElement::getAsJsonObject);
  }

  /// Lines in a notebook file are one string or a list of them.
  static String textOf(JsonElement text) {
    if (text instanceof JsonArray lines) {
      return StreamSupport.stream(lines.spliterator(), false)
          .map(JsonElement::getAsString)
          .collect(Collectors.joining());
    }
    return text.getAsString();
  }

  private Stream<JsonObject> outputsOf(String id) {
    JsonObject cell =
        codeCells().stream()
            .filter(candidate -> candidate.get("id").getAsString().equals(id))
            .findFirst()
            .orElseThrow(() -> new AssertionError(file + " has no code cell " + id));
    return outputs(cell);
  }

  @Override
  public String toString() {
    return FOLDER.relativize(file).toString();
  }
}
