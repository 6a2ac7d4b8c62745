package org.muster.install.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.Console;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.muster.install.notebook.Outputs;
import org.muster.kernel.display.ProgressView;

/// A running notebook as text: a marker for each cell, and below it what the cell prints, as it
/// comes.
///
/// What a cell writes to its `stdout` and `stderr` goes to this program's, so that a shell can tell
/// them apart.
final class Terminal {

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String ANSI = "\u001b\\[[0-9;]*[A-Za-z]";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean colours;
  private boolean atLineStart = true;
  private boolean progressShown;

  /// The newest text of displays that were updated, by display id: shown once the cell is done,
  /// since a terminal cannot go back to the lines where the display was.
  private final Map<String, String> updates = new LinkedHashMap<>();

  private final Map<String, String> displays = new LinkedHashMap<>();

  Terminal(PrintStream out, PrintStream err, boolean colours) {
    this.out = out;
    this.err = err;
    this.colours = colours;
  }

  /// The terminal that this program was started in.
  static Terminal current() {
    boolean colours =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
            && System.getenv("NO_COLOR") == null
            && !"dumb".equals(System.getenv("TERM"));
    return new Terminal(System.out, System.err, colours);
  }

  /// A cell starts.
  void cell(int number, String source) {
    List<String> lines = source.lines().filter(line -> !line.isBlank()).toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    line(
        coloured(GREEN, "In [%d]:".formatted(number))
            + " "
            + first
            + (lines.size() > 1 ? " …" : ""));
  }

  /// A cell is done.
  void cellDone() {
    updates.forEach((id, text) -> {
      if (!text.equals(displays.get(id))) {
        line(text);
      }
    });
    displays.putAll(updates);
    updates.clear();
    finishLine();
  }

  void stream(String name, String text) {
    if (text.isEmpty()) {
      return;
    }
    eraseProgress();
    PrintStream target = name.equals("stderr") ? err : out;
    target.print(text);
    target.flush();
    atLineStart = text.endsWith("\n");
  }

  void result(int number, JsonObject content) {
    String text = plainText(content);
    String marker = coloured(RED, "Out[%d]:".formatted(number));
    line(text.contains("\n") ? marker + "\n" + text : marker + " " + text);
  }

  void display(JsonObject content) {
    if (isProgress(content)) {
      update(content);
      return;
    }
    String text = plainText(content);
    String id = Outputs.displayId(content);
    if (id != null) {
      displays.put(id, text);
      updates.remove(id);
    }
    line(text);
  }

  void update(JsonObject content) {
    String id = Outputs.displayId(content);
    if (id == null) {
      return;
    }
    updates.put(id, plainText(content));
    if (isProgress(content)) {
      progress(content);
    }
  }

  private static boolean isProgress(JsonObject content) {
    return content.get("metadata") instanceof JsonObject metadata
        && metadata.has(ProgressView.METADATA);
  }

  /// Shows how far a call is in the last line, where somebody looks on; its end is printed once the
  /// cell is done.
  private void progress(JsonObject content) {
    if (colours && atLineStart) {
      out.print(CLEAR_LINE + plainText(content));
      out.flush();
      progressShown = true;
    }
  }

  private void eraseProgress() {
    if (progressShown) {
      out.print(CLEAR_LINE);
      out.flush();
      progressShown = false;
    }
  }

  void error(JsonObject content) {
    String text =
        content.get("traceback") instanceof JsonArray traceback && !traceback.isEmpty()
            ? traceback.asList().stream()
                .map(JsonElement::getAsString)
                .collect(Collectors.joining("\n"))
            : "%s: %s".formatted(text(content, "ename"), text(content, "evalue"));
    finishLine();
    err.println((colours ? text : text.replaceAll(ANSI, "")).stripTrailing());
    err.flush();
  }

  /// Says something about the run itself.
  void say(String message) {
    finishLine();
    err.println("muster: " + message);
    err.flush();
  }

  private void line(String text) {
    finishLine();
    out.println(text);
    out.flush();
  }

  private void finishLine() {
    eraseProgress();
    if (!atLineStart) {
      out.println();
      out.flush();
      atLineStart = true;
    }
  }

  private String coloured(String colour, String text) {
    return colours ? colour + text + PLAIN : text;
  }

  private static String plainText(JsonObject content) {
    if (!(content.get("data") instanceof JsonObject data)) {
      return "";
    }
    if (data.get("text/plain") instanceof JsonPrimitive plain) {
      return plain.getAsString().stripTrailing();
    }
    return "(%s)".formatted(String.join(", ", data.keySet()));
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
