package org.muster.parallel.transport;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;
import org.muster.parallel.wire.MessageFrames.Numbered;
import org.muster.parallel.wire.ProtocolException;

/// The pool's end of the line to its workers: one ROUTER on loopback.
///
/// A worker is first *expected* (here, with a name and two secrets made up for it) and then
/// launched. Its first message has to show its token, compared in constant time; until then nothing
/// of what comes in under its name is looked at further, and what comes in under another name is
/// dropped. Dropped messages are counted.
///
/// **Threads.** Everything happens on the loop's thread, construction excepted.
public final class WorkerHub {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int IDENTITY_BYTES = 16;
  private static final int TOKEN_BYTES = 32;

  /// A result takes its size twice here: as bytes and as a value.
  private static final long LARGEST_RESULT = Runtime.getRuntime().maxMemory() / 2;

  private final Endpoint router;
  private final Map<ByteBuffer, Peer> peers = new HashMap<>();
  private volatile long dropped;

  /// Opens the socket; may be called from any thread.
  ///
  /// @throws TransportException if this machine has no loopback port left
  public WorkerHub(SocketLoop loop) {
    router =
        loop.open(
            SocketSpec.bind(SocketSpec.Kind.ROUTER, "tcp://127.0.0.1:*"), this::messageArrived);
  }

  /// Prepares for one worker.
  ///
  /// @return what to hand to the worker's process
  public Line expect(int worker, WorkerListener listener) {
    var rendezvous =
        new Rendezvous(
            router.address(), random(IDENTITY_BYTES), random(TOKEN_BYTES), random(TOKEN_BYTES));
    var peer = new Peer(worker, rendezvous, listener);
    peers.put(ByteBuffer.wrap(rendezvous.identity()), peer);
    return peer;
  }

  /// How many messages were dropped because nobody was expected under their name, or because they
  /// did not show the token. May be called from any thread.
  public long dropped() {
    return dropped;
  }

  /// Closes the socket. What was sent is still delivered within [SocketLoop#LINGER].
  public void close() {
    peers.clear();
    router.close();
  }

  /// The line to one worker.
  public interface Line {

    /// What the worker needs in order to connect.
    Rendezvous rendezvous();

    /// Sends a request; the worker must have been greeted.
    ///
    /// @return false if the worker is not connected any more
    boolean send(Message.Request request);

    /// Forgets the worker: what it still says is dropped.
    void hangUp();
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    // A ROUTER keeps routing ids that start with 0 for itself.
    random[0] |= 1;
    return random;
  }

  private void messageArrived(List<byte[]> frames) {
    Peer peer = frames.size() < 2 ? null : peers.get(ByteBuffer.wrap(frames.getFirst()));
    if (peer == null) {
      drop();
    } else {
      peer.received(frames.subList(1, frames.size()));
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes it
  private void drop() {
    dropped++;
  }

  private final class Peer implements Line {
    private final int worker;
    private final Rendezvous rendezvous;
    private final WorkerListener listener;
    private boolean greeted;
    private boolean gone;
    private long sent;
    private long received;

    Peer(int worker, Rendezvous rendezvous, WorkerListener listener) {
      this.worker = worker;
      this.rendezvous = rendezvous;
      this.listener = listener;
    }

    @Override
    public Rendezvous rendezvous() {
      return rendezvous;
    }

    @Override
    public boolean send(Message.Request request) {
      if (gone) {
        return false;
      }
      List<byte[]> message = MessageFrames.encode(sent++, request);
      var frames = new ArrayList<byte[]>(message.size() + 1);
      frames.add(rendezvous.identity());
      frames.addAll(message);
      return router.send(frames);
    }

    @Override
    public void hangUp() {
      gone = true;
      peers.remove(ByteBuffer.wrap(rendezvous.identity()));
    }

    void received(List<byte[]> frames) {
      Numbered numbered;
      try {
        numbered = MessageFrames.decode(frames);
      } catch (ProtocolException e) {
        if (greeted) {
          garbled(e.getMessage());
        } else {
          drop();
        }
        return;
      }
      if (!greeted) {
        greet(numbered.message());
      } else if (numbered.message() instanceof Message.Hello) {
        // It did not get our welcome in time and connected anew: what we sent before is lost with
        // the
        // old connection.
        garbled("it had to connect a second time");
      } else if (numbered.sequence() != received) {
        garbled("message %d came, %d was due".formatted(numbered.sequence(), received));
      } else if (numbered.message() instanceof Message.Reply reply) {
        received++;
        listener.received(reply);
      } else {
        garbled("a worker sent a request");
      }
    }

    private void greet(Message message) {
      if (message instanceof Message.Hello hello
          && hello.version() == Message.VERSION
          && MessageDigest.isEqual(hello.token(), rendezvous.workerToken())) {
        greeted = true;
        send(new Message.Welcome(rendezvous.poolToken(), worker, LARGEST_RESULT));
        listener.greeted(hello.pid());
      } else {
        drop();
      }
    }

    private void garbled(@Nullable String why) {
      hangUp();
      listener.garbled(String.valueOf(why));
    }
  }
}
