package org.muster.parallel.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.transport.SocketSpec.Kind;

@DisplayName("A socket loop")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SocketLoopTest {

  private static final String LOOPBACK = "tcp://127.0.0.1:*";

  private static List<byte[]> frames(String... texts) {
    List<byte[]> frames = new ArrayList<>();
    for (String text : texts) {
      frames.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return frames;
  }

  @Test
  void carries_messages_of_several_frames_both_ways() throws Exception {
    try (var loop = SocketLoop.start("test")) {
      BlockingQueue<List<byte[]>> answers = new LinkedBlockingQueue<>();
      var router = new CompletableFuture<Endpoint>();
      router.complete(
          loop.open(
              SocketSpec.bind(Kind.ROUTER, LOOPBACK),
              message -> router.join().send(message))); // an echo
      Endpoint dealer =
          loop.open(SocketSpec.connect(Kind.DEALER, router.join().address()), answers::add);
      loop.execute(() -> dealer.send(frames("a", "", "c")));
      List<byte[]> answer = answers.take();
      assertEquals(3, answer.size());
      assertArrayEquals(frames("c").getFirst(), answer.get(2));
    }
  }

  @Test
  void loses_no_message_of_a_thread_whose_interrupt_flag_is_set() throws Exception {
    try (var loop = SocketLoop.start("test")) {
      BlockingQueue<List<byte[]>> arrived = new LinkedBlockingQueue<>();
      Endpoint router = loop.open(SocketSpec.bind(Kind.ROUTER, LOOPBACK), arrived::add);
      Endpoint dealer = loop.open(SocketSpec.connect(Kind.DEALER, router.address()), _ -> {});
      Thread.currentThread().interrupt();
      for (int i = 0; i < 1000; i++) {
        loop.execute(() -> dealer.send(frames("x")));
      }
      assertTrue(Thread.interrupted());
      for (int i = 0; i < 1000; i++) {
        assertEquals(2, arrived.take().size());
      }
    }
  }

  @Test
  void keeps_the_order_of_actions() throws Exception {
    try (var loop = SocketLoop.start("test")) {
      List<Integer> seen = new ArrayList<>();
      var done = new CountDownLatch(1);
      for (int i = 0; i < 10_000; i++) {
        int n = i;
        loop.execute(() -> seen.add(n));
      }
      loop.execute(done::countDown);
      done.await();
      assertEquals(10_000, seen.size());
      for (int i = 0; i < seen.size(); i++) {
        assertEquals(i, seen.get(i));
      }
    }
  }

  @Test
  void goes_on_after_an_action_that_throws() throws Exception {
    try (var loop = SocketLoop.start("test")) {
      var reported = new CompletableFuture<Throwable>();
      var done = new CountDownLatch(1);
      loop.execute(() -> {
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> reported.complete(e));
        throw new IllegalStateException("oops");
      });
      loop.execute(done::countDown);
      done.await();
      assertEquals("oops", reported.get().getMessage());
    }
  }

  @Test
  void runs_timers_in_the_order_of_their_times() throws Exception {
    try (var loop = SocketLoop.start("test")) {
      BlockingQueue<String> fired = new LinkedBlockingQueue<>();
      loop.execute(() -> { // no timer runs meanwhile, however long it takes
        loop.schedule(Duration.ofMillis(400), () -> fired.add("late"));
        loop.schedule(Duration.ofMillis(1), () -> fired.add("early"));
        loop.schedule(Duration.ofMillis(30), () -> fired.add("never")).run();
      });
      assertEquals("early", fired.take());
      assertEquals("late", fired.take());
    }
  }

  @Test
  void says_which_port_is_in_use() throws Exception {
    try (var loop = SocketLoop.start("test");
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "tcp://127.0.0.1:" + taken.getLocalPort();
      var thrown =
          assertThrows(
              TransportException.class,
              () -> loop.open(SocketSpec.bind(Kind.ROUTER, address), _ -> {}));
      assertEquals(
          "cannot listen on " + address + ": the port is in use by another process",
          thrown.getMessage());
    }
  }

  @Test
  void tells_a_router_that_a_peer_is_unknown() throws Exception {
    try (var loop = SocketLoop.start("test")) {
      Endpoint router = loop.open(SocketSpec.bind(Kind.ROUTER, LOOPBACK), _ -> {});
      var sent = new CompletableFuture<Boolean>();
      loop.execute(() -> sent.complete(router.send(frames("nobody", "hello"))));
      assertFalse(sent.get());
    }
  }

  @Test
  void does_not_stop_when_a_peer_goes_away_while_it_is_being_sent_to() throws Exception {
    try (var loop = SocketLoop.start("router");
        var peers = SocketLoop.start("peers")) {
      BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
      Endpoint router =
          loop.open(
              SocketSpec.bind(Kind.ROUTER, LOOPBACK), message -> arrived.add(message.getFirst()));
      for (int round = 0; round < 60; round++) {
        Endpoint peer = peers.open(SocketSpec.connect(Kind.DEALER, router.address()), _ -> {});
        peers.execute(() -> peer.send(frames("hello")));
        byte[] identity = arrived.take();
        var unreachable = new CountDownLatch(1);
        loop.execute(() -> sendUntilGone(loop, router, identity, unreachable));
        peers.execute(peer::close);
        unreachable.await();
      }
    }
  }

  private static void sendUntilGone(
      SocketLoop loop, Endpoint router, byte[] identity, CountDownLatch unreachable) {
    for (int i = 0; i < 20; i++) {
      if (!router.send(List.of(identity, new byte[100]))) {
        unreachable.countDown();
        return;
      }
    }
    loop.execute(() -> sendUntilGone(loop, router, identity, unreachable));
  }

  @Test
  void refuses_a_send_from_another_thread() {
    try (var loop = SocketLoop.start("test")) {
      Endpoint router = loop.open(SocketSpec.bind(Kind.ROUTER, LOOPBACK), _ -> {});
      assertThrows(IllegalStateException.class, () -> router.send(frames("x")));
    }
  }

  @Test
  void delivers_what_was_sent_before_it_closes() throws Exception {
    try (var receiver = SocketLoop.start("receiver")) {
      BlockingQueue<List<byte[]>> arrived = new LinkedBlockingQueue<>();
      Endpoint router = receiver.open(SocketSpec.bind(Kind.ROUTER, LOOPBACK), arrived::add);
      var sender = SocketLoop.start("sender");
      Endpoint dealer = sender.open(SocketSpec.connect(Kind.DEALER, router.address()), _ -> {});
      sender.execute(() -> dealer.send(frames("first")));
      arrived.take(); // connected
      sender.execute(() -> dealer.send(frames("last words")));
      sender.close();
      assertArrayEquals(frames("last words").getFirst(), arrived.take().get(1));
    }
  }

  /// On a busy machine no worker and no front end could connect: each handshake was given up after
  /// 250 ms.
  @Test
  void connects_although_every_handshake_takes_long() throws Exception {
    try (var loop = SocketLoop.start("test");
        var slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      BlockingQueue<List<byte[]>> arrived = new LinkedBlockingQueue<>();
      Endpoint router = loop.open(SocketSpec.bind(Kind.ROUTER, LOOPBACK), arrived::add);
      relaySlowly(slow, router.address());
      String address = "tcp://127.0.0.1:" + slow.getLocalPort();
      Endpoint dealer = loop.open(SocketSpec.connect(Kind.DEALER, address), _ -> {});
      loop.execute(() -> dealer.send(frames("hello")));
      assertArrayEquals(frames("hello").getFirst(), arrived.take().get(1));
    }
  }

  private static void relaySlowly(ServerSocket from, String address) {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket one = from.accept();
              var other = new Socket(InetAddress.getLoopbackAddress(), port);
              copySlowly(one, other);
              copySlowly(other, one);
            }
          } catch (IOException e) {
            // The test is over.
          }
        });
  }

  private static void copySlowly(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(() -> {
          try (from;
              to) {
            byte[] piece = new byte[4096];
            for (int n = from.getInputStream().read(piece);
                n >= 0;
                n = from.getInputStream().read(piece)) {
              Thread.sleep(120);
              to.getOutputStream().write(piece, 0, n);
            }
          } catch (IOException | InterruptedException e) {
            // One of them has given up.
          }
        });
  }
}
