package org.muster.parallel.transport;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
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

/// The pool's end of the line to its workers: one ROUTER on loopback, and a plain connection to
/// each worker that has opened one ([DirectPort]).
///
/// Once a worker has a direct line, work goes there; what is about work that is going on still goes
/// through ZeroMQ, because the worker's task thread reads the direct line itself, between two
/// pieces of work.
///
/// A worker is first *expected* (here, with a name and two secrets made up for it) and then
/// launched. Its first message has to show its token, compared in constant time; until then nothing
/// of what comes in under its name is looked at further, and what comes in under another name is
/// dropped. Dropped messages are counted.
///
/// **Threads.** Everything happens on the loop's thread, construction excepted.
public final class WorkerHub {

  private static final SecureRandom RANDOM = new SecureRandom();

  /// Set to `off` to do without direct lines.
  static final String SWITCH = "MUSTER_DIRECT_LINES";

  /// A worker that closes its direct line is ending. If its process is still there after this time,
  /// it is of no use.
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

  /// A result takes its size twice here: as bytes and as a value.
  private static final long LARGEST_RESULT = Runtime.getRuntime().maxMemory() / 2;

  /// With what is around a result.
  private static final long LARGEST_FRAME = LARGEST_RESULT + (1 << 20);

  /// Of a frame that comes through ZeroMQ, which makes room for what is announced before anybody
  /// can look who that is. Larger ones take the direct line, where the token comes first.
  static final int LARGEST_ANNOUNCED = 64 << 10;

  /// Of a message that comes through ZeroMQ, which keeps it until it is complete.
  static final int LARGEST_GATHERED = 2 * LARGEST_ANNOUNCED;

  private final SocketLoop loop;
  private final Endpoint router;
  private final @Nullable DirectPort directPort;
  private @Nullable ByteBuffer piece;
  private final Map<ByteBuffer, Peer> peers = new HashMap<>();
  private volatile long dropped;

  /// Opens the socket; may be called from any thread.
  ///
  /// @throws TransportException if this machine has no loopback port left
  public WorkerHub(SocketLoop loop) {
    this.loop = loop;
    directPort = "off".equals(System.getenv(SWITCH)) ? null : DirectPort.open(loop, new Door());
    router =
        loop.open(
            SocketSpec.bind(SocketSpec.Kind.ROUTER, "tcp://127.0.0.1:*")
                .withLargestFrame(directPort == null ? LARGEST_FRAME : LARGEST_ANNOUNCED)
                .withLargestMessage(directPort == null ? 0 : LARGEST_GATHERED),
            this::messageArrived);
  }

