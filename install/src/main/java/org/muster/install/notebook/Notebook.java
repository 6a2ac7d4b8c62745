package org.muster.install.notebook;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.muster.install.ExitCode;
import org.muster.install.Refusal;
import org.muster.install.WriteFailure;

/// A notebook in format 4, as the JSON tree that it was read from: fields that nobody here knows
/// keep their values and their places.
///
/// **Threads.** For one thread at a time.
public final class Notebook {

  private static final int FORMAT = 4;

  /// Python's `nbformat` writes one blank per level, nulls, and every character as it is.
  private static final Gson WRITER =
      new GsonBuilder()
          .serializeNulls()
          .disableHtmlEscaping()
          .serializeSpecialFloatingPointValues()
          .setFormattingStyle(FormattingStyle.PRETTY.withIndent(" "))
          .create();

  /// Kernel names of notebooks that do not say their language.
  private static final Pattern JAVA_NAME =
      Pattern.compile("(?i)(.*\\b)?(i|j)?java(\\b.*)?|.*muster.*");

  private final JsonObject root;
  private final List<CodeCell> codeCells;

  private Notebook(JsonObject root, List<CodeCell> codeCells) {
    this.root = root;
    this.codeCells = codeCells;
  }

  /// Reads a notebook whose code is Java.
  ///
  /// @throws Refusal if there is no such file, or it is no such notebook; the message says why
  public static Notebook read(Path file) {
    if (!(parse(file) instanceof JsonObject root)) {
      throw refusal(file, "is JSON, but no notebook: it has no cells");
    }
    if (!(root.get("nbformat") instanceof JsonPrimitive format) || !format.isNumber()) {
      throw refusal(file, "is JSON, but no notebook: it has no \"nbformat\"");
    }
    if (format.getAsInt() != FORMAT) {
      throw refusal(
          file,
          "has notebook format %s, and only 4 can be executed.%nOpen it in Jupyter and save it there, or: jupyter nbconvert --to notebook --nbformat 4 %s"
              .formatted(format, file));
    }
    if (!(root.get("cells") instanceof JsonArray cells)) {
      throw refusal(file, "is no notebook: it has no list of cells");
    }
    checkLanguage(file, root);
    List<CodeCell> codeCells = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      if (!(cells.get(i) instanceof JsonObject cell)) {
        throw refusal(file, "is no notebook: its cell %d is no object".formatted(i + 1));
      }
      switch (text(cell, "cell_type")) {
        case "code" -> codeCells.add(codeCell(file, i, cell));
        case "markdown", "raw" -> {}
        case String other ->
            throw refusal(
                file,
                "is no notebook of format 4: the type of its cell %d is \"%s\", not code, markdown or raw"
                    .formatted(i + 1, other));
      }
    }
    return new Notebook(root, codeCells);
  }

  /// Its code cells, in order.
  public List<CodeCell> codeCells() {
    return codeCells;
  }

  /// Notes what the kernel says about its language, as Jupyter does on execution.
  public void setLanguageInfo(JsonObject languageInfo) {
    if (!(root.get("metadata") instanceof JsonObject)) {
      root.add("metadata", new JsonObject());
    }
    root.getAsJsonObject("metadata").add("language_info", languageInfo);
  }

  /// The file's text, in the style of Python's `nbformat`.
  public String toJson() {
    return WRITER.toJson(root) + "\n";
  }

  /// Writes the notebook, whole or not at all. A device or a pipe gets the text and stays what it
  /// is.
  ///
  /// @throws Refusal if that is not possible
  public void write(Path file) {
    try {
      if (!Files.exists(file)) {
        replace(file.toAbsolutePath());
      } else if (Files.isRegularFile(file)) {
        replace(file.toRealPath());
      } else {
        Files.writeString(file, toJson());
      }
    } catch (IOException e) {
      WriteFailure why = WriteFailure.of(e);
      throw new Refusal(
          ExitCode.FAILED,
          "cannot write %s: %s.%n%s"
              .formatted(
                  file,
                  why.reason(),
                  why.isDiskFull()
                      ? "Make room there, or name a file on another disk with -o."
                      : "Name a file in a folder that you may write to with -o."));
    }
  }

  private void replace(Path file) throws IOException {
    Path staged = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.writeString(staged, toJson());
      Files.move(staged, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  private static CodeCell codeCell(Path file, int index, JsonObject cell) {
    String source =
        switch (cell.get("source")) {
          case JsonPrimitive whole -> whole.getAsString();
          case JsonArray lines -> {
            var joined = new StringBuilder();
            lines.forEach(line -> joined.append(line.getAsString()));
            yield joined.toString();
          }
          case null, default ->
              throw refusal(file, "is no notebook: its cell %d has no source".formatted(index + 1));
        };
    return new CodeCell(cell, source);
  }

  private static @Nullable JsonElement parse(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw refusal(file, "does not exist");
    } catch (AccessDeniedException e) {
      throw refusal(file, "may not be read (permission denied)");
    } catch (CharacterCodingException e) {
      throw refusal(file, "is not JSON: it is not even UTF-8 text");
    } catch (IOException e) {
      throw refusal(
          file,
          Files.isDirectory(file)
              ? "is a folder, not a notebook"
              : "cannot be read (%s)".formatted(e));
    }
    // Some editors on Windows put a byte-order mark in front.
    var reader =
        new JsonReader(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement root = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw refusal(file, "is not JSON: something follows its end at " + reader.getPath());
      }
      return root;
    } catch (JsonParseException | IOException e) {
      throw refusal(file, "is not JSON (%s)".formatted(firstLine(e)));
    }
  }

  private static void checkLanguage(Path file, JsonObject root) {
    JsonObject metadata = object(root, "metadata");
    JsonObject kernelspec = object(metadata, "kernelspec");
    String name = text(kernelspec, "name");
    String displayName = text(kernelspec, "display_name");
    String language = text(kernelspec, "language");
    if (language.isEmpty()) {
      language = text(object(metadata, "language_info"), "name");
    }
    boolean java =
        !language.isEmpty()
            ? language.equalsIgnoreCase("java")
            : name.isEmpty()
                || JAVA_NAME.matcher(name).matches()
                || JAVA_NAME.matcher(displayName).matches();
    if (!java) {
      throw refusal(
          file,
          "is for another kernel: %s%s, and this one runs Java.%nRun it with: jupyter nbconvert --to notebook --execute %s"
              .formatted(
                  displayName.isEmpty() ? "\"" + name + "\"" : "\"" + displayName + "\"",
                  language.isEmpty() ? "" : " (language " + language + ")",
                  file));
    }
  }

  private static JsonObject object(JsonObject json, String name) {
    return json.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    int exception = line.lastIndexOf("Exception: ");
    return exception < 0 ? line : line.substring(exception + "Exception: ".length());
  }

  private static Refusal refusal(Path file, String problem) {
    return new Refusal("%s %s.".formatted(file, problem));
  }
}
