package org.muster.kernel.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.MalformedMessageException;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.parallel.transport.Endpoint;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.transport.SocketSpec.Kind;

/// A front end that keeps everything it receives until someone asks for it.
public final class FrontEnd implements AutoCloseable {

  /// The channels that a front end sends on.
  public enum Channel {
    SHELL,
    CONTROL,
    STDIN
  }

  private final SocketLoop loop = SocketLoop.start("test-front-end");
  private final MessageCodec codec;
  private final String session = UUID.randomUUID().toString();
  private final Inbox inbox = new Inbox();
  private final Endpoint shell;
  private final Endpoint control;
  private final Endpoint stdin;
  private final Endpoint heartbeat;

  FrontEnd(ConnectionFile connection) {
    this(connection, true);
  }

  FrontEnd(ConnectionFile connection, boolean withStdin) {
    codec = MessageCodec.of(connection);
    shell = dealer(connection, connection.shellPort(), "shell");
    control = dealer(connection, connection.controlPort(), "control");
    stdin = withStdin ? dealer(connection, connection.stdinPort(), "stdin") : shell;
    var _ =
        loop.open(
            SocketSpec.connect(Kind.SUB, connection.address(connection.iopubPort())),
            frames -> received("iopub", frames));
    heartbeat =
        loop.open(
            SocketSpec.connect(Kind.DEALER, connection.address(connection.heartbeatPort())),
            inbox::addHeartbeat);
  }

  private Endpoint dealer(ConnectionFile connection, int port, String channel) {
    return loop.open(
        SocketSpec.connect(Kind.DEALER, connection.address(port))
            .withIdentity(session.getBytes(StandardCharsets.UTF_8)),
        frames -> received(channel, frames));
  }

  private void received(String channel, List<byte[]> frames) {
    try {
      inbox.add(channel, codec.decode(frames));
    } catch (MalformedMessageException e) {
      inbox.violated("the kernel sent what is no message: " + e.getMessage());
    }
  }

  /// A request that was not sent yet.
  public Message request(String type, JsonObject content) {
    return Message.first(Header.of(type, session, "test"), content);
  }

  /// Sends a request.
  public Message send(Channel channel, String type, JsonObject content) {
    return send(channel, request(type, content));
  }

  /// Says something on a comm.
  ///
  /// @param data a JSON object
  /// @param target of a comm that is opened; empty for others
  public Message sendComm(String kind, String id, String data, String target) {
    var content = new JsonObject();
    content.addProperty("comm_id", id);
    content.add("data", JsonParser.parseString(data));
    if (!target.isEmpty()) {
      content.addProperty("target_name", target);
    }
    return send(Channel.SHELL, kind, content);
  }

  /// Sends a message with all that there may be in it.
  public Message send(Channel channel, Message message) {
    sendFrames(channel, codec.encode(message));
    return message;
  }

  /// Sends anything.
  public void sendFrames(Channel channel, List<byte[]> frames) {
    Endpoint endpoint =
        switch (channel) {
          case SHELL -> shell;
          case CONTROL -> control;
          case STDIN -> stdin;
        };
    loop.execute(() -> endpoint.send(frames));
  }

  /// Sends anything to the heartbeat channel.
  public void sendHeartbeat(List<byte[]> frames) {
    loop.execute(() -> heartbeat.send(frames));
  }

  /// The next thing that comes back on the heartbeat channel.
  public List<byte[]> awaitHeartbeat() throws TimeoutException, InterruptedException {
    return inbox.awaitHeartbeat();
  }

  /// The answer to a request.
  public JsonObject reply(Message request) throws TimeoutException, InterruptedException {
    return replyMessage(request).content();
  }

  /// The answer to a request with all that is in it.
  public Message replyMessage(Message request) throws TimeoutException, InterruptedException {
    return inbox.await((channel, message) ->
        !channel.equals("iopub") && !channel.equals("stdin") && message.answers(request));
  }

  /// Whether a request is answered, or is soon.
  public boolean isAnswered(Message request) throws InterruptedException {
    return inbox.arrives(
        (channel, message) -> !channel.equals("iopub") && message.answers(request));
  }

