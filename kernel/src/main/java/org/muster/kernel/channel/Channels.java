package org.muster.kernel.channel;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.Json;
import org.muster.kernel.message.MalformedMessageException;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.kernel.message.Publication;
import org.muster.kernel.message.Reply;
import org.muster.parallel.transport.Endpoint;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.transport.SocketSpec.Kind;
import org.muster.parallel.transport.TransportException;

/// A kernel's side of shell, control, stdin, iopub and heartbeat.
///
/// Frames that are no message, or are signed with another key, are dropped with a line in the
/// [ProtocolLog].
///
/// **Threads.** Everything may be called from any thread and, but for [#ask], returns at once; what
/// one thread sends leaves in its order, on all channels.
public final class Channels implements AutoCloseable {

  /*
   * Heartbeat is a ROUTER that sends back whatever came: for a REQ or DEALER peer that is the same as
   * REP, but a REP has a state machine that a malformed request can leave in the wrong state.
   *
   * A frame gets its memory when a peer announces its size, long before anything can be checked: so
   * each channel says how large a frame can be there at most.
   */

  /// A cell, or a file that somebody uploads through a widget.
  private static final long LARGEST_REQUEST =
      Math.min(Runtime.getRuntime().maxMemory() / 4, 256L << 20);

  /// Of a heartbeat; and of a topic on iopub, which JeroMQ takes in one call deep per byte.
  private static final long LARGEST_SIGN_OF_LIFE = 1024;

  /// How long a front end may take to connect its stdin after its shell.
  private static final Duration CONNECTING = Duration.ofSeconds(3);

  private static final Duration RETRY = Duration.ofMillis(50);

  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final SocketLoop loop = SocketLoop.start("muster-channels");
  private final MessageCodec codec;
  private final String session = UUID.randomUUID().toString();
  private final Questions questions = new Questions(this::sendQuestion);
  private final Endpoint shell;
  private final Endpoint control;
  private final Endpoint stdin;
  private final Endpoint iopub;

  /// In the order in which they were sent, on all channels.
  private final Queue<Runnable> outgoing = new ConcurrentLinkedQueue<>();

  private volatile @Nullable Thread holder;

