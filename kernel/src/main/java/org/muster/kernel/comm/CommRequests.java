package org.muster.kernel.comm;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.message.Json;
import org.muster.kernel.message.Request;

/// What front ends ask and say about comms.
///
/// **Threads.** [#received] for the thread that evaluates, as it runs handlers of cells; the rest
/// may be called from any.
public final class CommRequests {

  private final Comms comms;

  public CommRequests(Comms comms) {
    this.comms = comms;
  }

  /// The comms that are open, as the content of a reply.
  ///
  /// @param target only those of this target; empty for all
  public JsonObject open(String target) {
    var open = new JsonObject();
    for (Comm comm : comms.open()) {
      if (target.isEmpty() || target.equals(comm.target())) {
        var one = new JsonObject();
        one.addProperty("target_name", comm.target());
        open.add(comm.id(), one);
      }
    }
    return open;
  }

  /// Hands a front end's message to its comm, or to the target that it opens one to.
  public void received(Request.Comm message) {
    var said =
        new CommMessage(
            Json.toMap(message.data()), Json.toMap(message.metadata()), message.buffers());
    if (message.kind().equals("comm_open")) {
      opened(message, said);
      return;
    }
    Comm comm = comms.find(message.commId());
    if (comm == null) {
      ProtocolLog.note(
          "ignored a %s of the comm `%s`, which is not open"
              .formatted(message.kind(), message.commId()));
    } else if (message.kind().equals("comm_msg")) {
      comm.received(said);
    } else {
      comm.closedByFrontEnd(said);
    }
  }

  private void opened(Request.Comm message, CommMessage said) {
    BiConsumer<Comm, CommMessage> target = comms.target(message.target());
    if (target == null) {
      ProtocolLog.note(
          "closed a comm at once: nobody has registered its target `%s`"
              .formatted(message.target()));
      var refused = new Comm(comms, message.commId(), message.target());
      comms.say("comm_close", refused, Map.of(), Map.of(), List.of());
      return;
    }
    Comm comm = comms.add(message.commId(), message.target());
    try {
      target.accept(comm, said);
    } catch (RuntimeException | Error e) {
      comm.close();
      throw e;
    }
  }
}
