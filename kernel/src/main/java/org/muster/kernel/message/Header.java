package org.muster.kernel.message;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/// Who sent a message, when, and of which type.
///
/// @param session of the sender: a client's, or the kernel's
/// @param more the fields that the specification does not name or this kernel does not use: who is
///   answered gets them back
public record Header(
    String msgId,
    String session,
    String username,
    String date,
    String msgType,
    String version,
    JsonObject more) {

  /// The newest version of the specification that is spoken here.
  public static final String PROTOCOL_VERSION = "5.5";

  private static final Set<String> FIELDS =
      Set.of("msg_id", "session", "username", "date", "msg_type", "version");

  /// The header of a new message.
  public static Header of(String msgType, String session, String username) {
    return new Header(
        UUID.randomUUID().toString(),
        session,
        username,
        Instant.now().toString(),
        msgType,
        PROTOCOL_VERSION,
        new JsonObject());
  }

  static Header parse(JsonObject json) throws MalformedMessageException {
    var more = new JsonObject();
    json.entrySet().stream()
        .filter(field -> !FIELDS.contains(field.getKey()))
        .forEach(field -> more.add(field.getKey(), field.getValue()));
    return new Header(
        required(json, "msg_id"),
        optional(json, "session"),
        optional(json, "username"),
        optional(json, "date"),
        required(json, "msg_type"),
        optional(json, "version"),
        more);
  }

  /// As it stands in a message; what a reply carries as its parent.
  public JsonObject toJson() {
    var json = more.deepCopy();
    json.addProperty("msg_id", msgId);
    json.addProperty("session", session);
    json.addProperty("username", username);
    json.addProperty("date", date);
    json.addProperty("msg_type", msgType);
    json.addProperty("version", version);
    return json;
  }

  private static String required(JsonObject json, String name) throws MalformedMessageException {
    String value = optional(json, name);
    if (value.isEmpty()) {
      throw new MalformedMessageException("its header has no " + name);
    }
    return value;
  }

  private static String optional(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
