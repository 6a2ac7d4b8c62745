package org.muster.install.frontend;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.MalformedMessageException;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.parallel.transport.Endpoint;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.transport.SocketSpec.Kind;

/// One conversation with a kernel.
///
/// **Threads.** For one thread at a time, except [#close]. What the kernel sends is queued by the
/// socket loop's thread and handled by the caller's.
public final class KernelClient implements AutoCloseable {

  /// A start takes about half a second; a kernel that has taken a hundred times as long will not
  /// come.
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /// How long an interrupted cell may take to end before its kernel is killed.
  private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(10);

  /// The reply travels on another socket than the outputs: how long these may lag behind.
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(10);

  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

  /// What happens at the kernel.
  private sealed interface Event {

    /// On the shell or control channel.
    record Reply(Message message) implements Event {}

    /// On iopub.
    record Published(Message message) implements Event {}

    record Exited() implements Event {}
  }

  private final KernelProcess kernel;
  private final MessageCodec codec;
  private final String session = UUID.randomUUID().toString();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final SocketLoop loop = SocketLoop.start("front-end");
  private final Endpoint shell;
  private final Endpoint control;

  /// Connects to a kernel that was just started.
  public KernelClient(KernelProcess kernel) {
    this.kernel = kernel;
    ConnectionFile connection = kernel.connection();
    codec = MessageCodec.of(connection);
    // One identity for all channels: that is how a kernel finds the stdin channel of a request.
    byte[] identity = session.getBytes(StandardCharsets.US_ASCII);
    loop.open(
        SocketSpec.connect(Kind.SUB, connection.address(connection.iopubPort())),
        frames -> receive(frames, Event.Published::new));
    shell =
        loop.open(
            SocketSpec.connect(Kind.DEALER, connection.address(connection.shellPort()))
                .withIdentity(identity),
            frames -> receive(frames, Event.Reply::new));
    control =
        loop.open(
            SocketSpec.connect(Kind.DEALER, connection.address(connection.controlPort()))
                .withIdentity(identity),
            frames -> receive(frames, Event.Reply::new));
    var _ = kernel.onExit().thenRun(() -> events.add(new Event.Exited()));
  }

  /// Waits until the kernel answers on the shell channel and its outputs arrive: a subscription
  /// takes effect some time after the connection, and what is published before that is lost.
  ///
  /// @return the content of its `kernel_info_reply`
  /// @throws KernelDiedException if it ends, or has not answered within a minute
  public JsonObject awaitReady() throws KernelDiedException, InterruptedException {
    JsonObject info = null;
    boolean hears = false;
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (info == null || !hears) {
      if (System.nanoTime() > deadline) {
        throw kernel.killBecauseIt("did not answer within %d s".formatted(START_LIMIT.toSeconds()));
      }
      Message request = request("kernel_info_request", new JsonObject());
      send(shell, request);
      // Most of a second for a kernel that is still starting, nearly nothing for one that answered.
      long patience = System.nanoTime() + Duration.ofMillis(info == null ? 800 : 50).toNanos();
      Event event;
      while ((info == null || !hears) && (event = next(patience)) != null) {
        switch (event) {
          case Event.Reply(var message) when message.type().equals("kernel_info_reply") ->
              info = message.content();
          case Event.Published _ -> hears = true;
          case Event.Reply _ -> {}
          case Event.Exited _ -> throw kernel.death();
        }
        if (info != null && !hears) {
          patience = Math.min(patience, System.nanoTime() + Duration.ofMillis(50).toNanos());
        }
      }
    }
    kernel.deleteConnectionFile();
    return info;
  }

  /// Runs code.
  ///
  /// @param limit after which it is interrupted, or null for none
  /// @param request gets the request's id before it is sent
  /// @param outputs gets what the kernel publishes meanwhile, in order, also for earlier requests
  /// @throws KernelDiedException if the kernel ends, or had to be killed because it did not react
  ///   to the interrupt
  public Outcome execute(
      String code, @Nullable Duration limit, Consumer<String> request, Consumer<Message> outputs)
      throws KernelDiedException, InterruptedException {
    var content = new JsonObject();
    content.addProperty("code", code);
    content.addProperty("silent", false);
    content.addProperty("store_history", true);
    content.add("user_expressions", new JsonObject());
    content.addProperty("allow_stdin", false);
    content.addProperty("stop_on_error", true);
    Message execute = request("execute_request", content);
    request.accept(execute.header().msgId());
    send(shell, execute);

    long deadline = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    boolean late = false;
    JsonObject reply = null;
    boolean idle = false;
    while (reply == null || !idle) {
      Event event = next(deadline);
      switch (event) {
        case null -> {
          if (reply != null) {
            return Outcome.of(reply, late); // the idle message got lost; everything else is here
          }
          if (late) {
            throw kernel.killBecauseIt(
                "did not stop the cell within %d s of the interrupt"
                    .formatted(INTERRUPT_LIMIT.toSeconds()));
          }
          late = true;
          send(control, request("interrupt_request", new JsonObject()));
          deadline = System.nanoTime() + INTERRUPT_LIMIT.toNanos();
        }
        case Event.Reply(var message) when message.answers(execute) -> {
          reply = message.content();
          deadline = System.nanoTime() + IDLE_LIMIT.toNanos();
        }
        case Event.Published(var message) when isIdle(message) && message.answers(execute) ->
            idle = true;
        case Event.Published(var message) -> outputs.accept(message);
        case Event.Reply _ -> {}
        case Event.Exited _ -> {
          drain(outputs);
          throw kernel.death();
        }
      }
    }
    return Outcome.of(reply, late);
  }

  /// Hands over what has arrived since, waiting for nothing.
  private void drain(Consumer<Message> outputs) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMillis(200).toNanos();
    for (Event event = next(deadline); event != null; event = next(deadline)) {
      if (event instanceof Event.Published(var message)) {
        outputs.accept(message);
      }
    }
  }

  /// Asks the kernel to end, and ends it where it does not. Calling it again does nothing.
  @Override
  public void close() {
    var content = new JsonObject();
    content.addProperty("restart", false);
    send(control, request("shutdown_request", content));
    try {
      if (!kernel.awaitExit(SHUTDOWN_LIMIT)) {
        kernel.kill();
      }
    } catch (InterruptedException e) {
      kernel.kill();
      Thread.currentThread().interrupt();
    } finally {
      kernel.deleteConnectionFile();
      loop.close();
    }
  }

  private @Nullable Event next(long deadlineNanos) throws InterruptedException {
    return deadlineNanos == Long.MAX_VALUE
        ? events.take()
        : events.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private Message request(String type, JsonObject content) {
    return Message.first(Header.of(type, session, "muster"), content);
  }

  private void send(Endpoint channel, Message message) {
    List<byte[]> frames = codec.encode(message);
    loop.execute(() -> channel.send(frames));
  }

  private void receive(List<byte[]> frames, Function<Message, Event> event) {
    try {
      events.add(event.apply(codec.decode(frames)));
    } catch (MalformedMessageException e) {
      // Not from our kernel: whoever else writes to this port is not heard.
    }
  }

  private static boolean isIdle(Message message) {
    return message.type().equals("status")
        && message.content().get("execution_state") instanceof JsonPrimitive state
        && state.getAsString().equals("idle");
  }
}
