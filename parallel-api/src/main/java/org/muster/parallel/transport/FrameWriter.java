package org.muster.parallel.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Makes of messages what a [FrameReader] reads.
final class FrameWriter {

  /// A frame of more bytes is not copied to the others of its message.
  private static final int LARGE = 16 << 10;

  private FrameWriter() {}

  /// The bytes of a message, to be written one after the other.
  ///
  /// @param frames large ones must not be changed before they are written
  static List<ByteBuffer> buffers(List<byte[]> frames) {
    List<ByteBuffer> buffers = new ArrayList<>(1);
    ByteBuffer small = ByteBuffer.allocate(smallBytes(frames));
    int from = 0;
    small.putInt(frames.size());
    for (byte[] frame : frames) {
      small.putInt(frame.length);
      if (frame.length <= LARGE) {
        small.put(frame);
      } else {
        buffers.add(small.slice(from, small.position() - from));
        buffers.add(ByteBuffer.wrap(frame));
        from = small.position();
      }
    }
    if (small.position() > from) {
      buffers.add(small.slice(from, small.position() - from));
    }
    return buffers;
  }

  private static int smallBytes(List<byte[]> frames) {
    int bytes = Integer.BYTES;
    for (byte[] frame : frames) {
      bytes += Integer.BYTES + (frame.length <= LARGE ? frame.length : 0);
    }
    return bytes;
  }
}
