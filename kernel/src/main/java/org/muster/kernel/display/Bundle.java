package org.muster.kernel.display;

import com.google.gson.JsonObject;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.muster.kernel.message.Json;

/// A rendered value as JSON.
///
/// @param transientData for the front end's eyes only, such as the `display_id`
public record Bundle(JsonObject data, JsonObject metadata, JsonObject transientData) {

  /// What jjava's renderer made of a value.
  static Bundle of(DisplayData rendered) {
    JsonObject json = Json.ofValue(rendered).getAsJsonObject();
    return new Bundle(member(json, "data"), member(json, "metadata"), member(json, "transient"));
  }

  private static JsonObject member(JsonObject json, String name) {
    return json.get(name) instanceof JsonObject found ? found : new JsonObject();
  }
}
