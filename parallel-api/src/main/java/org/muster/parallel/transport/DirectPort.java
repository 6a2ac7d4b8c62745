package org.muster.parallel.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where workers open direct lines: a port on loopback.
///
/// Every user of the machine can connect to it. Whoever does has a second to say a hello of fixed
/// size with a worker's identity and token; nothing else is read before.
///
/// **Threads.** Everything happens on the loop's thread, construction excepted.
final class DirectPort {

  /// Decides about those who connect.
  interface Door {

    /// Whether this is a worker that may have a line. If so it has it from now on.
    boolean opens(DirectHello hello, SocketChannel channel, SelectionKey key);

    /// Somebody was turned away.
    void turnedAway();
  }

  private static final Duration HELLO_WITHIN = Duration.ofSeconds(1);

  /// More than this many are turned away until the others have said hello or were too slow.
  private static final int MOST_STRANGERS = 512;

  private final SocketLoop loop;
  private final ServerSocketChannel server;
  private final Door door;
  private final Set<Stranger> strangers = new HashSet<>();
  private final int port;

  private DirectPort(SocketLoop loop, ServerSocketChannel server, Door door) throws IOException {
    this.loop = loop;
    this.server = server;
    this.door = door;
    server.configureBlocking(false);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MOST_STRANGERS);
    port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    loop.execute(this::open);
  }

  /// A port, or null if there is none to be had: workers do without.
  static @Nullable DirectPort open(SocketLoop loop, Door door) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      try {
        return new DirectPort(loop, server, door);
      } catch (IOException e) {
        server.close();
        return null;
      }
    } catch (IOException e) {
      return null;
    }
  }

  private void open() {
    try {
      loop.watch(server, SelectionKey.OP_ACCEPT, this::accept);
    } catch (IOException e) {
      close();
    }
  }

  int port() {
    return port;
  }

  void close() {
    quietly(server);
    Set.copyOf(strangers).forEach(Stranger::leave);
  }

  private void accept() {
    try {
      for (SocketChannel c = server.accept(); c != null; c = server.accept()) {
        if (strangers.size() >= MOST_STRANGERS) {
          quietly(c);
          door.turnedAway();
        } else {
          strangers.add(new Stranger(c));
        }
      }
    } catch (IOException e) {
      // Gone again, or too many files are open: workers go on without.
    }
  }

  static void quietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      // It is of no use any more.
    }
  }

  /// Somebody who has not shown a token yet.
  private final class Stranger {
    private final SocketChannel channel;
    private final ByteBuffer hello = ByteBuffer.allocate(DirectHello.BYTES);
    private final SelectionKey key;

    Stranger(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      key = loop.watch(channel, SelectionKey.OP_READ, this::ready);
      loop.schedule(HELLO_WITHIN, this::turnAway);
    }

    private void ready() {
      try {
        if (channel.read(hello) < 0) {
          turnAway();
        } else if (!hello.hasRemaining()) {
          strangers.remove(this);
          if (!door.opens(DirectHello.of(hello.flip()), channel, key)) {
            door.turnedAway();
            quietly(channel);
          }
        }
      } catch (IOException e) {
        turnAway();
      }
    }

    private void turnAway() {
      if (strangers.contains(this)) {
        door.turnedAway();
        leave();
      }
    }

    private void leave() {
      strangers.remove(this);
      quietly(channel);
    }
  }
}
