package org.muster.kernel.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.comm.Comm;
import org.muster.kernel.comm.CommMessage;
import org.muster.kernel.comm.Comms;
import org.muster.kernel.message.Json;

/// What all widgets of a kernel share: the way to the front ends, and the protocol that they speak.
///
/// A front end of ipywidgets 6 says so when it opens a page, by a comm of its own; those of 7 and 8
/// say nothing, or ask for all states. Whoever spoke last is spoken to.
public final class Widgets {

  private static final MIMEType VIEW = MIMEType.parse("application/vnd.jupyter.widget-view+json");

  private static volatile @Nullable Widgets installed;

  private final Comms comms;
  private final Map<String, Widget> shown = new ConcurrentHashMap<>();
  private volatile Protocol protocol = Protocol.V2;

  private Widgets(Comms comms) {
    this.comms = comms;
  }

  /// Makes widgets work. Called once, before any cell runs.
  public static void install(Comms comms, Renderer renderer) {
    var widgets = new Widgets(comms);
    installed = widgets;
    comms.onOpen("jupyter.widget.version", (comm, _) -> widgets.greet(comm));
    comms.onOpen("jupyter.widget.control", (comm, _) -> widgets.tellAll(comm));
    renderer
        .createRegistration(Widget.class)
        .preferring(VIEW)
        .supporting(VIEW)
        .register(widgets::render);
  }

  /// Those of this kernel.
  ///
  /// @throws IllegalStateException outside a notebook
  static Widgets get() {
    Widgets widgets = installed;
    if (widgets == null) {
      throw new IllegalStateException("widgets work in cells of a notebook only");
    }
    return widgets;
  }

  Protocol protocol() {
    return protocol;
  }

  /// Opens the comm of a widget that is about to be shown.
  Comm open(Widget widget) {
    Protocol spoken = protocol;
    Comm comm =
        comms.open(
            "jupyter.widget", spoken.opening(widget.state(spoken)), spoken.metadata(), List.of());
    shown.put(comm.id(), widget);
    return comm;
  }

  void forget(Comm comm) {
    shown.remove(comm.id());
  }

  /// A front end of ipywidgets 6 asks which one the kernel is made for.
  private void greet(Comm comm) {
    protocol = Protocol.V1;
    comm.onMessage(answer -> {
      if (Boolean.FALSE.equals(answer.get("validated"))) {
        ProtocolLog.note(
            "a front end has widgets of version %s; those here are made for %s"
                .formatted(answer.get("frontend_version"), Protocol.V1.version));
      }
      comm.close();
    });
    comm.send(Map.of("version", Protocol.V1.version));
  }

  /// A front end that opens a page asks for the states of all widgets.
  private void tellAll(Comm comm) {
    protocol = Protocol.V2;
    comm.onMessage(message -> tellAll(comm, message));
  }

  private void tellAll(Comm comm, CommMessage message) {
    if (!"request_states".equals(message.get("method"))) {
      ProtocolLog.note("ignored a message to all widgets: its method is not known");
      return;
    }
    Map<String, @Nullable Object> states = new LinkedHashMap<>();
    shown.forEach((id, widget) -> states.put(id, Protocol.V2.described(widget.state(Protocol.V2))));
    comm.send(Map.of("method", "update_states", "states", states, "buffer_paths", List.of()));
  }

  private void render(Widget widget, RenderContext context) {
    DisplayData out = context.getOutputContainer();
    out.putText(widget.toString());
    if (context.wantsDataRenderedAs(VIEW)) {
      Protocol spoken = protocol;
      Comm comm = widget.show();
      out.putData(VIEW, Json.ofMap(spoken.view(comm.id())).toString());
      if (spoken == Protocol.V1) {
        comm.send(Map.of("method", "display"));
        out.putText(""); // a front end of this protocol shows text as well, and it gets old
      }
    }
  }
}