  /// Prepares for one worker.
  ///
  /// @return what to hand to the worker's process
  public Line expect(int worker, WorkerListener listener) {
    var rendezvous =
        new Rendezvous(
            router.address(),
            random(DirectHello.IDENTITY_BYTES),
            random(DirectHello.TOKEN_BYTES),
            random(DirectHello.TOKEN_BYTES));
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
    if (directPort != null) {
      directPort.close();
    }
    List.copyOf(peers.values()).forEach(Peer::hangUp);
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

    /// Runs an action once all that the worker sent has been heard: its direct line has ended. It
    /// may never run: of ZeroMQ's connections that is not known.
    void whenHeardOut(Runnable action);

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

  /// Lets workers in that were greeted and have no direct line yet.
  private final class Door implements DirectPort.Door {

    @Override
    public boolean opens(DirectHello hello, SocketChannel channel, SelectionKey key) {
      Peer peer = peers.get(ByteBuffer.wrap(hello.identity()));
      return peer != null && peer.openDirect(hello, channel, key);
    }

    @Override
    public void turnedAway() {
      drop();
    }
  }

  private ByteBuffer piece() {
    if (piece == null) {
      piece = DirectLine.piece();
    }
    return piece;
  }

  private final class Peer implements Line, DirectLine.Listener {
    private final int worker;
    private final Rendezvous rendezvous;
    private final WorkerListener listener;

    /// Of the process that showed its token and was welcomed; 0 if none did.
    private long pid;

    /// Whether it has answered the welcome.
    private boolean greeted;

    private boolean gone;
    private long sent;
    private long received;

    private @Nullable DirectLine direct;
    private long directSent;
    private long directReceived;
    private boolean heardOut;
    private @Nullable Runnable whenHeardOut;

    /// How many messages come through ZeroMQ before those that come directly.
    private long before;

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
      return switch (request) {
        case Message.Welcome _,
            Message.Cancel _,
            Message.GiveBack _,
            Message.PulledClass _,
            Message.OutputTaken _ ->
            sendNow(request);
        case Message.Classes _,
            Message.Libraries _,
            Message.DefineTask _,
            Message.Blob _,
            Message.ForgetBlob _,
            Message.ForgetClasses _,
            Message.ForgetTask _,
            Message.ForgetJob _,
            Message.SharedMemory _,
            Message.RunChunk _,
            Message.RunCalls _,
            Message.Stop _ ->
            direct == null ? sendNow(request) : sendDirect(direct, request);
      };
    }

    private boolean sendDirect(DirectLine line, Message.Request request) {
      return line.send(FrameWriter.buffers(MessageFrames.encode(directSent++, request)));
    }

    private boolean sendNow(Message.Request request) {
      List<byte[]> message = MessageFrames.encode(sent++, request);
      var frames = new ArrayList<byte[]>(message.size() + 1);
      frames.add(rendezvous.identity());
      frames.addAll(message);
      return router.send(frames);
    }

    @Override
    public void hangUp() {
      gone = true;
      if (direct != null) {
        direct.close();
      }
      peers.remove(ByteBuffer.wrap(rendezvous.identity()));
    }

    void received(List<byte[]> frames) {
      Numbered numbered;
      try {
        numbered = MessageFrames.decode(frames);
      } catch (ProtocolException e) {
        if (greeted) {
          garbled(String.valueOf(e.getMessage()));
        } else {
          drop();
        }
        return;
      }
      if (!greeted) {
        greet(numbered);
      } else if (numbered.sequence() != received) {
        garbled("message %d came, %d was due".formatted(numbered.sequence(), received));
      } else if (numbered.message() instanceof Message.Reply reply) {
        received++;
        listener.received(reply);
        listenDirectly();
      } else {
        garbled("a worker sent a request");
      }
    }

    // ---- the direct line
    // -------------------------------------------------------------------------

    boolean openDirect(DirectHello hello, SocketChannel channel, SelectionKey key) {
      if (!greeted
          || direct != null
          || hello.count() < received
          || !MessageDigest.isEqual(hello.token(), rendezvous.workerToken())) {
        return false;
      }
      direct = new DirectLine(loop, channel, key, LARGEST_FRAME, piece(), this);
      direct.sendRaw(
          new DirectHello(rendezvous.identity(), rendezvous.poolToken(), sent).toBytes());
      before = hello.count();
      listenDirectly();
      return true;
    }

    /// What was sent before the direct line was there comes first.
    private void listenDirectly() {
      if (direct != null && received == before) {
        direct.listen();
      }
    }

    @Override
    public void arrived(List<byte[]> frames) {
      Numbered numbered;
      try {
        numbered = MessageFrames.decode(frames);
      } catch (ProtocolException e) {
        garbled(String.valueOf(e.getMessage()));
        return;
      }
      if (numbered.sequence() != directReceived) {
        garbled("message %d came, %d was due".formatted(numbered.sequence(), directReceived));
      } else if (numbered.message() instanceof Message.Reply reply
          && !(reply instanceof Message.Hello)) {
        directReceived++;
        listener.received(reply);
      } else {
        garbled("a worker sent a request");
      }
    }

    @Override
    public void whenHeardOut(Runnable action) {
      if (heardOut) {
        action.run();
      } else {
        whenHeardOut = action;
      }
    }

    @Override
    public void ended() {
      heardOut = true;
      if (whenHeardOut != null) {
        whenHeardOut.run();
      }
      loop.schedule(
          ENDS_WITHIN,
          () -> {
            if (!gone) {
              garbled("its connection has ended");
            }
          });
    }

    @Override
    public void garbled(String why) {
      hangUp();
      listener.garbled(why);
    }

    // ---- greeting
    // --------------------------------------------------------------------------------

    /// Says welcome to a worker that shows its token, again if it does that again: it did not get
    /// the welcome in time and connected anew. It gets no work before it has answered.
    private void greet(Numbered numbered) {
      if (numbered.message() instanceof Message.Hello hello
          && hello.version() == Message.VERSION
          && MessageDigest.isEqual(hello.token(), rendezvous.workerToken())) {
        pid = hello.pid();
        sent = 0;
        int port = directPort == null ? 0 : directPort.port();
        send(new Message.Welcome(rendezvous.poolToken(), worker, LARGEST_RESULT, port));
      } else if (pid != 0
          && numbered.sequence() == received
          && numbered.message() instanceof Message.Capacity answer) {
        greeted = true;
        received++;
        listener.greeted(pid);
        listener.received(answer);
      } else {
        drop();
      }
    }
  }
}
