package org.muster.parallel.transport;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.wire.Payload;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/// One ZeroMQ socket: sends at once or not at all, and takes in what has arrived.
///
/// Belongs to the thread of its [SocketLoop].
final class OpenSocket implements Endpoint {

  /// Messages taken from one socket before the others get their turn.
  private static final int BATCH = 256;

  private final SocketLoop loop;
  private final ZMQ.Socket socket;
  private final String address;
  private final Consumer<List<byte[]>> handler;
  private final SelectionKey key;
  private boolean closed;

  /// @param key by which the loop wakes up when something arrives
  OpenSocket(
      SocketLoop loop,
      ZMQ.Socket socket,
      SocketSpec spec,
      Consumer<List<byte[]>> handler,
      SelectionKey key) {
    this.loop = loop;
    this.socket = socket;
    String last = spec.side() == SocketSpec.Side.BIND ? socket.getLastEndpoint() : null;
    this.address = last == null ? spec.address() : last;
    this.handler = handler;
    this.key = key;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public boolean send(List<byte[]> frames) {
    if (!loop.inLoop()) {
      throw new IllegalStateException("only the loop's thread may send; use SocketLoop.execute");
    }
    if (closed) {
      return false;
    }
    try {
      int last = frames.size() - 1;
      for (int i = 0; i <= last; i++) {
        // Never wait: without high-water marks a socket says "later" only for a peer that is just
        // going away, and then later is never.
        if (!sendFrame(frames.get(i), ZMQ.DONTWAIT | (i < last ? ZMQ.SNDMORE : 0))) {
          return false;
        }
      }
      return true;
    } catch (ZMQException e) {
      if (e.getErrorCode() == ZError.EHOSTUNREACH) {
        return false;
      }
      throw e;
    }
  }

  private boolean sendFrame(byte[] frame, int flags) {
    ByteBuffer outside = OutsideHeap.copy(frame);
    return outside == null ? socket.send(frame, flags) : socket.sendByteBuffer(outside, flags) >= 0;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.forget(this);
    key.cancel();
    socket.close();
  }

  /// Hands what has arrived to the handler, or as much of it as it is this socket's turn.
  ///
  /// @return whether there was anything
  boolean receiveBatch() {
    for (int i = 0; i < BATCH; i++) {
      List<byte[]> frames = closed ? null : tryReceive();
      if (frames == null) {
        return i > 0;
      }
      loop.guarded(() -> handler.accept(frames));
    }
    return true;
  }

  private @Nullable List<byte[]> tryReceive() {
    byte[] first = receiveFrame();
    if (first == null) {
      return null;
    }
    if (!socket.hasReceiveMore()) {
      return List.of(first);
    }
    List<byte[]> frames = new ArrayList<>(6);
    frames.add(first);
    while (socket.hasReceiveMore()) {
      byte[] frame = receiveFrame();
      frames.add(frame == null ? Payload.NO_ROOM : frame);
    }
    return frames;
  }

  /// A frame that this JVM has no memory for is taken off the socket all the same.
  private byte @Nullable [] receiveFrame() {
    try {
      return socket.recv(ZMQ.DONTWAIT);
    } catch (OutOfMemoryError e) {
      return Payload.NO_ROOM;
    }
  }
}
