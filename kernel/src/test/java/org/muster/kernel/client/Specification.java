package org.muster.kernel.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.Message;

/// What version 5.5 of the messaging specification demands of each message that a kernel sends.
/// Every [FrontEnd] checks everything that it receives.
final class Specification {

  /// The content of each type: `name:kind`, with a `?` behind the name of a field that may be
  /// missing.
  private static final Map<String, String> CONTENT =
      Map.ofEntries(
          Map.entry(
              "kernel_info_reply",
              "protocol_version:text implementation:text implementation_version:text"
                  + " language_info:language banner:text debugger?:flag help_links?:links"
                  + " supported_features?:texts"),
          Map.entry(
              "execute_reply", "execution_count:number payload?:payloads user_expressions:object"),
          Map.entry("inspect_reply", "found:flag data:object metadata:object"),
          Map.entry(
              "complete_reply",
              "matches:texts cursor_start:number cursor_end:number metadata:object"),
          Map.entry("history_reply", "history:history"),
          Map.entry(
              "connect_reply",
              "shell_port:number iopub_port:number stdin_port:number hb_port:number"
                  + " control_port:number"),
          Map.entry("comm_info_reply", "comms:object"),
          Map.entry("shutdown_reply", "restart:flag"),
          Map.entry("interrupt_reply", ""),
          Map.entry( // ipykernel's own, which JupyterLab shows
              "usage_reply",
              "hostname:text pid:number kernel_cpu:number kernel_memory:number cpu_count:number"
                  + " host_virtual_memory:object"),
          Map.entry("iopub_welcome", "subscription:text"),
          Map.entry("stream", "name:stream text:text"),
          Map.entry("display_data", "data:bundle metadata:object transient?:object"),
          Map.entry("update_display_data", "data:bundle metadata:object transient:object"),
          Map.entry("execute_input", "code:text execution_count:number"),
          Map.entry("execute_result", "execution_count:number data:bundle metadata:object"),
          Map.entry("error", "ename:text evalue:text traceback:texts"),
          Map.entry("status", "execution_state:state"),
          Map.entry("clear_output", "wait:flag"),
          Map.entry("input_request", "prompt:text password:flag"),
          Map.entry("comm_open", "comm_id:text target_name:text data:object"),
          Map.entry("comm_msg", "comm_id:text data:object"),
          Map.entry("comm_close", "comm_id:text data?:object"));

  private static final Set<String> ON_IOPUB =
      Set.of(
          "iopub_welcome",
          "stream",
          "display_data",
          "update_display_data",
          "execute_input",
          "execute_result",
          "error",
          "status",
          "clear_output",
          "comm_open",
          "comm_msg",
          "comm_close",
          "shutdown_reply");

  private Specification() {}

  /// What is wrong with a message that came on a channel; empty if nothing is.
  static List<String> violations(String channel, Message message) {
    List<String> wrong = new ArrayList<>();
    checkHeader(message.header(), wrong);
    String type = message.type();
    boolean reply = type.endsWith("_reply") && !channel.equals("iopub");
    switch (channel) {
      case "iopub" -> {
        if (!ON_IOPUB.contains(type)) {
          wrong.add("it does not belong on iopub");
        }
        if (message.identities().size() != 1) {
          wrong.add("it has %d topics".formatted(message.identities().size()));
        }
      }
      case "stdin" -> {
        if (!type.equals("input_request")) {
          wrong.add("it does not belong on stdin");
        }
      }
      default -> {
        if (!reply) {
          wrong.add("it is no reply");
        }
      }
    }
    if (reply && message.parentId().isEmpty()) {
      wrong.add("it is a reply to nothing");
    }
    checkContent(type, reply, message.content(), wrong);
    return wrong.stream()
        .map(each -> "a %s on %s: %s: %s".formatted(type, channel, each, message.content()))
        .toList();
  }

