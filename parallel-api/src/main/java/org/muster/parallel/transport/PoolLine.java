package org.muster.parallel.transport;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
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
/// token; anything before it is dropped.
///
/// **Threads.** [#send] may be called from any thread: messages leave in the order of the calls.
/// The handlers run on the loop's thread.
public final class PoolLine {

  private static final Duration WELCOME_WITHIN = Duration.ofSeconds(1);

  private final SocketLoop loop;
  private final Rendezvous rendezvous;
  private final Consumer<Message.Request> onRequest;
  private final Consumer<String> onGarbled;
  private @Nullable Endpoint dealer;
  private boolean welcome;
  private long sent;
  private long received;

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

  /// Hands a reply to the loop; never blocks.
  public void send(Message.Reply reply) {
    loop.execute(() -> {
      if (dealer != null) {
        dealer.send(MessageFrames.encode(sent++, reply));
      }
    });
  }

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
    loop.schedule(WELCOME_WITHIN, this::connect);
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
    }
    if (numbered.sequence() != received) {
      onGarbled.accept("message %d came, %d was due".formatted(numbered.sequence(), received));
    } else if (numbered.message() instanceof Message.Request request) {
      received++;
      onRequest.accept(request);
    } else {
      onGarbled.accept("the pool sent a reply");
    }
  }
}
