package org.muster.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.kernel.message.Signer;

/// The chapters "General message format", "Compatibility" and "The wire protocol". What each single
/// message looks like is checked by every front end of every test.
@DisplayName("A message of the kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingFormatTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void has_an_id_of_its_own_and_the_session_of_this_kernel() throws Exception {
    CellOutcome cell = frontEnd.run("System.out.print(1); 2");
    Set<String> ids = new HashSet<>();
    Set<String> sessions = new HashSet<>();
    for (Message message : cell.published()) {
      assertTrue(ids.add(message.header().msgId()));
      sessions.add(message.header().session());
    }
    Message info = frontEnd.send(Channel.CONTROL, "kernel_info_request", new JsonObject());
    sessions.add(frontEnd.replyMessage(info).header().session());
    assertEquals(1, sessions.size());
    assertNotEquals(info.header().session(), sessions.iterator().next());
  }

  @Test
  void has_the_whole_header_of_its_request_as_parent() throws Exception {
    JsonObject header = frontEnd.request("execute_request", new JsonObject()).header().toJson();
    header.addProperty("subshell_id", "none");
    header.add("extension", JsonParser.parseString("{\"deep\": [1, null]}"));
    var request =
        new Message(
            List.of(),
            new Header(
                header.get("msg_id").getAsString(),
                header.get("session").getAsString(),
                header.get("username").getAsString(),
                header.get("date").getAsString(),
                "execute_request",
                header.get("version").getAsString(),
                header),
            new JsonObject(),
            new JsonObject(),
            new JsonObject(),
            List.of());
    var _ = frontEnd.send(Channel.SHELL, request);
    assertEquals(header, frontEnd.replyMessage(request).parent());
    assertEquals(header, frontEnd.published(request).parent());
  }

  @Test
  void on_iopub_has_its_type_as_topic() throws Exception {
    for (Message message : frontEnd.run("System.out.print(1);").published()) {
      assertEquals(message.type(), new String(message.identities().getFirst(), UTF_8));
    }
  }

  @Test
  void answers_one_that_says_more_than_the_specification_names() throws Exception {
    var content = new JsonObject();
    content.addProperty("code", "6 * 7");
    content.addProperty("cell_colour", "green");
    content.add("user_expressions", new JsonObject());
    Message request = frontEnd.request("execute_request", content);
    var metadata = new JsonObject();
    metadata.addProperty("cellId", "a");
    var more =
        new Message(
            List.of(), request.header(), new JsonObject(), metadata, content, List.of(new byte[9]));
    assertEquals("42", frontEnd.await(frontEnd.send(Channel.SHELL, more)).result());
  }

  @Test
  void answers_one_that_says_less() throws Exception {
    for (String type :
        List.of(
            "kernel_info_request",
            "execute_request",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "comm_info_request",
            "connect_request")) {
      assertTrue(frontEnd.ask(type, new JsonObject()).has("status"), type);
    }
  }

  @Test
  void comes_from_busy_to_idle_for_every_request() throws Exception {
    for (String type :
        List.of(
            "kernel_info_request", "complete_request", "history_request", "comm_info_request")) {
      Message request = frontEnd.send(Channel.SHELL, type, new JsonObject());
      assertEquals(List.of("busy", "idle"), frontEnd.await(request).types(), type);
    }
    Message onControl = frontEnd.send(Channel.CONTROL, "kernel_info_request", new JsonObject());
    assertEquals(List.of("busy", "idle"), frontEnd.await(onControl).types());
  }

  @Test
  void of_an_unknown_type_is_noted_and_gets_no_reply() throws Exception {
    for (Channel channel : List.of(Channel.SHELL, Channel.CONTROL)) {
      Message request = frontEnd.send(channel, "no_such_request", new JsonObject());
      assertEquals(List.of("busy", "idle"), frontEnd.awaitIdle(request).types());
      assertFalse(frontEnd.isAnswered(request));
    }
    assertTrue(kernel.standardError().contains("unknown type no_such_request"));
  }

  @Test
  void is_unsigned_if_the_connection_has_no_key() throws Exception {
    try (KernelProcess open = KernelProcess.startUnsigned()) {
      assertEquals("42", open.frontEnd().run("6 * 7").result());
      var signed = new MessageCodec(Signer.of("hmac-sha256", "any key"));
      var code = new JsonObject();
      code.addProperty("code", "6 * 8");
      Message request = open.frontEnd().request("execute_request", code);
      open.frontEnd().sendFrames(Channel.SHELL, signed.encode(request));
      assertEquals("48", open.frontEnd().await(request).result());
    }
  }
}
