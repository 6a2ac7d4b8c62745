package org.muster.kernel.display;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.muster.kernel.message.Json;

/// A rendered value as JSON.
///
/// @param transientData for the front end's eyes only, such as the `display_id`
public record Bundle(JsonObject data, JsonObject metadata, JsonObject transientData) {

  private static final String WIDGET = "application/vnd.jupyter.widget-view+json";

  /// What jjava's renderer made of a value.
  static Bundle of(DisplayData rendered) {
    JsonObject json = Json.ofValue(rendered).getAsJsonObject();
    JsonObject data = member(json, "data");
    data.entrySet().stream()
        .filter(part -> part.getKey().endsWith("json"))
        .forEach(part -> part.setValue(parsed(part.getValue())));
    if (data.has(WIDGET) && Json.string(data, "text/plain", "").isEmpty()) {
      data.remove("text/plain"); // some front ends show it below the widget: no line is left empty
    }
    return new Bundle(data, member(json, "metadata"), member(json, "transient"));
  }

  /// jjava has JSON as text; front ends want what is in it.
  private static JsonElement parsed(JsonElement json) {
    if (json instanceof JsonPrimitive text && text.isString()) {
      try {
        return JsonParser.parseString(text.getAsString());
      } catch (JsonParseException e) {
        return json;
      }
    }
    return json;
  }

  private static JsonObject member(JsonObject json, String name) {
    return json.get(name) instanceof JsonObject found ? found : new JsonObject();
  }
}
