package org.muster.kernel.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A message")
class MessageCodecTest {

  private static final MessageCodec CODEC = new MessageCodec(Signer.of("hmac-sha256", "secret"));

  private static Message message() {
    var content = new JsonObject();
    content.addProperty("text", "ü😀<>");
    return new Message(
        List.of(new byte[] {0, 1}),
        Header.of("stream", "session", "me"),
        new JsonObject(),
        new JsonObject(),
        content,
        List.of(new byte[] {9}));
  }

  @Test
  void comes_back_as_it_was_sent() throws Exception {
    Message sent = message();
    Message received = CODEC.decode(CODEC.encode(sent));
    assertEquals(sent.header(), received.header());
    assertEquals(sent.content(), received.content());
    assertArrayEquals(sent.identities().getFirst(), received.identities().getFirst());
    assertArrayEquals(sent.buffers().getFirst(), received.buffers().getFirst());
  }

  @Test
  void is_refused_if_any_signed_byte_differs() {
    List<byte[]> frames = CODEC.encode(message());
    for (int frame = 2; frame < 7; frame++) {
      List<byte[]> forged = new ArrayList<>(frames);
      byte[] changed = forged.get(frame).clone();
      changed[0] ^= 1;
      forged.set(frame, changed);
      var refused = assertThrows(MalformedMessageException.class, () -> CODEC.decode(forged));
      assertEquals("its signature is wrong", refused.getMessage());
    }
  }

  @Test
  void is_not_signed_with_an_empty_key() throws Exception {
    var open = new MessageCodec(Signer.of("hmac-sha256", ""));
    List<byte[]> frames = open.encode(message());
    assertEquals(0, frames.get(2).length);
    frames.set(2, "anything".getBytes(StandardCharsets.UTF_8));
    assertEquals("stream", open.decode(frames).type());
  }

  @Test
  void is_signed_as_the_specification_says() {
    byte[] signature =
        Signer.of("hmac-sha256", "key")
            .sign(
                List.of(
                    "The quick brown fox ".getBytes(StandardCharsets.UTF_8),
                    "jumps over the lazy dog".getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
        new String(signature, StandardCharsets.US_ASCII));
  }

  @Test
  void gets_the_defaults_of_the_specification_for_what_it_does_not_say() {
    var content = new JsonObject();
    content.addProperty("code", "1");
    Request request = Request.of(Message.first(Header.of("execute_request", "", ""), content));
    assertEquals(new Request.Execute("1", false, true, java.util.Map.of(), true, true), request);
  }

  @Test
  void has_its_parent_header_as_it_was_received() throws Exception {
    Message request = message();
    var json = new JsonObject();
    json.addProperty("msg_id", request.header().msgId());
    json.addProperty("of a later version", 7);
    var reply =
        new Message(
            List.of(), Header.of("x", "", ""), json, new JsonObject(), new JsonObject(), List.of());
    Message received = CODEC.decode(CODEC.encode(reply));
    assertTrue(received.answers(request));
    assertEquals(json, received.parent());
  }
}
