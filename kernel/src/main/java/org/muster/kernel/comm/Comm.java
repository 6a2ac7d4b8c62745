package org.muster.kernel.comm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One comm: a line to an object in the front ends.
///
/// ```java
/// var chart = comms().open("chart", Map.of("title", "Areas"));
/// chart.onMessage(message -> System.out.println(message.get("clicked")));
/// chart.send(Map.of("points", points));
/// ```
///
/// **Threads.** Everything may be called from any thread. Handlers run one after the other, between
/// cells; what they print and throw goes where the front end shows the output of messages, and an
/// interrupt stops them.
public final class Comm implements AutoCloseable {

  private final Comms comms;
  private final String id;
  private final String target;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Consumer<CommMessage> messages = _ -> {};
  private volatile Consumer<CommMessage> closing = _ -> {};

  Comm(Comms comms, String id, String target) {
    this.comms = comms;
    this.id = id;
    this.target = target;
  }

  /// What both sides call it.
  public String id() {
    return id;
  }

  /// What it was opened to.
  public String target() {
    return target;
  }

  /// What to do when the front end says something; replaces the handler before.
  public Comm onMessage(Consumer<CommMessage> handler) {
    messages = handler;
    return this;
  }

  /// What to do when the front end closes it; replaces the handler before.
  public Comm onClose(Consumer<CommMessage> handler) {
    closing = handler;
    return this;
  }

  /// Says something to the front ends.
  ///
  /// @param data texts, numbers, booleans, lists, maps and records of these, and nulls
  /// @throws IllegalStateException if it is closed
  public void send(Map<String, ? extends @Nullable Object> data) {
    send(data, Map.of(), List.of());
  }

  /// Says something with metadata and binary data beside it.
  ///
  /// @throws IllegalStateException if it is closed
  public void send(
      Map<String, ? extends @Nullable Object> data,
      Map<String, ? extends @Nullable Object> metadata,
      List<byte[]> buffers) {
    if (closed.get()) {
      throw new IllegalStateException(
          "the comm `%s` is closed; open another one".formatted(target));
    }
    comms.say("comm_msg", this, data, metadata, buffers);
  }

  /// Whether one of the two sides has closed it.
  public boolean isClosed() {
    return closed.get();
  }

  /// Closes it and tells the front ends; does nothing if one of the two sides has closed it
  /// already.
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      comms.forget(this);
      comms.say("comm_close", this, Map.of(), Map.of(), List.of());
    }
  }

  void received(CommMessage message) {
    messages.accept(message);
  }

  void closedByFrontEnd(CommMessage message) {
    if (!closed.getAndSet(true)) {
      comms.forget(this);
      closing.accept(message);
    }
  }
}
