package org.muster.parallel.transport;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;
import org.muster.parallel.wire.MessageFrames.Numbered;
import org.muster.parallel.wire.ProtocolException;

/// The worker's end of the line to its pool: one DEALER.
///
/// It says hello, and says it again on a new connection when no welcome comes: JeroMQ 0.6.0 loses
/// 1-6 % of fresh connections for 30 s (zeromq/jeromq#1022). The welcome has to show the pool's
/// token; anything before it is dropped. The worker answers it: until then the pool sends no work,
/// which would be lost with a connection that is given up.
///
/// After its first tasks, or with the first large reply ([#needsDirect]), a worker opens a direct
/// line ([#openDirect]). From then on all replies go there, and so does the work that the pool
/// sends; requests that take effect when they arrive still come through ZeroMQ.
///
/// **Threads.** [#send] and [#sendNow] may be called from any thread: messages leave in the order
/// of the calls. The handlers run on the loop's thread.
public final class PoolLine {

  private static final Duration FIRST_WELCOME_WITHIN = Duration.ofSeconds(1);
  private static final Duration WELCOME_WITHIN_AT_MOST = Duration.ofSeconds(8);

  private final SocketLoop loop;
  private final Rendezvous rendezvous;
  private final Consumer<Message.Request> onRequest;
  private final Consumer<String> onGarbled;
  private @Nullable Endpoint dealer;
  private boolean welcome;
  private Duration welcomeWithin = FIRST_WELCOME_WITHIN;
  private int directPort;
  private long sent;
  private long received;
  private long awaited;
  private @Nullable CompletableFuture<Void> allReceived;

  private @Nullable TaskLine direct; // guarded by this

  /// Connects in the background.
  ///
  /// @param onRequest hears every request, the welcome first
  /// @param onGarbled hears that the pool cannot be understood any more, and why
  public PoolLine(
      SocketLoop loop,
      Rendezvous rendezvous,
      Consumer<Message.Request> onRequest,
      Consumer<String> onGarbled) {
    this.loop = loop;
    this.rendezvous = rendezvous;
    this.onRequest = onRequest;
    this.onGarbled = onGarbled;
    loop.execute(this::connect);
  }

  /// Hands a reply to the loop; never blocks. For threads that are in the middle of a task: they
  /// may have no stack left, or be stopped.
  public void send(Message.Reply reply) {
    TaskLine line = enqueue(reply);
    if (line != null) {
      loop.execute(() -> flush(line));
    }
  }

  /// Sends a reply, and those handed over before it, in the calling thread if there is a direct
  /// line.
  public void sendNow(Message.Reply reply) {
    TaskLine line = enqueue(reply);
    if (line != null) {
      flush(line);
    }
  }

  /// @return the direct line if the reply goes there
  private synchronized @Nullable TaskLine enqueue(Message.Reply reply) {
    TaskLine line = direct;
    if (line == null) {
      loop.execute(() -> sendByZeroMq(reply));
    } else {
      line.add(reply);
    }
    return line;
  }

  private void sendByZeroMq(Message.Reply reply) {
    if (dealer != null) {
      List<byte[]> frames = MessageFrames.encode(sent++, reply);
      if (directPort != 0 && isLarge(frames)) {
        onGarbled.accept("a large result needs a direct line, and none is to be had");
      }
      dealer.send(frames);
    }
  }

  private static boolean isLarge(List<byte[]> frames) {
    long bytes = 0;
    for (byte[] frame : frames) {
      if (frame.length > WorkerHub.LARGEST_ANNOUNCED) {
        return true;
      }
      bytes += frame.length + FrameAllocator.FRAME_BYTES;
    }
    return bytes > WorkerHub.LARGEST_GATHERED;
  }

  /// A line of which a part of a message is missing is of no use.
  private void flush(TaskLine line) {
    try {
      line.flush();
    } catch (IOException | RuntimeException | Error e) {
      onGarbled.accept("cannot send to the pool: " + e);
    }
  }

  /// Whether the reply is too large for ZeroMQ, where the pool takes in little: it cannot see there
  /// who sends it. It needs a direct line.
  public boolean needsDirect(Message.Reply reply) {
    synchronized (this) {
      if (direct != null) {
        return false;
      }
    }
    return isLarge(MessageFrames.encode(0, reply));
  }