  /// The next thing of a type that was published, whoever it is for.
  public Message publishedToAll(String type) throws TimeoutException, InterruptedException {
    return inbox.await(
        (channel, message) -> channel.equals("iopub") && message.type().equals(type));
  }

  /// Sends a shell request and waits for its answer.
  public JsonObject ask(String type, JsonObject content)
      throws TimeoutException, InterruptedException {
    return reply(send(Channel.SHELL, type, content));
  }

  /// Starts a cell.
  public Message start(String code) {
    var content = new JsonObject();
    content.addProperty("code", code);
    return start(content);
  }

  /// Starts a cell with all that an execute request may say.
  public Message start(JsonObject content) {
    return send(Channel.SHELL, "execute_request", content);
  }

  /// Runs a cell and waits until the kernel is idle again.
  public CellOutcome run(String code) throws TimeoutException, InterruptedException {
    return await(start(code));
  }

  /// Runs a cell with all that an execute request may say.
  public CellOutcome run(JsonObject content) throws TimeoutException, InterruptedException {
    return await(start(content));
  }

  /// Waits for the end of a cell: the reply and `idle`.
  public CellOutcome await(Message request) throws TimeoutException, InterruptedException {
    List<Message> published = awaitIdle(request).published();
    return new CellOutcome(reply(request), published);
  }

  /// Waits until the kernel is done with a message that gets no reply.
  public CellOutcome awaitIdle(Message message) throws TimeoutException, InterruptedException {
    List<Message> published = new ArrayList<>();
    while (true) {
      Message next = published(message);
      published.add(next);
      if (isStatus(next, "idle")) {
        return new CellOutcome(new JsonObject(), published);
      }
    }
  }

  /// The next thing that was published for a request.
  public Message published(Message request) throws TimeoutException, InterruptedException {
    return inbox.await((channel, message) -> channel.equals("iopub") && message.answers(request));
  }

  /// The next thing of this kind that was published for a request; what comes before it is dropped.
  public Message published(Message request, Predicate<Message> wanted)
      throws TimeoutException, InterruptedException {
    while (true) {
      Message next = published(request);
      if (wanted.test(next)) {
        return next;
      }
    }
  }

  /// The next question on the stdin channel.
  public Message question() throws TimeoutException, InterruptedException {
    return inbox.await((channel, _) -> channel.equals("stdin"));
  }

  /// Whether this one is asked something, or is soon.
  public boolean isAsked() throws InterruptedException {
    return inbox.arrives((channel, _) -> channel.equals("stdin"));
  }

  /// Answers a question.
  public void answer(String value) {
    answer(value, new JsonObject());
  }

  /// Answers a question and names it.
  public void answer(String value, Message question) {
    answer(value, question.header().toJson());
  }

  private void answer(String value, JsonObject parent) {
    var content = new JsonObject();
    content.addProperty("value", value);
    Message reply = request("input_reply", content);
    var _ =
        send(
            Channel.STDIN,
            new Message(List.of(), reply.header(), parent, new JsonObject(), content, List.of()));
  }

  /// Interrupts the running cell and waits for the answer.
  public JsonObject interrupt() throws TimeoutException, InterruptedException {
    return reply(send(Channel.CONTROL, "interrupt_request", new JsonObject()));
  }

  /// The codec of this connection.
  public MessageCodec codec() {
    return codec;
  }

  @Override
  public void close() {
    loop.close();
  }

  /// Waits until the kernel answers and its publications arrive here.
  void awaitKernel() {
    try {
      boolean heard = false;
      while (!heard) {
        Message request = send(Channel.SHELL, "kernel_info_request", new JsonObject());
        var _ = reply(request);
        heard = inbox.arrives((channel, m) -> channel.equals("iopub") && isStatus(m, "idle"));
      }
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("the kernel does not answer", e);
    }
  }

  private static boolean isStatus(Message message, String state) {
    return message.type().equals("status")
        && message.content().get("execution_state").getAsString().equals(state);
  }
}
