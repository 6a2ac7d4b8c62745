package org.muster.parallel.transport;

import org.jspecify.annotations.Nullable;

/// What kind of socket to open, and where.
///
/// @param kind the ZeroMQ socket type
/// @param side whether to bind or to connect
/// @param address a ZeroMQ address, as in `tcp://127.0.0.1:5555`; to bind, port `*` takes a free
///   one
/// @param identity the routing id that a ROUTER on the other side sees, or null for a generated one
public record SocketSpec(Kind kind, Side side, String address, byte @Nullable [] identity) {

  /// The ZeroMQ socket types in use.
  public enum Kind {
    ROUTER,
    DEALER,
    PUB,
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
    return new SocketSpec(kind, Side.BIND, address, null);
  }

  public static SocketSpec connect(Kind kind, String address) {
    return new SocketSpec(kind, Side.CONNECT, address, null);
  }

  public SocketSpec withIdentity(byte[] identity) {
    return new SocketSpec(kind, side, address, identity);
  }
}
