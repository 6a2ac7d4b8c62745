package org.muster.install.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/// A code cell of a [Notebook]; what is set here is set in the notebook.
public final class CodeCell {

  private final JsonObject json;
  private final String source;

  CodeCell(JsonObject json, String source) {
    this.json = json;
    this.source = source;
  }

  public String source() {
    return source;
  }

  /// Whether it carries the tag `raises-exception`, with which Jupyter goes on after an error.
  public boolean mayFail() {
    return json.get("metadata") instanceof JsonObject metadata
        && metadata.get("tags") instanceof JsonArray tags
        && tags.contains(new JsonPrimitive("raises-exception"));
  }

  /// Forgets an earlier execution.
  public void clear() {
    json.add("execution_count", JsonNull.INSTANCE);
    json.add("outputs", new JsonArray());
  }

  public void setExecutionCount(JsonElement count) {
    json.add("execution_count", count);
  }

  public void setOutputs(JsonArray outputs) {
    json.add("outputs", outputs);
  }
}
