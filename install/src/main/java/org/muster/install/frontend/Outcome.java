package org.muster.install.frontend;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/// How a cell ended.
public sealed interface Outcome {

  /// It ran to its end.
  record Done(int executionCount) implements Outcome {}

  /// It failed.
  ///
  /// @param traceback lines as the kernel wants them shown, perhaps with ANSI colours
  record Failed(String ename, String evalue, List<String> traceback) implements Outcome {}

  /// It took longer than it was allowed to, and was interrupted.
  record TimedOut() implements Outcome {}

  /// What an `execute_reply` says.
  static Outcome of(JsonObject reply, boolean late) {
    if (late) {
      return new TimedOut();
    }
    if (text(reply, "status").equals("ok")) {
      return new Done(
          reply.get("execution_count") instanceof JsonPrimitive count ? count.getAsInt() : 0);
    }
    return new Failed(
        text(reply, "ename"),
        text(reply, "evalue"),
        reply.get("traceback") instanceof JsonArray lines
            ? lines.asList().stream().map(JsonElement::getAsString).toList()
            : List.of());
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
