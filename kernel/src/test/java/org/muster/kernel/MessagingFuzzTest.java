package org.muster.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.client.RawPeer;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.kernel.message.Signer;

/// Whatever arrives, the next good message is answered, on every channel, and there is no more than
/// a line for it in the log.
@DisplayName("A kernel survives")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingFuzzTest {

  private static final List<Channel> CHANNELS = List.of(Channel.values());
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(UTF_8);

  private static final List<String> TYPES =
      List.of(
          "kernel_info_request",
          "execute_request",
          "complete_request",
          "inspect_request",
          "is_complete_request",
          "history_request",
          "comm_info_request",
          "comm_open",
          "comm_msg",
          "comm_close",
          "connect_request",
          "interrupt_request",
          "debug_request",
          "input_reply",
          "execute_reply",
          "status",
          "no_such_request");

  private static final List<String> FIELDS =
      List.of(
          "code",
          "silent",
          "store_history",
          "user_expressions",
          "allow_stdin",
          "stop_on_error",
          "cursor_pos",
          "detail_level",
          "hist_access_type",
          "session",
          "start",
          "stop",
          "n",
          "pattern",
          "target_name",
          "comm_id",
          "data",
          "value",
          "seq",
          "command");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "2147483648",
          "1e400",
          "1e999999999",
          "0.5",
          "\"\"",
          "\"1 + 1\"",
          "\"\\ud800\"",
          "\"\\u0000 {\"",
          "\"tail\"",
          "\"search\"",
          "\"********************a\"",
          "[]",
          "[[[[[[]]]]]]",
          "{}",
          "{\"a\": \"1 / 0\", \"b\": 3}");

  // A heap of a size that is known, so that its growth says something.
  private final KernelProcess kernel =
      KernelProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m -Xlog:disable"));
  private final FrontEnd frontEnd = kernel.frontEnd();
  private final Signer signer = Signer.of("hmac-sha256", kernel.connection().key());

  @AfterAll
  void stop() {
    kernel.close();
  }

  @AfterEach
  void answers_the_next_good_message() throws Exception {
    // A cell that was sent before may fail, and what waits behind it is aborted then.
    var _ = frontEnd.ask("kernel_info_request", new JsonObject());
    assertEquals("2", frontEnd.run("1 + 1").result());
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    Message cell = frontEnd.start("new Scanner(System.in).nextLine()");
    var _ = frontEnd.question();
    frontEnd.answer("heard");
    assertEquals("heard", frontEnd.await(cell).result());
    byte[] ping = "ping".getBytes(UTF_8);
    frontEnd.sendHeartbeat(List.of(new byte[0], ping.clone()));
    List<byte[]> pong = frontEnd.awaitHeartbeat();
    while (!Arrays.equals(ping, pong.getLast())) {
      pong = frontEnd.awaitHeartbeat(); // what the test has sent comes back first
    }
    assertArrayEquals(ping, pong.getLast());
    String log = kernel.standardError();
    assertTrue(log.lines().noneMatch(line -> line.startsWith("\tat ") || line.length() > 600), log);
  }

  @ParameterizedTest(name = "random frames, seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void random_frames(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      List<byte[]> frames = new ArrayList<>();
      for (int n = random.nextInt(9); n >= 0; n--) {
        frames.add(
            switch (random.nextInt(4)) {
              case 0 -> DELIMITER.clone();
              case 1 -> "{}".getBytes(UTF_8);
              default -> random(random, 60);
            });
      }
      if (i % 4 == 3) {
        frontEnd.sendHeartbeat(frames);
      } else {
        frontEnd.sendFrames(CHANNELS.get(i % CHANNELS.size()), frames);
      }
    }
  }

  @ParameterizedTest(name = "cut and changed messages, seed {0}")
  @ValueSource(longs = {4, 5})
  void messages_that_were_cut_or_changed_on_the_way(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      List<byte[]> frames = new ArrayList<>(frontEnd.codec().encode(exit()));
      switch (random.nextInt(5)) {
        case 0 -> frames.subList(random.nextInt(frames.size() - 1) + 1, frames.size()).clear();
        case 1 -> frames.remove(random.nextInt(frames.size()));
        case 2 -> frames.add(random.nextInt(2, frames.size() - 1), random(random, 20));
        case 3 -> {
          int cut = random.nextInt(1, frames.size());
          byte[] frame = frames.get(cut);
          frames.set(cut, Arrays.copyOf(frame, frame.length - 1));
        }
        default -> {
          byte[] changed = frames.get(random.nextInt(1, frames.size()));
          changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      frontEnd.sendFrames(CHANNELS.get(i % CHANNELS.size()), frames);
    }
  }

  @Test
  void messages_signed_with_another_key() throws Exception {
    var forger = new MessageCodec(Signer.of("hmac-sha256", "another key"));
    var none = new MessageCodec(Signer.of("hmac-sha256", ""));
    for (Channel channel : CHANNELS) {
      frontEnd.sendFrames(channel, forger.encode(exit()));
      frontEnd.sendFrames(channel, none.encode(exit()));
    }
    assertEquals("1", frontEnd.run("1").result());
    assertTrue(kernel.standardError().contains("its signature is wrong"));
  }

  @Test
  void well_signed_messages_that_make_no_sense() {
    String header = "{\"msg_id\": \"1\", \"msg_type\": \"execute_request\", \"date\": null}";
    for (List<String> parts :
        List.of(
            List.of("[]", "{}", "{}", "{}"),
            List.of("{", "{}", "{}", "{}"),
            List.of("{}", "{}", "{}", "{}"),
            List.of("", "", "", ""),
            List.of(header, "null", "{}", "{}"),
            List.of(header, "{\"msg_id\": {}}", "{}", "{}"),
            List.of(header, "{}", "{}", "{\"code\": [1], \"silent\": \"maybe\"}"),
            List.of(header, "{}", "{}", "[".repeat(100_000)),
            List.of(header, "{}", "{}", "{\"data\": " + "[".repeat(200) + "]".repeat(200) + "}"),
            List.of(header, "{}", "{}", "\"\u0000\""),
            List.of(header.replace("null", "{\"a\": []}"), "{}", "{}", "{}"),
            List.of(header.replace("execute_request", "comm_msg"), "{}", "{}", "{}"),
            List.of(
                header.replace("execute_request", "\uD83D\uDE00\\n".repeat(200)),
                "{}",
                "{}",
                "{}"))) {
      for (Channel channel : CHANNELS) {
        frontEnd.sendFrames(channel, signed(parts));
      }
    }
  }

  @ParameterizedTest(name = "well-signed messages with random fields, seed {0}")
  @ValueSource(longs = {6, 7})
  void well_signed_messages_with_random_fields(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String type = TYPES.get(random.nextInt(TYPES.size()));
      List<String> content = new ArrayList<>();
      for (String field : FIELDS) {
        if (random.nextInt(3) == 0) {
          content.add("\"%s\": %s".formatted(field, VALUES.get(random.nextInt(VALUES.size()))));
        }
      }
      // Nobody answers a question of these cells.
      content.add("\"allow_stdin\": false");
      String header = "{\"msg_id\": \"%d-%d\", \"msg_type\": \"%s\"}".formatted(seed, i, type);
      frontEnd.sendFrames(
          random.nextBoolean() ? Channel.SHELL : CHANNELS.get(random.nextInt(CHANNELS.size())),
          signed(List.of(header, "{}", "{}", "{" + String.join(", ", content) + "}")));
    }
  }

  @Test
  void messages_out_of_order_and_repeated() throws Exception {
    frontEnd.answer("to no question");
    for (String early :
        List.of("comm_msg", "comm_close", "input_reply", "execute_reply", "status")) {
      for (Channel channel : CHANNELS) {
        var _ = frontEnd.send(channel, early, new JsonObject());
      }
    }
    for (int i = 0; i < 50; i++) {
      assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    }
    var code = new JsonObject();
    code.addProperty("code", "System.identityHashCode(\"again\")");
    Message cell = frontEnd.request("execute_request", code);
    for (int i = 0; i < 3; i++) {
      var _ = frontEnd.send(Channel.SHELL, cell);
    }
    for (int i = 0; i < 3; i++) {
      assertEquals("ok", frontEnd.await(cell).status());
    }
  }

  @Test
  void large_messages() throws Exception {
    String filler = "x".repeat(1_000);
    assertEquals("7", frontEnd.run("/* " + filler.repeat(5_000) + " */ 7").result());
    frontEnd.sendFrames(Channel.SHELL, List.of(filler.repeat(10_000).getBytes(UTF_8)));
    frontEnd.sendFrames(Channel.SHELL, Stream.generate(() -> new byte[1]).limit(50_000).toList());
    Message many = exit();
    frontEnd.sendFrames(
        Channel.CONTROL,
        Stream.concat(
                frontEnd.codec().encode(many).subList(0, 2).stream(),
                Stream.generate(() -> new byte[0]).limit(50_000))
            .toList());
  }

  @Test
  void frames_that_are_announced_larger_than_any_memory() throws Exception {
    long before = residentBytes();
    for (int port : ports()) {
      for (long announced :
          List.of(1L << 30, (1L << 31) - 1, 1L << 31, 1L << 40, Long.MAX_VALUE, -1L, -1L << 31)) {
        try (RawPeer peer = RawPeer.shakingHands(port, typeFor(port))) {
          peer.announce(announced, false);
          peer.send(new byte[1024]);
          if (announced > 0) {
            peer.awaitEnd();
          }
        }
      }
    }
    assertTrue(residentBytes() - before < 200L << 20, "it had no memory to spare for that");
  }

  @ParameterizedTest(name = "what is no ZeroMQ, seed {0}")
  @ValueSource(longs = {8, 9})
  void what_is_no_zeromq(long seed) throws Exception {
    var random = new Random(seed);
    List<RawPeer> open = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        int port = ports().get(i % ports().size());
        if (i % 4 == 0) {
          RawPeer friendly = RawPeer.shakingHands(port, typeFor(port));
          open.add(friendly);
          friendly.send(random(random, 5_000));
          continue;
        }
        RawPeer peer = RawPeer.connect(port);
        open.add(peer);
        switch (random.nextInt(5)) {
          case 0 -> peer.send(random(random, 2_000));
          case 1 -> peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
          case 2 -> peer.send(Arrays.copyOf(RawPeer.greeting(), random.nextInt(64)));
          case 3 -> {
            byte[] greeting = RawPeer.greeting();
            greeting[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            peer.send(greeting);
            peer.send(random(random, 300));
          }
          default -> {
            peer.send(RawPeer.greeting());
            peer.send(random(random, 300));
          }
        }
        if (random.nextBoolean()) {
          peer.close();
        }
      }
    } finally {
      for (RawPeer peer : open) {
        peer.close();
      }
    }
  }

  @ParameterizedTest(name = "subscriptions without sense, seed {0}")
  @ValueSource(longs = {10, 11})
  void subscriptions_without_sense(long seed) throws Exception {
    var random = new Random(seed);
    try (RawPeer subscriber = RawPeer.shakingHands(kernel.connection().iopubPort(), "SUB")) {
      for (int i = 0; i < 300; i++) {
        byte[] subscription = random(random, i % 10 == 0 ? 1_000 : 8);
        if (subscription.length > 0 && random.nextInt(4) > 0) {
          subscription[0] = (byte) random.nextInt(2);
        }
        subscriber.frame(subscription, random.nextInt(10) == 0);
      }
      try (RawPeer deep = RawPeer.shakingHands(kernel.connection().iopubPort(), "SUB")) {
        byte[] topic = new byte[1 << 20];
        topic[0] = 1;
        deep.frame(topic, false);
        deep.awaitEnd();
      }
      assertEquals("2", frontEnd.run("1 + 1").result(), "while they are connected");
    }
  }

  /// Ends the kernel if it is ever believed.
  private Message exit() {
    var code = new JsonObject();
    code.addProperty("code", "System.exit(3);");
    return frontEnd.request("execute_request", code);
  }

  private List<byte[]> signed(List<String> parts) {
    List<byte[]> signed = parts.stream().map(part -> part.getBytes(UTF_8)).toList();
    List<byte[]> frames = new ArrayList<>();
    frames.add(DELIMITER.clone());
    frames.add(signer.sign(signed));
    frames.addAll(signed);
    return frames;
  }

  private List<Integer> ports() {
    return List.of(
        kernel.connection().shellPort(),
        kernel.connection().controlPort(),
        kernel.connection().stdinPort(),
        kernel.connection().iopubPort(),
        kernel.connection().heartbeatPort());
  }

  private String typeFor(int port) {
    return port == kernel.connection().iopubPort() ? "SUB" : "DEALER";
  }

  private static byte[] random(Random random, int limit) {
    byte[] bytes = new byte[random.nextInt(limit)];
    random.nextBytes(bytes);
    return bytes;
  }

  private long residentBytes() throws IOException {
    Path status = Path.of("/proc/%d/status".formatted(kernel.process().pid()));
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    }
  }
}
