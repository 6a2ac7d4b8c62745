package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.kernel.message.Signer;

@DisplayName("A kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ProtocolTest {

  private static final List<Channel> CHANNELS = List.of(Channel.values());

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void says_what_it_is() throws Exception {
    JsonObject info = frontEnd.ask("kernel_info_request", new JsonObject());
    assertEquals("ok", info.get("status").getAsString());
    assertEquals("muster", info.get("implementation").getAsString());
    assertEquals("java", info.getAsJsonObject("language_info").get("name").getAsString());
  }

  @Test
  void gives_every_reply_a_status() throws Exception {
    for (String type :
        List.of(
            "kernel_info_request",
            "execute_request",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "comm_info_request")) {
      JsonObject content = new JsonObject();
      content.addProperty("code", "");
      assertTrue(frontEnd.ask(type, content).has("status"), type);
    }
    Message debug = frontEnd.send(Channel.CONTROL, "debug_request", new JsonObject());
    assertEquals("error", frontEnd.reply(debug).get("status").getAsString());
  }

  @Test
  void drops_a_message_with_a_wrong_signature_and_goes_on() throws Exception {
    var forger = new MessageCodec(Signer.of("hmac-sha256", "another key"));
    var code = new JsonObject();
    code.addProperty("code", "System.exit(3);");
    for (Channel channel : Channel.values()) {
      frontEnd.sendFrames(channel, forger.encode(frontEnd.request("execute_request", code)));
    }
    answers();
    assertTrue(kernel.standardError().contains("its signature is wrong"));
  }

  @Test
  void survives_garbage_on_every_channel() throws Exception {
    byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);
    byte[] delimiter = "<IDS|MSG>".getBytes(StandardCharsets.UTF_8);
    List<List<byte[]>> garbage =
        List.of(
            List.of(junk),
            List.of(new byte[0], new byte[0]),
            List.of(delimiter),
            List.of(delimiter, junk, junk),
            List.of(junk, delimiter, junk, junk, junk, junk, junk),
            List.of(delimiter, junk, junk, junk, junk, junk, junk, junk));
    for (Channel channel : Channel.values()) {
      garbage.forEach(frames -> frontEnd.sendFrames(channel, copy(frames)));
    }
    answers();
  }

  @Test
  void survives_well_signed_messages_that_make_no_sense() throws Exception {
    Signer signer = Signer.of("hmac-sha256", kernel.connection().key());
    String header =
        "{\"msg_id\": \"1\", \"msg_type\": \"execute_request\", \"session\": 3, \"date\": null}";
    for (List<String> parts :
        List.of(
            List.of("[]", "{}", "{}", "{}"),
            List.of("{", "{}", "{}", "{}"),
            List.of("{}", "{}", "{}", "{}"),
            List.of(header, "null", "{}", "{}"),
            List.of(header, "{}", "{}", "{\"code\": [1], \"silent\": \"maybe\"}"),
            List.of(header, "{}", "{}", "[".repeat(100_000)),
            List.of(header, "{}", "{}", "\"\u0000\""),
            List.of(header.replace("execute_request", "no_such_request"), "{}", "{}", "{}"),
            List.of(header.replace("execute_request", "comm_msg"), "{}", "{}", "{}"))) {
      List<byte[]> signed =
          parts.stream().map(part -> part.getBytes(StandardCharsets.UTF_8)).toList();
      for (Channel channel : Channel.values()) {
        List<byte[]> frames = new ArrayList<>();
        frames.add("<IDS|MSG>".getBytes(StandardCharsets.UTF_8));
        frames.add(signer.sign(signed));
        frames.addAll(signed);
        frontEnd.sendFrames(channel, frames);
      }
    }
    answers();
    assertTrue(kernel.standardError().contains("unknown type no_such_request"));
  }

  @Test
  void survives_random_frames() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      List<byte[]> frames = new ArrayList<>();
      for (int n = random.nextInt(9); n >= 0; n--) {
        byte[] frame = new byte[random.nextInt(60)];
        random.nextBytes(frame);
        frames.add(frame);
      }
      frontEnd.sendFrames(CHANNELS.get(i % CHANNELS.size()), frames);
    }
    answers();
  }

  @Test
  void sends_back_every_heartbeat_also_after_a_malformed_one() throws Exception {
    frontEnd.sendHeartbeat(List.of("no delimiter".getBytes(StandardCharsets.UTF_8)));
    var _ = frontEnd.awaitHeartbeat();
    byte[] ping = "ping".getBytes(StandardCharsets.UTF_8);
    frontEnd.sendHeartbeat(List.of(new byte[0], ping.clone()));
    assertArrayEquals(ping, frontEnd.awaitHeartbeat().getLast());
  }

  @Test
  void completes_with_the_expected_type_first_and_offsets_in_code_points() throws Exception {
    JsonObject found = complete("var s = \"😀\"; s.toUp", 20);
    assertEquals(List.of("toUpperCase("), strings(found.getAsJsonArray("matches")));
    assertEquals(15, found.get("cursor_start").getAsInt());
    assertEquals(19, complete("String t = \"😀\".toUp", 19).get("cursor_end").getAsInt());
  }

  @Test
  void completes_what_the_cell_itself_declares_further_up() throws Exception {
    String code = "int unusual = 1;\nint other = unus";
    assertTrue(
        strings(complete(code, code.length()).getAsJsonArray("matches")).contains("unusual"));
  }

  @Test
  void inspects_a_method_in_the_middle_of_its_name() throws Exception {
    var request = new JsonObject();
    request.addProperty("code", "String e = \"😀\"; Math.abs(1)");
    request.addProperty("cursor_pos", 23);
    JsonObject found = frontEnd.ask("inspect_request", request);
    assertTrue(found.get("found").getAsBoolean());
    String text = found.getAsJsonObject("data").get("text/plain").getAsString();
    assertTrue(text.startsWith("int Math.abs(int a)"), text);
  }

  @Test
  void knows_whether_code_is_complete() throws Exception {
    for (List<String> expected :
        List.of(
            List.of("1 + 1", "complete", ""),
            List.of("", "complete", ""),
            List.of("%time f()", "complete", ""),
            List.of("int a = 1;\nfor (int i = 0; i < a; i++) {", "incomplete", "    "),
            List.of("String s = \"\"\"\n  text", "incomplete", "  "),
            List.of("int x =", "incomplete", ""),
            List.of("}}", "invalid", ""))) {
      var request = new JsonObject();
      request.addProperty("code", expected.get(0));
      JsonObject reply = frontEnd.ask("is_complete_request", request);
      assertEquals(expected.get(1), reply.get("status").getAsString(), expected.get(0));
      assertEquals(expected.get(2), reply.get("indent").getAsString(), expected.get(0));
    }
  }

  private JsonObject complete(String code, int cursor) throws Exception {
    var request = new JsonObject();
    request.addProperty("code", code);
    request.addProperty("cursor_pos", cursor);
    return frontEnd.ask("complete_request", request);
  }

  private void answers() throws Exception {
    assertEquals("2", frontEnd.run("1 + 1").result());
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
  }

  private static List<byte[]> copy(List<byte[]> frames) {
    return frames.stream().map(byte[]::clone).toList();
  }

  private static List<String> strings(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }
}
