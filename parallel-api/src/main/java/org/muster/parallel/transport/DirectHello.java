package org.muster.parallel.transport;

import java.nio.ByteBuffer;

/// What a worker says first on a direct line, and what the pool answers: bytes of fixed layout, so
/// that nothing of a stranger's is taken apart.
///
/// @param identity of the worker
/// @param token what the other side expects
/// @param count how many messages this side sent through ZeroMQ; what it says here comes after them
record DirectHello(byte[] identity, byte[] token, long count) {

  static final int IDENTITY_BYTES = 16;
  static final int TOKEN_BYTES = 32;

  /// Of a hello.
  static final int BYTES = IDENTITY_BYTES + TOKEN_BYTES + Long.BYTES;

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).put(identity).put(token).putLong(count).array();
  }

  /// @param bytes of which there must be enough
  static DirectHello of(ByteBuffer bytes) {
    byte[] identity = new byte[IDENTITY_BYTES];
    byte[] token = new byte[TOKEN_BYTES];
    bytes.get(identity).get(token);
    return new DirectHello(identity, token, bytes.getLong());
  }
}
