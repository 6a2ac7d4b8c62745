package org.muster.kernel.channel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What front ends send on iopub: a byte that says whether a subscription begins, and its topic.
final class Subscriptions {

  private static final byte BEGINS = 1;

  private Subscriptions() {}

  /// The topic of a subscription that begins; null for one that ends, for a topic that is not UTF-8
  /// and for what is no subscription.
  static @Nullable String begun(List<byte[]> frames) {
    byte[] frame = frames.getFirst();
    if (frames.size() != 1 || frame.length == 0 || frame[0] != BEGINS) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(frame, 1, frame.length - 1))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
