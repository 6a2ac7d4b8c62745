package org.muster.parallel.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.spi.Patience;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/// One thread that owns ZeroMQ sockets and everything that is decided about them.
///
/// Others hand it work with [#execute]; what arrives is handed to the socket's handler, on the
/// loop's thread. A handler must not block.
///
/// **Lifecycle.** A loop lives as long as its owner, with one ZeroMQ context and one ZeroMQ I/O
/// thread. [#close] delivers what was sent, for at most [#LINGER].
///
/// **Threads.** [#execute], [#schedule], [#open] and [#close] may be called from any thread, also
/// from one whose interrupt flag is set: such a thread loses ZeroMQ sends without a word and closes
/// NIO channels, so the only thing it touches here is a queue and [Selector#wakeup].
///
/// **Memory.** What a thread did before [#execute] happens-before the action.
public final class SocketLoop implements EventLoop, AutoCloseable {

  /*
   * The loop blocks in a Selector of its own on the sockets' signal channels (ZMQ_FD). That channel
   * says "look again", not "a message is there": a send may swallow the signal of a message that came
   * in meanwhile. So the loop blocks only after one whole round in which no action ran and no socket
   * had a message.
   *
   * To wake a thread that sleeps takes 40 us on a virtual machine. Where answers are short that is what
   * a round trip costs. So the loop looks again for a moment before it sleeps, if the last time it
   * looked was not in vain (Patience).
   */

  /// How long a closed socket still tries to deliver.
  public static final Duration LINGER = Duration.ofMillis(200);

  private static final Duration FIRST_HANDSHAKE = Duration.ofMillis(250);
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(8);

  private final ZContext context = new ZContext(1);
  private final Selector selector;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> actions = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<OpenSocket> sockets = new ArrayList<>();
  private final Queue<Runnable> atEndOfRound = new ArrayDeque<>();
  private final Patience patience = new Patience();
  private final boolean eager;
  private boolean watching;
  private final AtomicLong timerIds = new AtomicLong();
  private volatile boolean closing;

