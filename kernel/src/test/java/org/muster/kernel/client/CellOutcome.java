package org.muster.kernel.client;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.muster.kernel.message.Message;

/// What came of a cell.
///
/// @param reply the content of the execute reply
/// @param published everything on iopub, from `busy` to `idle`
public record CellOutcome(JsonObject reply, List<Message> published) {

  public String status() {
    return reply.get("status").getAsString();
  }

  /// The result of a cell that must have worked, as text; empty if it has none.
  public String resultIfOk() {
    if (!status().equals("ok")) {
      throw new AssertionError("the cell failed: " + reply);
    }
    return types().contains("execute_result") ? result() : "";
  }

  /// The message of a cell that must have failed.
  public String refusal() {
    if (!status().equals("error")) {
      throw new AssertionError("the cell worked: " + types());
    }
    return reply.get("evalue").getAsString();
  }

  /// The types of what was published, in order.
  public List<String> types() {
    return published.stream()
        .map(message ->
            message.type().equals("status")
                ? message.content().get("execution_state").getAsString()
                : message.type())
        .toList();
  }

  /// All text of one stream.
  public String stream(String name) {
    return published.stream()
        .filter(message -> message.type().equals("stream"))
        .map(Message::content)
        .filter(content -> content.get("name").getAsString().equals(name))
        .map(content -> content.get("text").getAsString())
        .collect(Collectors.joining());
  }

  /// The result in one MIME type.
  public String result(String type) {
    return published("execute_result").getAsJsonObject("data").get(type).getAsString();
  }

  /// The result as text.
  public String result() {
    return result("text/plain");
  }

  /// The content of the first publication of a type.
  public JsonObject published(String type) {
    return published.stream()
        .filter(message -> message.type().equals(type))
        .map(Message::content)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s among %s".formatted(type, types())));
  }

  /// The traceback of the error, without colours.
  public String traceback() {
    return published("error").getAsJsonArray("traceback").asList().stream()
        .map(line -> line.getAsString().replaceAll("\u001b\\[[0-9;]*m", ""))
        .collect(Collectors.joining("\n"));
  }
}
