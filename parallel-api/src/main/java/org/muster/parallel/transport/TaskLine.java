package org.muster.parallel.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.Patience;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;
import org.muster.parallel.wire.MessageFrames.Numbered;
import org.muster.parallel.wire.ProtocolException;

/// The worker's end of a direct line: the task thread itself waits for work there and writes the
/// answers.
///
/// A [Socket] and not a channel: a channel is closed when a thread with its interrupt flag set
/// touches it, and task threads are interrupted.
///
/// **Threads.** One thread calls [#greet] and [#next]; the others may be called from any.
final class TaskLine {

  private static final int PIECE_BYTES = 64 << 10;

  private final Socket socket = new Socket();
  private final int port;
  private final byte[] piece = new byte[PIECE_BYTES];
  private final Patience patience = new Patience();
  private final Queue<Message.Request> arrived = new ArrayDeque<>();
  private final FrameReader reader = new FrameReader(Integer.MAX_VALUE, this::decode);
  private final Queue<Message.Reply> unsent = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable String garbled;
  private long received;
  private volatile boolean greeted;
  private long sent; // guarded by writing

  /// A line to that port of the pool. Replies may be handed over from now on.
  TaskLine(int port) {
    this.port = port;
  }

  /// Connects, says hello and waits for the answer. After that replies are sent.
  ///
  /// @param count how many messages this worker has sent through ZeroMQ
  /// @return how many the pool has
  /// @throws IOException if the pool does not want this line
  long greet(Rendezvous rendezvous, long count) throws IOException {
    var greeting = new DirectHello(rendezvous.identity(), rendezvous.workerToken(), count);
    // Nothing is waited for in between: the pool turns away whoever says nothing for a second.
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.getOutputStream().write(greeting.toBytes());
    socket.setTcpNoDelay(true);
    byte[] answer = socket.getInputStream().readNBytes(DirectHello.BYTES);
    if (answer.length < DirectHello.BYTES) {
      throw new IOException("the pool wants no direct line");
    }
    DirectHello hello = DirectHello.of(ByteBuffer.wrap(answer));
    if (!MessageDigest.isEqual(hello.token(), rendezvous.poolToken())) {
      throw new IOException("somebody else than the pool has answered");
    }
    greeted = true;
    return hello.count();
  }

  void close() {
    DirectPort.quietly(socket);
  }

  /// The replies that were handed over and not sent.
  Queue<Message.Reply> unsent() {
    return unsent;
  }

  /// Hands over a reply, to be sent by the next [#flush].
  void add(Message.Reply reply) {
    unsent.add(reply);
  }

  /// Sends what was handed over, in order.
  ///
  /// @throws IOException if the pool is not there any more
  void flush() throws IOException {
    writing.lock();
    try {
      if (!greeted) {
        return;
      }
      OutputStream out = socket.getOutputStream();
      for (Message.Reply next = unsent.poll(); next != null; next = unsent.poll()) {
        for (ByteBuffer buffer : FrameWriter.buffers(MessageFrames.encode(sent++, next))) {
          out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /// Waits for the next request.
  ///
  /// @throws IOException if the connection has ended
  /// @throws ProtocolException if what came is not understood
  Message.Request next() throws IOException, ProtocolException {
    InputStream in = socket.getInputStream();
    while (arrived.isEmpty()) {
      if (garbled != null) {
        throw new ProtocolException(garbled);
      }
      patience.awaits(this::isReadable);
      int read = in.read(piece);
      if (read < 0) {
        throw new IOException("the connection has ended");
      }
      reader.read(ByteBuffer.wrap(piece, 0, read));
    }
    return arrived.remove();
  }

  private boolean isReadable() {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return true; // reading says why
    }
  }

  private void decode(List<byte[]> frames) {
    if (garbled != null) {
      return;
    }
    try {
      Numbered numbered = MessageFrames.decode(frames);
      if (numbered.sequence() != received) {
        garbled = "message %d came, %d was due".formatted(numbered.sequence(), received);
      } else if (numbered.message() instanceof Message.Request request) {
        received++;
        arrived.add(request);
      } else {
        garbled = "the pool sent a reply";
      }
    } catch (ProtocolException e) {
      garbled = String.valueOf(e.getMessage());
    }
  }
}
