package org.muster.kernel.message;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Messages to signed frames and back.
///
/// ```
/// identities…  <IDS|MSG>  signature  header  parent header  metadata  content  buffers…
/// ```
///
/// **Threads.** May be used from any thread.
public final class MessageCodec {

  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);

  /// Header, parent header, metadata, content: what the signature covers.
  private static final int SIGNED_FRAMES = 4;

  private final Signer signer;

  public MessageCodec(Signer signer) {
    this.signer = signer;
  }

  /// A codec for a connection.
  ///
  /// @throws IllegalArgumentException if the JDK does not know the connection's signature scheme
  public static MessageCodec of(ConnectionFile connection) {
    return new MessageCodec(Signer.of(connection.signatureScheme(), connection.key()));
  }

  /// The frames of a message, signed.
  public List<byte[]> encode(Message message) {
    List<byte[]> signed =
        List.of(
            Json.bytes(message.header().toJson()),
            Json.bytes(message.parent()),
            Json.bytes(message.metadata()),
            Json.bytes(message.content()));
    List<byte[]> frames =
        new ArrayList<>(message.identities().size() + 6 + message.buffers().size());
    frames.addAll(message.identities());
    frames.add(DELIMITER.clone());
    frames.add(signer.sign(signed));
    frames.addAll(signed);
    frames.addAll(message.buffers());
    return frames;
  }

  /// The message in these frames. The signature is checked before anything is parsed.
  ///
  /// @throws MalformedMessageException if they are no message or the signature is wrong
  public Message decode(List<byte[]> frames) throws MalformedMessageException {
    int delimiter = 0;
    while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
      delimiter++;
    }
    int json = delimiter + 2;
    if (frames.size() < json + SIGNED_FRAMES) {
      throw new MalformedMessageException(
          delimiter == frames.size()
              ? "it has no <IDS|MSG> frame"
              : "it has only %d frames".formatted(frames.size()));
    }
    List<byte[]> signed = frames.subList(json, json + SIGNED_FRAMES);
    if (!signer.accepts(frames.get(delimiter + 1), signed)) {
      throw new MalformedMessageException("its signature is wrong");
    }
    return new Message(
        List.copyOf(frames.subList(0, delimiter)),
        Header.parse(object(signed.get(0), "header")),
        object(signed.get(1), "parent header"),
        object(signed.get(2), "metadata"),
        object(signed.get(3), "content"),
        List.copyOf(frames.subList(json + SIGNED_FRAMES, frames.size())));
  }

  private static JsonObject object(byte[] frame, String what) throws MalformedMessageException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame)).toString();
      JsonElement json = JsonParser.parseString(text);
      if (json instanceof JsonObject object) {
        return object;
      }
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("its %s is not UTF-8".formatted(what), e);
    } catch (JsonParseException e) {
      throw new MalformedMessageException("its %s is not JSON".formatted(what), e);
    }
    throw new MalformedMessageException("its %s is not a JSON object".formatted(what));
  }
}
