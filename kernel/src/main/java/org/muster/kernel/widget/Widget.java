package org.muster.kernel.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.comm.Comm;
import org.muster.kernel.comm.CommMessage;
import org.muster.kernel.eval.CellRun;

/// Something in the notebook's page: shown by `display(widget)`, or as the last expression of a
/// cell, as often as wanted; all views of it are alike.
///
/// **Threads.** Everything may be called from any thread. What a cell sets is seen at once, also
/// while the cell runs. What the reader does reaches the kernel *between* cells: a running cell
/// never sees a widget change, and handlers run after it, one after the other.
///
/// **Handlers** print and fail where the widget was shown last; an interrupt stops them. They also
/// run when a cell sets a value, in the thread that sets it.
///
/// **Memory.** A widget that was shown stays reachable until [#close] or the end of the kernel. One
/// of an earlier kernel no longer answers: run its cell again.
public abstract sealed class Widget implements AutoCloseable
    permits IntSlider, Text, Button, Progress {

  /*
   * A widget is known to front ends from its first view on, not from its creation: so what `with…`
   * changes is part of one opening message.
   *
   * The lock is held while a change is sent: the last value that front ends hear is the last one.
   * Handlers run without it.
   */

  static final String VALUE = "value";

  private final Protocol.Names names;
  private final Map<String, Object> own = new LinkedHashMap<>();
  private @Nullable Comm comm;
  private @Nullable CellOutput place;
  private boolean closed;

  Widget(Protocol.Names names) {
    this.names = names;
  }

  /// What it is like before anybody has touched it, in the order in which its text says it.
  final synchronized void begin(String key, Object value) {
    own.put(key, value);
  }

  /// Removes all its views; does nothing if it is closed already. It keeps its value, but can no
  /// longer be shown.
  @Override
  public final void close() {
    Comm open;
    synchronized (this) {
      closed = true;
      open = comm;
      comm = null;
    }
    if (open != null) {
      Widgets.get().forget(open);
      open.close();
    }
  }

  /// What it is and how it is, in a line.
  @Override
  public final synchronized String toString() {
    return own.entrySet().stream()
        .map(Object::toString)
        .collect(Collectors.joining(", ", getClass().getSimpleName() + "[", "]"));
  }

  /// What a front end's user has made of the value, as this widget keeps it.
  ///
  /// @return null if it is no value for this widget
  @Nullable Object valueOf(@Nullable Object said) {
    return null;
  }

  /// Called when the value has changed.
  void changed() {}

  /// Called when a front end's user has done something else, such as `click`.
  void happened(String event) {}

  final synchronized Object get(String key) {
    return Objects.requireNonNull(own.get(key), key);
  }

  /// Sets something and tells the front ends.
  ///
  /// @return whether that changed it
  final synchronized boolean set(String key, Object value) {
    boolean isNew = !value.equals(own.put(key, value));
    if (isNew && comm != null) {
      say(comm, "update", Map.of(key, value));
    }
    return isNew;
  }

  final void setValue(Object value) {
    if (set(VALUE, value)) {
      changed();
    }
  }

  final synchronized Map<String, @Nullable Object> state(Protocol protocol) {
    return protocol.state(names, own);
  }

  /// Makes it known to the front ends before it is shown in the calling cell.
  ///
  /// @throws IllegalStateException if it is closed
  final synchronized Comm show() {
    if (closed) {
      throw new IllegalStateException("%s is closed; make another one".formatted(this));
    }
    CellRun run = CellRun.ofThread();
    if (run != null) {
      place = run.output();
    }
    Comm open = comm;
    if (open == null) {
      open = Widgets.get().open(this);
      comm = open;
      Comm opened = open;
      opened.onMessage(message -> received(opened, message)).onClose(_ -> closedByFrontEnd(opened));
    }
    return open;
  }

  private synchronized void closedByFrontEnd(Comm its) {
    Widgets.get().forget(its);
    if (its.equals(comm)) {
      comm = null; // the next time it is shown it is opened again
    }
  }

  /// Nothing that a front end may say harms: what means nothing is noted.
  private void received(Comm from, CommMessage message) {
    switch (message.get("method") instanceof String method ? method : "") {
      case "update" -> changedByUser(from, message.get("state"));
      case "backbone" -> changedByUser(from, message.get("sync_data")); // protocol 1
      case "request_state" -> say(from, "update", state(Widgets.get().protocol()));
      case "custom" -> {
        if (message.get("content") instanceof Map<?, ?> content
            && content.get("event") instanceof String event) {
          showInPlace();
          happened(event);
        }
      }
      default -> ProtocolLog.note("ignored a message to a widget: its method is not known");
    }
  }

  private void changedByUser(Comm from, @Nullable Object state) {
    if (!(state instanceof Map<?, ?> said) || !said.containsKey(VALUE)) {
      return; // views keep more than values there, such as what is selected: theirs to know
    }
    Object value = valueOf(said.get(VALUE));
    boolean isNew;
    synchronized (this) {
      if (value == null) {
        ProtocolLog.note("ignored a value that a front end has for " + this);
        say(from, "update", Map.of(VALUE, get(VALUE)));
        return;
      }
      if (Widgets.get().protocol() == Protocol.V2) {
        // Said under the message that it answers: its sender waits for that one, and the other
        // front ends have no other way to hear of it.
        say(from, "echo_update", Map.of(VALUE, value));
      }
      isNew = !value.equals(own.put(VALUE, value));
    }
    if (isNew) {
      showInPlace();
      changed();
    }
  }

  /// Front ends show what is said under a message of their own in a log at best.
  private void showInPlace() {
    CellOutput shownIn;
    synchronized (this) {
      shownIn = place;
    }
    CellRun run = CellRun.ofThread();
    if (run != null && shownIn != null) {
      run.showIn(shownIn);
    }
  }

  private static void say(Comm to, String method, Map<String, ?> state) {
    if (!to.isClosed()) {
      to.send(Map.of("method", method, "state", state, "buffer_paths", List.of()));
    }
  }
}
