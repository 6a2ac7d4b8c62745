package org.muster.kernel.display;

import com.google.gson.JsonObject;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.muster.kernel.message.Json;

/// A rendered value as JSON.
///
/// @param transientData for the front end's eyes only, such as the `display_id`
public record Bundle(JsonObject data, JsonObject metadata, JsonObject transientData) {

  /// What jjava's renderer made of a value.
  public static Bundle of(DisplayData rendered) {
    JsonObject json = Json.ofValue(rendered).getAsJsonObject();
    return new Bundle(
        member(json, "data"),
        member(json, "metadata"),
        member(json, "transientData", "transient_data", "transient"));
  }

  private static JsonObject member(JsonObject json, String... names) {
    for (String name : names) {
      if (json.get(name) instanceof JsonObject found) {
        return found;
      }
    }
    return new JsonObject();
  }
}
