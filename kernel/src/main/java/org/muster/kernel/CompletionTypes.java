package org.muster.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.muster.kernel.eval.CodeAssistant.Completions;
import org.muster.kernel.eval.CompletionKinds;

/// What a reply says of completions beside their text, in the form that JupyterLab has from
/// ipykernel.
final class CompletionTypes {

  private static final String KEY = "_jupyter_types_experimental";

  private CompletionTypes() {}

  static JsonObject metadata(Completions found) {
    var metadata = new JsonObject();
    if (!found.kinds().isEmpty()) {
      var types = new JsonArray();
      for (CompletionKinds.Item each : found.kinds()) {
        var item = new JsonObject();
        item.addProperty("text", each.text());
        item.addProperty("type", each.kind());
        item.addProperty("signature", each.signature());
        item.addProperty("start", found.start());
        item.addProperty("end", found.end());
        types.add(item);
      }
      metadata.add(KEY, types);
    }
    return metadata;
  }
}