  // ---- the direct line
  // ---------------------------------------------------------------------------

  /// What comes on a direct line.
  public interface DirectRequests {

    /// Waits for the next one. What is not understood is told to the handler for that.
    Message.Request next();
  }

  /// Opens a direct line. When this returns, the handler has heard all requests that come before
  /// those on the line.
  ///
  /// @return null if none is to be had: then everything stays as it is
  public @Nullable DirectRequests openDirect() {
    var port = new CompletableFuture<Integer>();
    loop.execute(() -> port.complete(directPort));
    int directTo = port.join();
    if (directTo == 0) {
      return null;
    }
    var line = new TaskLine(directTo);
    try {
      long before = line.greet(rendezvous, switchTo(line).join());
      flush(line); // what others have handed over meanwhile
      awaitReceived(before);
      return () -> next(line);
    } catch (IOException e) {
      line.close();
      switchBack(line);
      return null;
    }
  }

  /// From now on replies wait for that line.
  ///
  /// @return how many were sent before
  private synchronized CompletableFuture<Long> switchTo(TaskLine line) {
    var before = new CompletableFuture<Long>();
    direct = line;
    loop.execute(() -> before.complete(sent));
    return before;
  }

  private synchronized void switchBack(TaskLine line) {
    direct = null;
    line.unsent().forEach(this::enqueue);
  }

  private void awaitReceived(long count) {
    var all = new CompletableFuture<Void>();
    loop.execute(() -> {
      awaited = count;
      allReceived = all;
      tellReceived();
    });
    all.join();
  }

  private void tellReceived() {
    if (allReceived != null && received >= awaited) {
      allReceived.complete(null);
      allReceived = null;
    }
  }

  private Message.Request next(TaskLine line) {
    try {
      return line.next();
    } catch (IOException | ProtocolException | RuntimeException | Error e) {
      onGarbled.accept("cannot read from the pool: " + e);
      throw new IllegalStateException("the pool cannot be heard any more", e);
    }
  }

  // ---- ZeroMQ
  // ------------------------------------------------------------------------------------

  private void connect() {
    if (welcome) {
      return;
    }
    if (dealer != null) {
      dealer.close();
    }
    dealer =
        loop.open(
            SocketSpec.connect(SocketSpec.Kind.DEALER, rendezvous.address())
                .withIdentity(rendezvous.identity()),
            this::messageArrived);
    var hello =
        new Message.Hello(rendezvous.workerToken(), Message.VERSION, ProcessHandle.current().pid());
    dealer.send(MessageFrames.encode(0, hello));
    loop.schedule(welcomeWithin, this::connect);
    // Where all processors are taken a welcome may need longer than that each time.
    Duration longer = welcomeWithin.multipliedBy(2);
    welcomeWithin = longer.compareTo(WELCOME_WITHIN_AT_MOST) < 0 ? longer : WELCOME_WITHIN_AT_MOST;
  }

  private void messageArrived(List<byte[]> frames) {
    Numbered numbered;
    try {
      numbered = MessageFrames.decode(frames);
    } catch (ProtocolException e) {
      if (welcome) {
        onGarbled.accept(String.valueOf(e.getMessage()));
      }
      return;
    }
    if (!welcome) {
      if (!(numbered.message() instanceof Message.Welcome w)
          || !MessageDigest.isEqual(w.token(), rendezvous.poolToken())) {
        return;
      }
      welcome = true;
      directPort = w.directPort();
      sendByZeroMq(new Message.Capacity(Runtime.getRuntime().maxMemory()));
    }
    if (received == 1 && numbered.message() instanceof Message.Welcome) {
      return; // the pool has come to two hellos at once, and answers each
    }
    if (numbered.sequence() != received) {
      onGarbled.accept("message %d came, %d was due".formatted(numbered.sequence(), received));
    } else if (numbered.message() instanceof Message.Request request) {
      received++;
      onRequest.accept(request);
      tellReceived();
    } else {
      onGarbled.accept("the pool sent a reply");
    }
  }
}