  private static void checkHeader(Header header, List<String> wrong) {
    if (header.msgId().isEmpty() || header.session().isEmpty() || header.username().isEmpty()) {
      wrong.add("its header lacks an id, a session or a user");
    }
    if (!header.version().equals("5.5")) {
      wrong.add("its version is " + header.version());
    }
    try {
      var _ = OffsetDateTime.parse(header.date());
    } catch (DateTimeParseException e) {
      wrong.add("its date is " + header.date());
    }
  }

  private static void checkContent(
      String type, boolean reply, JsonObject content, List<String> wrong) {
    String status = content.get("status") instanceof JsonPrimitive said ? said.getAsString() : "";
    if (type.equals("is_complete_reply")) {
      if (!Set.of("complete", "incomplete", "invalid", "unknown").contains(status)) {
        wrong.add("its status is " + status);
      }
      if (status.equals("incomplete") != content.has("indent")) {
        wrong.add("an indent belongs to incomplete code and to no other");
      }
      return;
    }
    if (reply && !Set.of("ok", "error", "aborted").contains(status)) {
      wrong.add("its status is " + status);
    }
    if (reply && !status.equals("ok")) {
      if (type.equals("execute_reply")) {
        checkFields("execution_count:number", content, wrong);
      }
      if (status.equals("error")) {
        checkFields("ename:text evalue:text traceback:texts", content, wrong);
      }
      return;
    }
    String fields = CONTENT.get(type);
    if (fields == null) {
      wrong.add("there is no such type");
    } else {
      checkFields(fields, content, wrong);
    }
  }

  private static void checkFields(String fields, JsonObject content, List<String> wrong) {
    for (String field : fields.isEmpty() ? List.<String>of() : List.of(fields.split(" ", -1))) {
      String name = field.substring(0, field.indexOf(':')).replace("?", "");
      String kind = field.substring(field.indexOf(':') + 1);
      JsonElement value = content.get(name);
      if (value == null ? !field.contains("?") : !isOf(kind, value)) {
        wrong.add("its %s is %s".formatted(name, value));
      }
    }
  }

  private static boolean isOf(String kind, JsonElement value) {
    return switch (kind) {
      case "text" -> value instanceof JsonPrimitive it && it.isString();
      case "number" -> value instanceof JsonPrimitive it && it.isNumber();
      case "flag" -> value instanceof JsonPrimitive it && it.isBoolean();
      case "object" -> value.isJsonObject();
      case "texts" ->
          value.isJsonArray()
              && value.getAsJsonArray().asList().stream().allMatch(each -> isOf("text", each));
      case "stream" -> Set.of("stdout", "stderr").contains(value.getAsString());
      case "state" -> Set.of("starting", "busy", "idle").contains(value.getAsString());
      case "bundle" ->
          value.isJsonObject()
              && (value.getAsJsonObject().has("text/plain") || isWidgetAlone(value))
              && value.getAsJsonObject().keySet().stream()
                  .allMatch(type -> type.matches("[\\w.+-]+/[\\w.+-]+"));
      case "language" -> {
        List<String> wrong = new ArrayList<>();
        checkFields(
            "name:text version:text mimetype:text file_extension:text pygments_lexer?:text"
                + " nbconvert_exporter?:text",
            value.getAsJsonObject(),
            wrong);
        yield wrong.isEmpty();
      }
      case "links" ->
          value.getAsJsonArray().asList().stream()
              .map(JsonElement::getAsJsonObject)
              .allMatch(link -> isOf("text", link.get("text")) && isOf("text", link.get("url")));
      case "payloads" ->
          value.getAsJsonArray().asList().stream()
              .allMatch(each -> isOf("text", each.getAsJsonObject().get("source")));
      case "history" ->
          value.getAsJsonArray().asList().stream()
              .map(JsonElement::getAsJsonArray)
              .allMatch(each -> each.size() == 3 && isOf("number", each.get(0)));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /// As version 1 of the widgets' protocol wants it, whose front ends show text beside the widget.
  private static boolean isWidgetAlone(JsonElement bundle) {
    return bundle
        .getAsJsonObject()
        .keySet()
        .equals(Set.of("application/vnd.jupyter.widget-view+json"));
  }
}
