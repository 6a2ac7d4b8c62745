package org.muster.parallel.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.transport.PoolLine.DirectRequests;
import org.muster.parallel.transport.WorkerHub.Line;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;
import org.muster.parallel.wire.Payload;

@DisplayName("A direct line")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectLineTest implements WorkerListener {

  private final SocketLoop poolLoop = SocketLoop.start("pool", true);
  private final SocketLoop workerLoop = SocketLoop.start("worker");
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message.Reply> replies = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message.Request> byZeroMq = new LinkedBlockingQueue<>();
  private WorkerHub hub;
  private Line line;
  private PoolLine worker;
  private int port;

  @BeforeEach
  void connectAWorker() throws Exception {
    hub = new WorkerHub(poolLoop);
    var expected = new CompletableFuture<Line>();
    poolLoop.execute(() -> expected.complete(hub.expect(7, this)));
    line = expected.get();
    worker =
        new PoolLine(
            workerLoop, line.rendezvous(), byZeroMq::add, why -> heard.add("worker: " + why));
    assertEquals("greeted", heard.take());
    assertInstanceOf(Message.Capacity.class, replies.take());
    port = assertInstanceOf(Message.Welcome.class, byZeroMq.take()).directPort();
  }

  @AfterEach
  void close() {
    poolLoop.close();
    workerLoop.close();
  }

  @Override
  public void greeted(long pid) {
    heard.add("greeted");
  }

  @Override
  public void received(Message.Reply reply) {
    replies.add(reply);
  }

  @Override
  public void garbled(String why) {
    heard.add("garbled: " + why);
  }

  private DirectRequests open() {
    DirectRequests direct = worker.openDirect();
    assertNotNull(direct);
    return direct;
  }

  private void request(Message.Request request) {
    poolLoop.execute(() -> assertTrue(line.send(request)));
  }

  private DirectHello hello() {
    return new DirectHello(line.rendezvous().identity(), line.rendezvous().workerToken(), 1);
  }

  private Socket connectBy(byte[] first) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(first);
    return socket;
  }

  private static byte[] bytes(Message.Reply reply, long sequence) {
    var all = new ByteArrayOutputStream();
    for (ByteBuffer part : FrameWriter.buffers(MessageFrames.encode(sequence, reply))) {
      all.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
    return all.toByteArray();
  }

  private static void assertTurnedAway(Socket stranger) throws IOException {
    assertEquals(-1, stranger.getInputStream().read());
  }

  @Test
  void takes_work_and_replies_over_without_a_change_of_their_order() throws Exception {
    for (int i = 0; i < 500; i++) {
      request(new Message.ForgetTask(i));
      worker.send(new Message.ChunkDropped(i, i));
    }
    DirectRequests direct = open();
    for (int i = 500; i < 1000; i++) {
      request(new Message.ForgetTask(i));
      if (i % 2 == 0) {
        worker.send(new Message.ChunkDropped(i, i));
      } else {
        worker.sendNow(new Message.ChunkDropped(i, i));
      }
    }
    int next = 0;
    while (!byZeroMq.isEmpty()) {
      assertEquals(new Message.ForgetTask(next++), byZeroMq.remove());
    }
    while (next < 1000) {
      assertEquals(new Message.ForgetTask(next++), direct.next());
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals(new Message.ChunkDropped(i, i), replies.take());
    }
  }

  @Test
  void leaves_to_zeromq_what_takes_effect_at_once() throws Exception {
    DirectRequests direct = open();
    request(new Message.Cancel(5));
    request(new Message.OutputTaken(6));
    request(new Message.ForgetJob(5));
    assertEquals(new Message.Cancel(5), byZeroMq.take());
    assertEquals(new Message.OutputTaken(6), byZeroMq.take());
    assertEquals(new Message.ForgetJob(5), direct.next());
  }

  @Test
  void carries_frames_of_any_size() throws Exception {
    DirectRequests direct = open();
    var random = new Random(1);
    for (int size : new int[] {0, 1, 16 << 10, (16 << 10) + 1, 300_000, 20_000_000}) {
      byte[] frame = new byte[size];
      random.nextBytes(frame);
      var payload = Payload.of(frame, new byte[0], frame);
      request(new Message.Blob(1, payload));
      assertEqualFrames(payload, assertInstanceOf(Message.Blob.class, direct.next()).elements());
      worker.sendNow(new Message.ChunkDone(1, 2, payload, 3, 4, 5, 6, 7));
      assertEqualFrames(
          payload, assertInstanceOf(Message.ChunkDone.class, replies.take()).results());
    }
  }

  private static void assertEqualFrames(Payload expected, Payload actual) {
    assertEquals(expected.frames().size(), actual.frames().size());
    for (int i = 0; i < expected.frames().size(); i++) {
      assertArrayEquals(expected.frames().get(i).toArray(), actual.frames().get(i).toArray());
    }
  }

  @Test
  void does_not_mind_the_interrupts_that_tasks_get() throws Exception {
    DirectRequests direct = open();
    Thread.currentThread().interrupt();
    worker.sendNow(new Message.ChunkDropped(1, 2));
    request(new Message.ForgetTask(3));
    Message.Request next = direct.next();
    assertTrue(Thread.interrupted());
    assertEquals(new Message.ForgetTask(3), next);
    assertEquals(new Message.ChunkDropped(1, 2), replies.take());
  }

  @Test
  void is_not_for_strangers() throws Exception {
    var wrongToken = new DirectHello(line.rendezvous().identity(), new byte[32], 0);
    try (Socket stranger = connectBy(wrongToken.toBytes())) {
      assertTurnedAway(stranger);
    }
    var unknown = new DirectHello(new byte[16], line.rendezvous().workerToken(), 0);
    try (Socket stranger = connectBy(unknown.toBytes())) {
      assertTurnedAway(stranger);
    }
    try (Socket silent = connectBy(new byte[3])) {
      assertTurnedAway(silent);
    }
    assertEquals(3, hub.dropped());
    assertNull(heard.poll());
    open(); // the worker that was expected gets it all the same
  }

  /// The pool waits a second for its hello: on a busy machine the worker was turned away.
  @Test
  void is_opened_by_a_worker_whose_loop_is_busy() {
    workerLoop.execute(() -> {
      LockSupport.parkNanos(300_000_000); // until it is asked for the port
      workerLoop.execute(() -> LockSupport.parkNanos(1_200_000_000));
    });
    open();
  }

  @Test
  void is_given_to_a_worker_once() throws Exception {
    open();
    try (Socket second = connectBy(hello().toBytes())) {
      assertTurnedAway(second);
    }
    assertEquals(1, hub.dropped());
  }

  @Test
  void delivers_what_was_sent_before_its_end() throws Exception {
    try (Socket socket = connectBy(hello().toBytes())) {
      for (int i = 0; i < 1000; i++) {
        socket.getOutputStream().write(bytes(new Message.ChunkDropped(i, i), i));
      }
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals(new Message.ChunkDropped(i, i), replies.take());
    }
    assertEquals("garbled: its connection has ended", heard.take());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"noise", "no frames", "a negative length", "a gap", "a hello", "a request"})
  void is_not_listened_to_any_more_after(String what) throws Exception {
    byte[] bad =
        switch (what) {
          case "noise" ->
              "what is this supposed to be?".repeat(100).getBytes(StandardCharsets.UTF_8);
          case "no frames" -> new byte[4];
          case "a negative length" ->
              ByteBuffer.allocate(8).putInt(1).putInt(Integer.MIN_VALUE).array();
          case "a gap" -> bytes(new Message.ChunkDropped(3, 4), 2);
          case "a hello" -> bytes(new Message.Hello(new byte[32], Message.VERSION, 1), 1);
          default -> {
            byte[] request = MessageFrames.encode(1, new Message.Stop()).getFirst();
            yield ByteBuffer.allocate(8 + request.length)
                .putInt(1)
                .putInt(request.length)
                .put(request)
                .array();
          }
        };
    try (Socket socket = connectBy(hello().toBytes())) {
      socket.getOutputStream().write(bytes(new Message.ChunkDropped(1, 2), 0));
      assertEquals(new Message.ChunkDropped(1, 2), replies.take());
      socket.getOutputStream().write(bad);
      assertTrue(heard.take().startsWith("garbled: "));
    }
    assertNull(replies.poll());
  }
}