  private SocketLoop(String name, boolean eager) {
    this.eager = eager;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a selector: too many open files?", e);
    }
    context.setNotificationExceptionHandler(new IoErrors());
    context.setUncaughtExceptionHandler((_, e) -> tell(e)); // this loop's sockets are dead
    context.setLinger((int) LINGER.toMillis());
    context.setSndHWM(0);
    context.setRcvHWM(0);
    thread = LibraryThread.named(name).unstarted(this::run);
  }

  /// Starts a loop.
  ///
  /// @param name of its thread, as a thread dump shows it
  public static SocketLoop start(String name) {
    return start(name, false);
  }

  /// Starts a loop.
  ///
  /// @param name of its thread, as a thread dump shows it
  /// @param eager whether it looks for more to do for some microseconds before it sleeps
  public static SocketLoop start(String name, boolean eager) {
    var loop = new SocketLoop(name, eager);
    loop.thread.start();
    return loop;
  }

  /// Runs an action on the loop's thread, after those handed over before it. Never blocks. After
  /// [#close] it does nothing. An action that throws is reported to the thread's uncaught-exception
  /// handler; the loop goes on.
  @Override
  public void execute(Runnable action) {
    actions.add(action);
    wakeUp();
  }

  /// Runs an action on the loop's thread once the delay has passed.
  ///
  /// @return cancels it: it will not run afterwards if called on the loop's thread
  @Override
  public Runnable schedule(Duration delay, Runnable action) {
    var timer = new Timer(System.nanoTime() + delay.toNanos(), timerIds.incrementAndGet(), action);
    execute(() -> timers.add(timer));
    return () -> timer.cancelled = true;
  }

  /// Opens a socket and hands every message that arrives on it to the handler.
  ///
  /// @param handler gets the frames in order, on the loop's thread; the arrays are its own
  /// @throws TransportException if the address cannot be used, naming it
  /// @throws IllegalStateException if the loop is closed
  public Endpoint open(SocketSpec spec, Consumer<List<byte[]>> handler) {
    if (closing) {
      throw new IllegalStateException("the socket loop is closed");
    }
    if (inLoop()) {
      return openNow(spec, handler);
    }
    var opened = new CompletableFuture<Endpoint>();
    execute(() -> {
      try {
        opened.complete(openNow(spec, handler));
      } catch (RuntimeException e) {
        opened.completeExceptionally(e);
      }
    });
    try {
      return opened.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Whether the calling thread is the loop's.
  public boolean inLoop() {
    return thread.equals(Thread.currentThread());
  }

  /// Closes all sockets, delivers what was sent for at most [#LINGER], and ends the thread. Calling
  /// it again does nothing.
  @Override
  public void close() {
    closing = true;
    wakeUp();
    if (inLoop()) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void wakeUp() {
    if (!awake.getAndSet(true)) {
      selector.wakeup();
    }
  }

  private void run() {
    try {
      while (!closing) {
        boolean worked = runActions();
        worked |= runTimers();
        worked |= receive();
        endRound();
        if (!worked && !closing) {
          await();
        } else if (watching) {
          lookForReady();
        }
      }
      runActions(); // what was handed over before close()
      endRound();
    } finally {
      for (OpenSocket socket : List.copyOf(sockets)) {
        socket.close();
      }
      context.close();
      closeSelector();
    }
  }

  private void endRound() {
    Runnable last;
    while ((last = atEndOfRound.poll()) != null) {
      guarded(last);
    }
  }

  private void await() {
    if (eager && patience.awaits(() -> !actions.isEmpty() || closing || lookForReady())) {
      return;
    }
    awake.set(false);
    if (!actions.isEmpty() || closing) {
      awake.set(true);
      return;
    }
    try {
      Timer next = timers.peek();
      if (next == null) {
        selector.select();
      } else {
        long millis = (next.dueNanos - System.nanoTime() + 999_999) / 1_000_000;
        if (millis > 0) {
          selector.select(millis);
        }
      }
      handleReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      awake.set(true);
    }
  }

  /// Looks once, without waiting.
  ///
  /// @return whether a channel was ready
  private boolean lookForReady() {
    try {
      return selector.selectNow() > 0 && handleReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean handleReady() {
    boolean any = false;
    for (SelectionKey key : selector.selectedKeys()) {
      any = true;
      if (key.attachment() instanceof Runnable ready && key.isValid()) {
        guarded(ready);
      }
    }
    selector.selectedKeys().clear();
    return any;
  }

  /// Runs an action whenever a channel is ready, a plain one beside those of ZeroMQ. Only on the
  /// loop's thread. The loop closes the channel at its own end.
  ///
  /// @param interest as of [SelectionKey]
  SelectionKey watch(SelectableChannel channel, int interest, Runnable ready)
      throws ClosedChannelException {
    watching = true;
    return channel.register(selector, interest, ready);
  }

  /// Runs an action once, before the loop waits for anything. Only on the loop's thread.
  void atEndOfRound(Runnable action) {
    atEndOfRound.add(action);
  }

  private boolean runActions() {
    boolean worked = false;
    Runnable action;
    while ((action = actions.poll()) != null) {
      guarded(action);
      worked = true;
    }
    return worked;
  }

  private boolean runTimers() {
    boolean worked = false;
    for (Timer t = timers.peek(); t != null && t.dueNanos <= System.nanoTime(); t = timers.peek()) {
      timers.remove();
      if (!t.cancelled) {
        guarded(t.action);
      }
      worked = true;
    }
    return worked;
  }

  private boolean receive() {
    boolean worked = false;
    for (int i = 0; i < sockets.size(); i++) {
      worked |= sockets.get(i).receiveBatch();
    }
    return worked;
  }

  /// The socket is closed.
  void forget(OpenSocket socket) {
    sockets.remove(socket);
  }

  /// Runs an action of somebody else's: the loop goes on whatever that throws.
  void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      tell(e);
    }
  }

  private void tell(Throwable e) {
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }

  private OpenSocket openNow(SocketSpec spec, Consumer<List<byte[]>> handler) {
    ZMQ.Socket socket =
        context.createSocket(
            switch (spec.kind()) {
              case ROUTER -> SocketType.ROUTER;
              case DEALER -> SocketType.DEALER;
              case XPUB -> SocketType.XPUB;
              case SUB -> SocketType.SUB;
              case REP -> SocketType.REP;
              case REQ -> SocketType.REQ;
            });
    try {
      socket.setReceiveBufferSize(256 * 1024);
      // Whoever connects says how large the frame is that follows. What cannot be there at all ends
      // the connection.
      long largestFrame =
          spec.largestFrameBytes() > 0
              ? spec.largestFrameBytes()
              : Math.min(Runtime.getRuntime().maxMemory() / 2, 1L << 31);
      if (spec.side() == SocketSpec.Side.BIND) {
        socket.setMaxMsgSize(largestFrame);
        socket.setMsgAllocator(new FrameAllocator(largestFrame, spec.largestMessageBytes()));
      }
      byte[] identity = spec.identity();
      if (identity != null) {
        socket.setIdentity(identity);
      }
      switch (spec.kind()) {
        case ROUTER -> {
          socket.setRouterMandatory(true);
          // A peer that connects anew under its old name gets the line; the old connection may
          // still
          // look open here.
          socket.setRouterHandover(true);
        }
        case XPUB -> socket.setXpubVerbose(true); // tells of each subscriber, not of the first
        case SUB -> socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        default -> {}
      }
      switch (spec.side()) {
        case BIND -> socket.bind(spec.address());
        case CONNECT -> {
          // JeroMQ 0.6.0 loses 1-6 % of fresh connections for 30 s (zeromq/jeromq#1022): give up on
          // a handshake soon and try again.
          socket.setSendBufferSize(256 * 1024);
          socket.setHandshakeIvl((int) FIRST_HANDSHAKE.toMillis());
          socket.setReconnectIVL(20);
          socket.connect(spec.address());
        }
      }
      SelectionKey key = socket.getFD().register(selector, SelectionKey.OP_READ);
      var open = new OpenSocket(this, socket, spec, handler, key);
      sockets.add(open);
      if (spec.side() == SocketSpec.Side.CONNECT) {
        giveHandshakesMoreTime(open, socket, FIRST_HANDSHAKE);
      }
      return open;
    } catch (ZMQException | IllegalArgumentException | ClosedChannelException e) {
      socket.close();
      String why =
          e instanceof ZMQException z && z.getErrorCode() == ZError.EADDRINUSE
              ? "the port is in use by another process"
              : String.valueOf(e.getMessage());
      throw new TransportException(
          "cannot %s %s: %s"
              .formatted(
                  spec.side() == SocketSpec.Side.BIND ? "listen on" : "connect to",
                  spec.address(),
                  why),
          e);
    }
  }

  /// Where all processors are taken a handshake needs longer, each time: a few of one length are
  /// tried, and then some that may take twice as long. JeroMQ looks at the option anew for each.
  private void giveHandshakesMoreTime(OpenSocket open, ZMQ.Socket socket, Duration last) {
    schedule(
        last.multipliedBy(4),
        () -> {
          Duration longer = last.multipliedBy(2);
          if (sockets.contains(open) && longer.compareTo(LONGEST_HANDSHAKE) <= 0) {
            socket.setHandshakeIvl((int) longer.toMillis());
            giveHandshakesMoreTime(open, socket, longer);
          }
        });
  }

  private void closeSelector() {
    try {
      for (SelectionKey key : selector.keys()) {
        if (key.attachment() != null) {
          key.channel().close();
        }
      }
      selector.close();
    } catch (IOException e) {
      // Nothing waits on it any more.
    }
  }

  private static final class Timer implements Comparable<Timer> {
    final long dueNanos;
    final long id;
    final Runnable action;
    volatile boolean cancelled;

    Timer(long dueNanos, long id, Runnable action) {
      this.dueNanos = dueNanos;
      this.id = id;
      this.action = action;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.signum(dueNanos - other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(id, other.id);
    }
  }
}
