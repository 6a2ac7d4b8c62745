package org.muster.parallel.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.muster.parallel.memory.SharedSegment;

/// Requests that do not fit into the row: it gets their place, in memory of the caller. All memory
/// is made by callers, so nothing is left when one dies.
final class Large {

  private static final byte INLINE = 0;
  private static final byte ELSEWHERE = 1;
  private static final int HANDLE_BYTES = 4 * Long.BYTES + Integer.BYTES;

  private Large() {}

  /// A request's body as it is.
  static byte[] inline(byte[] bytes) {
    var body = new byte[bytes.length + 1];
    body[0] = INLINE;
    System.arraycopy(bytes, 0, body, 1, bytes.length);
    return body;
  }

  /// Where a request's body is.
  static byte[] place(SharedSegment segment) {
    return ByteBuffer.allocate(1 + HANDLE_BYTES)
        .put(ELSEWHERE)
        .put(handle(segment.handle()))
        .array();
  }

  /// A copy in memory of its own.
  static SharedSegment copy(byte[] bytes) {
    SharedSegment segment = create(bytes.length);
    MemorySegment.copy(bytes, 0, segment.memory(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  static SharedSegment create(long bytes) {
    try {
      return SharedSegment.create(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no memory for %d bytes between two processes".formatted(bytes), e);
    }
  }

  /// The body of a request.
  ///
  /// @throws IOException if its caller has left
  static byte[] read(byte[] body) throws IOException {
    if (body[0] == INLINE) {
      return Arrays.copyOfRange(body, 1, body.length);
    }
    try (var segment = SharedSegment.attach(handle(ByteBuffer.wrap(body).position(1)))) {
      return segment.memory().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /// A handle as bytes.
  static byte[] handle(SharedSegment.Handle handle) {
    return ByteBuffer.allocate(HANDLE_BYTES)
        .putLong(handle.id().getMostSignificantBits())
        .putLong(handle.id().getLeastSignificantBits())
        .putLong(handle.pid())
        .putInt(handle.descriptor())
        .putLong(handle.bytes())
        .array();
  }

  /// The next handle there.
  static SharedSegment.Handle handle(ByteBuffer in) {
    var id = new UUID(in.getLong(), in.getLong());
    long pid = in.getLong();
    int descriptor = in.getInt();
    return new SharedSegment.Handle(id, pid, descriptor, in.getLong());
  }
}
