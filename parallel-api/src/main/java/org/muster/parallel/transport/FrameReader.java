package org.muster.parallel.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.muster.parallel.wire.Payload;
import org.muster.parallel.wire.ProtocolException;

/// Cuts a stream of bytes into messages. A message is the number of its frames, and then each frame
/// with its length before it.
///
/// A frame that this JVM has no memory for is skipped; [Payload#NO_ROOM] stands for it.
final class FrameReader {

  private static final int MOST_FRAMES = 1 << 24;

  private final int mostBytes;
  private final Consumer<List<byte[]>> messages;
  private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);

  /// Of the message, still to come.
  private int framesLeft;

  private List<byte[]> frames = new ArrayList<>();
  private byte[] frame = Payload.NO_ROOM;

  /// Of the frame, still to come.
  private int bytesLeft;

  /// @param mostBytes of a frame: one that is announced to be larger is no frame
  /// @param messages gets each message as soon as it is complete
  FrameReader(long mostBytes, Consumer<List<byte[]>> messages) {
    this.mostBytes = (int) Math.min(mostBytes, Integer.MAX_VALUE - 8);
    this.messages = messages;
  }

  /// Takes in what there is.
  ///
  /// @throws ProtocolException if this is no message
  void read(ByteBuffer bytes) throws ProtocolException {
    while (bytes.hasRemaining()) {
      if (bytesLeft > 0) {
        readFrame(bytes);
      } else if (readNumber(bytes)) {
        startPart(number.getInt(0));
      }
    }
  }

  private boolean readNumber(ByteBuffer bytes) {
    while (number.hasRemaining() && bytes.hasRemaining()) {
      number.put(bytes.get());
    }
    if (number.hasRemaining()) {
      return false;
    }
    number.clear();
    return true;
  }

  private void startPart(int announced) throws ProtocolException {
    if (framesLeft == 0) {
      if (announced <= 0 || announced > MOST_FRAMES) {
        throw new ProtocolException("a message of %d frames".formatted(announced));
      }
      framesLeft = announced;
      frames = new ArrayList<>(Math.min(announced, 16));
    } else {
      if (announced < 0 || announced > mostBytes) {
        throw new ProtocolException("a frame of %d bytes".formatted(announced));
      }
      frame = allocate(announced);
      bytesLeft = announced;
      if (announced == 0) {
        endFrame();
      }
    }
  }

  private static byte[] allocate(int bytes) {
    try {
      return new byte[bytes];
    } catch (OutOfMemoryError e) {
      return Payload.NO_ROOM;
    }
  }

  private void readFrame(ByteBuffer bytes) {
    int piece = Math.min(bytesLeft, bytes.remaining());
    if (isSkipped()) {
      bytes.position(bytes.position() + piece);
    } else {
      bytes.get(frame, frame.length - bytesLeft, piece);
    }
    bytesLeft -= piece;
    if (bytesLeft == 0) {
      endFrame();
    }
  }

  @SuppressWarnings("ArrayEquals") // that very array
  private boolean isSkipped() {
    return frame == Payload.NO_ROOM;
  }

  private void endFrame() {
    frames.add(frame);
    frame = Payload.NO_ROOM;
    if (--framesLeft == 0) {
      List<byte[]> message = frames;
      frames = List.of();
      messages.accept(message);
    }
  }
}
