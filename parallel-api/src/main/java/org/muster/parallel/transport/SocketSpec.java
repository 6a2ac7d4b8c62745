package org.muster.parallel.transport;

import org.jspecify.annotations.Nullable;

/// What kind of socket to open, and where.
///
/// @param kind the ZeroMQ socket type
/// @param side whether to bind or to connect
/// @param address a ZeroMQ address, as in `tcp://127.0.0.1:5555`; to bind, port `*` takes a free
///   one
/// @param identity the routing id that a ROUTER on the other side sees, or null for a generated one
/// @param largestFrameBytes a peer that announces a larger frame loses its connection, before there
///   is any memory for it; 0 for no more than this JVM could hold at all
/// @param largestMessageBytes a larger message comes in pieces that are no messages, so that one
///   that never ends takes no more memory; 0 for any. A frame counts 256 bytes more than it has.
public record SocketSpec(
    Kind kind,
    Side side,
    String address,
    byte @Nullable [] identity,
    long largestFrameBytes,
    long largestMessageBytes) {

  /// The ZeroMQ socket types in use. What arrives on an `XPUB` are subscriptions: a frame of a 1
  /// and the topic, once for each subscriber, or of a 0 when the last one is gone.
  public enum Kind {
    ROUTER,
    DEALER,
    XPUB,
    SUB,
    REP,
    REQ
  }

  /// Who waits for whom.
  public enum Side {
    BIND,
    CONNECT
  }

  public static SocketSpec bind(Kind kind, String address) {
    return new SocketSpec(kind, Side.BIND, address, null, 0, 0);
  }

  public static SocketSpec connect(Kind kind, String address) {
    return new SocketSpec(kind, Side.CONNECT, address, null, 0, 0);
  }

  public SocketSpec withIdentity(byte[] identity) {
    return new SocketSpec(kind, side, address, identity, largestFrameBytes, largestMessageBytes);
  }

  public SocketSpec withLargestFrame(long bytes) {
    return new SocketSpec(kind, side, address, identity, bytes, largestMessageBytes);
  }

  public SocketSpec withLargestMessage(long bytes) {
    return new SocketSpec(kind, side, address, identity, largestFrameBytes, bytes);
  }
}
