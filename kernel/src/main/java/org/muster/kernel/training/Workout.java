package org.muster.kernel.training;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.MalformedMessageException;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.parallel.transport.Endpoint;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.transport.SocketSpec.Kind;

/// What a kernel does while it is recorded: something of everything that people do with notebooks.
///
/// No pool is opened: its workers would outlive the record, and have a cache of their own.
final class Workout implements AutoCloseable {

  /// As often as it takes for the JVM to have compiled, and learnt about, what a cell needs.
  static final int ROUNDS = 40;

  private static final List<String> CELLS =
      List.of(
          "1+1",
          "int f(int x) { return x + 1; }",
          "int f(int x) { return x + 2; }",
          "f(1)",
          "var words = List.of(\"to\", \"be\", \"or\", \"not\");",
          "words.stream().collect(Collectors.groupingBy(String::length))",
          "record Flight(String from, int number) {}",
          "new Flight(\"HAM\", 3)",
          "for (int i = 0; i < 100; i++) System.out.println(\"line \" + i);",
          "import java.util.concurrent.atomic.*;",
          "int y = undeclared;",
          "words.get(9)",
          "new int[] {1, 2, 3}",
          "try (var shared = SharedArray.ofDoubles(8)) { shared.fill(1); shared.sum(); }",
          "String.format(\"%.2f\", Math.PI)");

  private final SocketLoop loop = SocketLoop.start("muster-training");
  private final BlockingQueue<Message> replies = new LinkedBlockingQueue<>();
  private final String session = UUID.randomUUID().toString();
  private final MessageCodec codec;
  private final Process kernel;
  private final Endpoint shell;
  private final Endpoint control;

  Workout(ConnectionFile connection, Process kernel) {
    this.kernel = kernel;
    codec = MessageCodec.of(connection);
    shell = dealer(connection, connection.shellPort());
    control = dealer(connection, connection.controlPort());
    var _ =
        loop.open(
            SocketSpec.connect(Kind.SUB, connection.address(connection.iopubPort())), _ -> {});
  }

  /// Returns when the kernel was asked to leave.
  void run(int rounds) throws IOException, InterruptedException {
    ask(shell, "kernel_info_request", new JsonObject());
    for (int round = 0; round < rounds; round++) {
      for (String code : CELLS) {
        ask(shell, "execute_request", cell(code));
      }
      ask(shell, "complete_request", at("words.str", 9));
      ask(shell, "inspect_request", at("words.size", 8));
      ask(shell, "is_complete_request", at("if (true) {", 0));
    }
    var shutdown = new JsonObject();
    shutdown.addProperty("restart", false);
    send(control, "shutdown_request", shutdown);
  }

  private static JsonObject cell(String code) {
    var content = new JsonObject();
    content.addProperty("code", code);
    content.addProperty("silent", false);
    content.addProperty("store_history", true);
    content.add("user_expressions", new JsonObject());
    content.addProperty("allow_stdin", true);
    content.addProperty("stop_on_error", false);
    return content;
  }

  private static JsonObject at(String code, int cursor) {
    JsonObject content = cell(code);
    content.addProperty("cursor_pos", cursor);
    return content;
  }

  private void ask(Endpoint endpoint, String type, JsonObject content)
      throws IOException, InterruptedException {
    Message request = send(endpoint, type, content);
    for (long second = 0; second < TrainingMain.PATIENCE_SECONDS; second++) {
      Message reply = replies.poll(1, TimeUnit.SECONDS);
      if (reply != null && reply.answers(request)) {
        return;
      }
      if (!kernel.isAlive()) {
        break;
      }
    }
    throw new IOException("the kernel does not answer a " + type);
  }

  private Message send(Endpoint endpoint, String type, JsonObject content) {
    Message request = Message.first(Header.of(type, session, "training"), content);
    List<byte[]> frames = codec.encode(request);
    loop.execute(() -> endpoint.send(frames));
    return request;
  }

  private Endpoint dealer(ConnectionFile connection, int port) {
    return loop.open(
        SocketSpec.connect(Kind.DEALER, connection.address(port))
            .withIdentity(session.getBytes(StandardCharsets.UTF_8)),
        frames -> {
          try {
            replies.add(codec.decode(frames));
          } catch (MalformedMessageException e) {
            ProtocolLog.note("training: " + e.getMessage());
          }
        });
  }

  @Override
  public void close() {
    loop.close();
  }
}
