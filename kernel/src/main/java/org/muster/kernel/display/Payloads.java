package org.muster.kernel.display;

import com.google.gson.JsonObject;

/// What a cell can ask of the front end that runs it, beside showing something. The specification
/// calls payloads deprecated and has nothing in their place yet.
public final class Payloads {

  private Payloads() {}

  /// Shows a MIME bundle outside the notebook.
  public static JsonObject page(JsonObject data) {
    JsonObject page = of("page");
    page.add("data", data);
    page.addProperty("start", 0);
    return page;
  }

  /// Puts text into a cell.
  ///
  /// @param replace whether into this cell rather than into a new one below
  static JsonObject nextInput(String text, boolean replace) {
    JsonObject next = of("set_next_input");
    next.addProperty("text", text);
    next.addProperty("replace", replace);
    return next;
  }

  private static JsonObject of(String source) {
    var payload = new JsonObject();
    payload.addProperty("source", source);
    return payload;
  }
}