  /// Opens the channels and starts to listen.
  ///
  /// @param onShell gets each shell message, in order, on the sockets' thread: must not block
  /// @param onControl the same for control
  /// @throws TransportException if a port is taken or the address is not of this machine
  /// @throws IllegalArgumentException if the signature scheme is not known
  public Channels(
      ConnectionFile connection, Consumer<Message> onShell, Consumer<Message> onControl) {
    codec = MessageCodec.of(connection);
    try {
      iopub = iopub(connection);
      stdin =
          open(
              Kind.ROUTER,
              connection,
              connection.stdinPort(),
              LARGEST_REQUEST,
              "stdin",
              decoded("stdin", questions::received));
      heartbeat(connection);
      control =
          open(
              Kind.ROUTER,
              connection,
              connection.controlPort(),
              LARGEST_REQUEST,
              "control",
              decoded("control", onControl));
      shell =
          open(
              Kind.ROUTER,
              connection,
              connection.shellPort(),
              LARGEST_REQUEST,
              "shell",
              decoded("shell", onShell));
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  /// Answers a shell request.
  public void replyOnShell(Message request, Reply reply) {
    send(shell, reply(request, reply));
  }

  /// Answers a control request.
  public void replyOnControl(Message request, Reply reply) {
    send(control, reply(request, reply));
  }

  /// Tells all front ends something.
  ///
  /// @param parent header of the request that it belongs to; empty if to none
  public void publish(JsonObject parent, Publication publication) {
    send(iopub, message(publication.type(), parent, publication));
  }

  /// Keeps what the calling thread sends until [#release], or until another thread sends something:
  /// messages that leave together wake the sockets' threads once instead of each time. One thread
  /// may do so at a time.
  public void hold() {
    holder = Thread.currentThread();
  }

  /// Sends what was held.
  public void release() {
    holder = null;
    loop.execute(this::sendWaiting);
  }

  /// Asks the front end that sent the request for a line of input and waits for it.
  ///
  /// @throws IOException if that front end does not listen on its stdin channel
  /// @throws InterruptedException if the calling thread is interrupted while it waits
  public String ask(Message request, String prompt, boolean password)
      throws IOException, InterruptedException {
    var content = new JsonObject();
    content.addProperty("prompt", prompt);
    content.addProperty("password", password);
    return questions.ask(
        request, message(request.identities(), "input_request", request.header(), content));
  }

  /// Returns once everything that has reached this process was handed to the handlers.
  public void settle() {
    // A timer's action runs after this round's actions, and the one that it hands over after this
    // round's messages.
    var settled = new CompletableFuture<Boolean>();
    loop.schedule(Duration.ZERO, () -> loop.execute(() -> settled.complete(true)));
    try {
      settled.get(SETTLING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Closed meanwhile: nothing will arrive any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /// Runs an action on the sockets' thread after a delay; it must not block.
  public void schedule(Duration delay, Runnable action) {
    var _ = loop.schedule(delay, action);
  }

  /// Delivers what was sent, for at most [SocketLoop#LINGER], and closes the channels.
  @Override
  public void close() {
    loop.close();
  }

  private void heartbeat(ConnectionFile connection) {
    var itself = new CompletableFuture<Endpoint>();
    itself.complete(
        open(
            Kind.ROUTER,
            connection,
            connection.heartbeatPort(),
            LARGEST_SIGN_OF_LIFE,
            "heartbeat",
            frames -> itself.join().send(frames)));
  }

  /// Greets each front end as soon as it hears what is published.
  private Endpoint iopub(ConnectionFile connection) {
    var itself = new CompletableFuture<Endpoint>();
    itself.complete(
        open(
            Kind.XPUB,
            connection,
            connection.iopubPort(),
            LARGEST_SIGN_OF_LIFE,
            "iopub",
            frames -> {
              String topic = Subscriptions.begun(frames);
              if (topic != null) {
                Message welcome = message(topic, new JsonObject(), new Publication.Welcome(topic));
                itself.join().send(codec.encode(welcome));
              }
            }));
    return itself.join();
  }

  private Endpoint open(
      Kind kind,
      ConnectionFile connection,
      int port,
      long largestFrame,
      String channel,
      Consumer<List<byte[]>> handler) {
    try {
      return loop.open(
          SocketSpec.bind(kind, connection.address(port)).withLargestFrame(largestFrame), handler);
    } catch (TransportException e) {
      throw new TransportException("the %s channel: %s".formatted(channel, e.getMessage()), e);
    }
  }

  private Consumer<List<byte[]>> decoded(String channel, Consumer<Message> handler) {
    return frames -> {
      try {
        handler.accept(codec.decode(frames));
      } catch (MalformedMessageException e) {
        ProtocolLog.note("dropped a message on %s: %s".formatted(channel, e.getMessage()));
      }
    };
  }

  private Message reply(Message request, Reply reply) {
    return message(
        request.identities(),
        request.type().replace("_request", "_reply"),
        request.header(),
        Json.ofReply(reply));
  }

  private Message message(List<byte[]> identities, String type, Header parent, JsonObject content) {
    return new Message(
        identities,
        Header.of(type, session, "kernel"),
        parent.toJson(),
        new JsonObject(),
        content,
        List.of());
  }

  private Message message(String topic, JsonObject parent, Publication publication) {
    Publication.Comm comm = publication instanceof Publication.Comm it ? it : null;
    return new Message(
        List.of(topic.getBytes(StandardCharsets.UTF_8)),
        Header.of(publication.type(), session, "kernel"),
        parent,
        comm == null ? new JsonObject() : comm.metadata(),
        Json.ofPublication(publication),
        comm == null ? List.of() : comm.buffers());
  }

  /// A front end connects its channels in any order: a question may be there before its stdin is.
  private void sendQuestion(Message question, CompletableFuture<String> answer) {
    List<byte[]> frames = codec.encode(question);
    long giveUpAt = System.nanoTime() + CONNECTING.toNanos();
    loop.execute(() -> sendQuestion(frames, answer, giveUpAt));
  }

  private void sendQuestion(List<byte[]> frames, CompletableFuture<String> answer, long giveUpAt) {
    if (stdin.send(frames.stream().map(byte[]::clone).toList())) {
      return;
    }
    if (System.nanoTime() < giveUpAt) {
      var _ = loop.schedule(RETRY, () -> sendQuestion(frames, answer, giveUpAt));
    } else {
      answer.completeExceptionally(
          new IOException(
              "this cell cannot read input: the front end that runs it does not listen on its"
                  + " stdin channel"));
    }
  }

  private void send(Endpoint endpoint, Message message) {
    List<byte[]> frames = codec.encode(message);
    outgoing.add(() -> endpoint.send(frames));
    if (!Thread.currentThread().equals(holder)) {
      loop.execute(this::sendWaiting);
    }
  }

  private void sendWaiting() {
    for (Runnable each = outgoing.poll(); each != null; each = outgoing.poll()) {
      each.run();
    }
  }
}
