package org.muster.kernel.magic;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.library.PathPatterns;

/// The code that `%load` runs: a file of snippets, or the code cells of a notebook.
final class SourceFile {

  /// What editors of Windows put in front of UTF-8.
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private SourceFile() {}

  /// The file that a name or pattern means.
  ///
  /// @throws LibraryException if there is none, or several
  static Path named(String name) {
    List<Path> found = PathPatterns.expand(name);
    if (found.size() > 1) {
      throw new LibraryException("%load takes one file at a time, not " + found);
    }
    return found.getFirst();
  }

  /// The cells of a file; a file that is no notebook is one cell.
  ///
  /// @throws LibraryException if it cannot be read
  static List<String> cells(Path file) {
    try {
      String text = Files.readString(file);
      text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      return file.toString().endsWith(".ipynb") ? codeCells(text) : List.of(text);
    } catch (CharacterCodingException e) {
      throw new LibraryException(file + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new LibraryException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new LibraryException("%s is no notebook: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<String> codeCells(String json) {
    JsonArray cells = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("cells");
    if (cells == null) {
      throw new JsonParseException("it has no cells");
    }
    List<String> code = new ArrayList<>();
    for (JsonElement each : cells) {
      JsonObject cell = each.getAsJsonObject();
      if (cell.get("cell_type").getAsString().equals("code")) {
        code.add(text(cell.get("source")));
      }
    }
    return code;
  }

  /// A text, or the list of its lines.
  private static String text(JsonElement source) {
    return source.isJsonArray()
        ? source.getAsJsonArray().asList().stream()
            .map(JsonElement::getAsString)
            .collect(Collectors.joining())
        : source.getAsString();
  }
}
