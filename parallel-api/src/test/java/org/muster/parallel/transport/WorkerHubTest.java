package org.muster.parallel.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.transport.SocketSpec.Kind;
import org.muster.parallel.transport.WorkerHub.Line;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;

@DisplayName("A worker hub")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WorkerHubTest implements WorkerListener {

  private final SocketLoop poolLoop = SocketLoop.start("pool");
  private final SocketLoop workerLoop = SocketLoop.start("worker");
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message.Request> requests = new LinkedBlockingQueue<>();
  private WorkerHub hub;
  private Line line;

  @BeforeEach
  void expectOneWorker() throws Exception {
    hub = new WorkerHub(poolLoop);
    var expected = new CompletableFuture<Line>();
    poolLoop.execute(() -> expected.complete(hub.expect(7, this)));
    line = expected.get();
  }

  @AfterEach
  void close() {
    poolLoop.close();
    workerLoop.close();
  }

  @Override
  public void greeted(long pid) {
    heard.add("greeted " + pid);
  }

  @Override
  public void received(Message.Reply reply) {
    heard.add(reply.toString());
  }

  @Override
  public void garbled(String why) {
    heard.add("garbled: " + why);
  }

  private PoolLine connect(Rendezvous rendezvous) {
    return new PoolLine(workerLoop, rendezvous, requests::add, why -> heard.add("worker: " + why));
  }

  private void awaitGreeting() throws InterruptedException {
    assertEquals("greeted " + ProcessHandle.current().pid(), heard.take());
    assertEquals(
        "Capacity[heapBytes=%d]".formatted(Runtime.getRuntime().maxMemory()), heard.take());
  }

  private Endpoint stranger(byte[] identity) {
    return workerLoop.open(
        SocketSpec.connect(Kind.DEALER, line.rendezvous().address()).withIdentity(identity),
        frames -> heard.add("stranger got " + frames.size()));
  }

  private void awaitDropped(long count) throws InterruptedException {
    while (hub.dropped() < count) {
      Thread.sleep(2); // the event is the counter
    }
  }

  @Test
  void greets_a_worker_that_shows_its_token() throws Exception {
    PoolLine worker = connect(line.rendezvous());
    awaitGreeting();
    var welcome = assertInstanceOf(Message.Welcome.class, requests.take());
    assertEquals(7, welcome.worker());
    worker.send(new Message.ChunkDropped(1, 2));
    assertEquals("ChunkDropped[job=1, chunk=2]", heard.take());
  }

  @Test
  void keeps_requests_and_replies_in_order() throws Exception {
    PoolLine worker = connect(line.rendezvous());
    awaitGreeting();
    requests.take();
    for (int i = 0; i < 1000; i++) {
      int n = i;
      poolLoop.execute(() -> assertTrue(line.send(new Message.Cancel(n))));
      worker.send(new Message.ChunkDropped(n, n));
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals(new Message.Cancel(i), requests.take());
      assertEquals(new Message.ChunkDropped(i, i).toString(), heard.take());
    }
  }

  /// On a busy machine a pool may come to two hellos of a worker after the worker's second
  /// connection is there: both welcomes go to that one. The worker left then.
  @Test
  void keeps_a_worker_that_gets_two_welcomes() throws Exception {
    Rendezvous r = line.rendezvous();
    var slowPool = new CompletableFuture<Endpoint>();
    Endpoint router =
        poolLoop.open(
            SocketSpec.bind(Kind.ROUTER, "tcp://127.0.0.1:*"),
            frames -> {
              if (heard.isEmpty()) {
                heard.add("hello");
                var welcome = new Message.Welcome(r.poolToken(), 7, 1 << 20, 0);
                for (Message.Request each : List.of(welcome, welcome, new Message.Cancel(5))) {
                  List<byte[]> message = new ArrayList<>(List.of(r.identity()));
                  message.addAll(MessageFrames.encode(each == welcome ? 0 : 1, each));
                  slowPool.join().send(message);
                }
              }
            });
    slowPool.complete(router);
    connect(new Rendezvous(router.address(), r.identity(), r.workerToken(), r.poolToken()));
    assertInstanceOf(Message.Welcome.class, requests.take());
    assertEquals(new Message.Cancel(5), requests.take());
    assertEquals(List.of("hello"), List.copyOf(heard));
  }

  /// After one second and two more. Where all processors are taken, each hello needs longer.
  @Test
  void hears_less_and_less_often_from_a_worker_that_it_does_not_welcome() throws Exception {
    Rendezvous r = line.rendezvous();
    Endpoint silent =
        poolLoop.open(SocketSpec.bind(Kind.ROUTER, "tcp://127.0.0.1:*"), _ -> heard.add("hello"));
    long start = System.nanoTime();
    connect(new Rendezvous(silent.address(), r.identity(), r.workerToken(), r.poolToken()));
    for (int i = 0; i < 3; i++) {
      assertEquals("hello", heard.take());
    }
    assertTrue(System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void drops_and_counts_a_worker_with_a_wrong_token() throws Exception {
    Rendezvous r = line.rendezvous();
    connect(new Rendezvous(r.address(), r.identity(), new byte[32], r.poolToken()));
    awaitDropped(1);
    assertNull(heard.poll());
    assertNull(requests.poll());
  }

  @Test
  void drops_and_counts_whoever_was_not_expected() throws Exception {
    Endpoint stranger = stranger(new byte[] {1, 2, 3});
    var hello = new Message.Hello(line.rendezvous().workerToken(), Message.VERSION, 1);
    workerLoop.execute(() -> stranger.send(MessageFrames.encode(0, hello)));
    awaitDropped(1);
    assertNull(heard.poll());
  }

  @Test
  void drops_everything_before_the_token_was_shown() throws Exception {
    Endpoint stranger = stranger(line.rendezvous().identity());
    var random = new Random(1);
    workerLoop.execute(() -> {
      stranger.send(MessageFrames.encode(0, new Message.ChunkDropped(1, 2)));
      for (int i = 0; i < 100; i++) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        stranger.send(List.of(noise));
      }
    });
    awaitDropped(101);
    assertNull(heard.poll());
  }

  @Test
  void hears_no_more_of_a_worker_whose_messages_do_not_follow_each_other() throws Exception {
    Endpoint worker = stranger(line.rendezvous().identity());
    var hello = new Message.Hello(line.rendezvous().workerToken(), Message.VERSION, 1);
    workerLoop.execute(() -> {
      worker.send(MessageFrames.encode(0, hello));
      worker.send(MessageFrames.encode(0, new Message.Capacity(1)));
      worker.send(MessageFrames.encode(5, new Message.ChunkDropped(1, 2)));
      worker.send(MessageFrames.encode(6, new Message.ChunkDropped(3, 4)));
    });
    while (true) {
      String next = heard.take();
      if (next.startsWith("garbled")) {
        assertEquals("garbled: message 5 came, 1 was due", next);
        break;
      }
    }
    awaitDropped(1);
    var sent = new CompletableFuture<Boolean>();
    poolLoop.execute(() -> sent.complete(line.send(new Message.Stop())));
    assertFalse(sent.get());
  }

  @Test
  void welcomes_a_worker_again_that_did_not_get_the_welcome_in_time() throws Exception {
    Endpoint first = stranger(line.rendezvous().identity());
    var hello = new Message.Hello(line.rendezvous().workerToken(), Message.VERSION, 1);
    workerLoop.execute(() -> first.send(MessageFrames.encode(0, hello)));
    assertEquals("stranger got 1", heard.take());
    workerLoop.execute(first::close);
    PoolLine worker = connect(line.rendezvous());
    awaitGreeting();
    assertInstanceOf(Message.Welcome.class, requests.take());
    poolLoop.execute(() -> assertTrue(line.send(new Message.Cancel(3))));
    assertEquals(new Message.Cancel(3), requests.take());
    worker.send(new Message.ChunkDropped(1, 2));
    assertEquals("ChunkDropped[job=1, chunk=2]", heard.take());
  }

  @Test
  void is_not_believed_by_a_worker_unless_it_shows_its_token() throws Exception {
    Rendezvous r = line.rendezvous();
    connect(new Rendezvous(r.address(), r.identity(), r.workerToken(), new byte[32]));
    Endpoint witness = stranger(new byte[] {1, 2, 3});
    // Not before the hub has satisfied that worker, which came first.
    workerLoop.execute(() -> witness.send(List.of(new byte[1])));
    awaitDropped(1);
    assertNull(heard.poll());
    assertNull(requests.poll());
  }
}
