package org.muster.kernel.message;

import com.google.gson.JsonObject;
import java.util.List;

/// One Jupyter message.
///
/// @param identities the routing ids in front of it: whom it came from or goes to; on iopub, the
///   topic
/// @param parent the header of the message that this one answers, exactly as it was received; empty
///   if it answers none
/// @param buffers binary frames behind the JSON
public record Message(
    List<byte[]> identities,
    Header header,
    JsonObject parent,
    JsonObject metadata,
    JsonObject content,
    List<byte[]> buffers) {

  /// A message that answers no other one.
  public static Message first(Header header, JsonObject content) {
    return new Message(List.of(), header, new JsonObject(), new JsonObject(), content, List.of());
  }

  /// The message type, as in `execute_request`.
  public String type() {
    return header.msgType();
  }

  /// The id of the message that this one answers, or an empty text.
  public String parentId() {
    return Json.string(parent, "msg_id", "");
  }

  /// Whether this one answers the other one.
  public boolean answers(Message other) {
    return parentId().equals(other.header.msgId());
  }

  /// The same message with other routing ids.
  public Message withIdentities(List<byte[]> identities) {
    return new Message(identities, header, parent, metadata, content, buffers);
  }
}
