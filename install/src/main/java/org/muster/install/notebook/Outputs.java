package org.muster.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The outputs under one cell, put together from what the kernel published for it.
///
/// Text that follows on text of the same stream is appended to it, as Jupyter's front ends do.
public final class Outputs {

  /// Text is stored as a list of lines: a notebook is easier to compare that way.
  private sealed interface Output {

    record Stream(String name, StringBuilder text) implements Output {}

    /// @param displayId what an update names it by, or null
    record Other(JsonObject json, @Nullable String displayId) implements Output {}
  }

  private final List<Output> outputs = new ArrayList<>();
  private boolean clearBeforeNext;

  /// Adds text to `stdout` or `stderr`.
  public void stream(String name, String text) {
    clearIfAsked();
    if (!outputs.isEmpty()
        && outputs.getLast() instanceof Output.Stream(var last, var written)
        && last.equals(name)) {
      written.append(text);
    } else {
      outputs.add(new Output.Stream(name, new StringBuilder(text)));
    }
  }

  /// Adds the content of a `display_data`, `execute_result` or `error` message.
  public void add(String type, JsonObject content) {
    clearIfAsked();
    var json = new JsonObject();
    json.addProperty("output_type", type);
    content.entrySet().stream()
        .filter(field -> !field.getKey().equals("transient")) // for front ends, not for files
        .forEach(field -> json.add(field.getKey(), field.getValue()));
    outputs.add(new Output.Other(json, displayId(content)));
  }

  /// Replaces what was displayed under the id of an `update_display_data` message.
  public void update(JsonObject content) {
    String id = displayId(content);
    for (Output output : outputs) {
      if (id != null
          && output instanceof Output.Other(var json, var shownAs)
          && id.equals(shownAs)) {
        json.add("data", content.get("data"));
        json.add("metadata", content.get("metadata"));
      }
    }
  }

  /// Drops everything.
  ///
  /// @param waitForNext whether only when the next output comes, which avoids flicker
  public void clear(boolean waitForNext) {
    clearBeforeNext = waitForNext;
    if (!waitForNext) {
      outputs.clear();
    }
  }

  /// The cell's `outputs` field.
  public JsonArray toJson() {
    var array = new JsonArray();
    for (Output output : outputs) {
      array.add(
          switch (output) {
            case Output.Stream(var name, var text) -> {
              var json = new JsonObject();
              json.addProperty("output_type", "stream");
              json.addProperty("name", name);
              json.add("text", lines(text.toString()));
              yield json;
            }
            case Output.Other(var json, _) -> withLines(json);
          });
    }
    return array;
  }

  /// The display id in a message's content, or null.
  public static @Nullable String displayId(JsonObject content) {
    return content.get("transient") instanceof JsonObject hints
            && hints.get("display_id") instanceof JsonPrimitive id
        ? id.getAsString()
        : null;
  }

  private void clearIfAsked() {
    if (clearBeforeNext) {
      clear(false);
    }
  }

  private static JsonObject withLines(JsonObject output) {
    if (!(output.get("data") instanceof JsonObject bundle)) {
      return output;
    }
    var split = new JsonObject();
    for (Map.Entry<String, JsonElement> entry : bundle.entrySet()) {
      boolean text =
          entry.getValue() instanceof JsonPrimitive value
              && value.isString()
              && isText(entry.getKey());
      split.add(entry.getKey(), text ? lines(entry.getValue().getAsString()) : entry.getValue());
    }
    JsonObject copy = output.deepCopy();
    copy.add("data", split);
    return copy;
  }

  /// The types that `nbformat` splits into lines.
  private static boolean isText(String mimeType) {
    return mimeType.startsWith("text/")
        || mimeType.equals("application/javascript")
        || mimeType.equals("image/svg+xml");
  }

  private static JsonArray lines(String text) {
    var lines = new JsonArray();
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }
}
