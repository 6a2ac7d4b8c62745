package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.pool.WorkerPool;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;
import org.muster.parallel.wire.Payload;

@DisplayName("A pool to whose port strangers talk")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolPortTest {

  private static final long SEED = 20261121;

  /// What a ZeroMQ peer says first: version 3.0, no authentication.
  private static final byte[] GREETING = new byte[64];

  static {
    GREETING[0] = (byte) 0xff;
    GREETING[9] = 0x7f;
    GREETING[10] = 3;
    byte[] mechanism = "NULL".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(mechanism, 0, GREETING, 12, mechanism.length);
  }

  private final Random random = new Random(SEED);
  private final CompletableFuture<Rendezvous> rendezvous = new CompletableFuture<>();
  private Pool pool;
  private int port;
  private List<Long> workers;

  @BeforeEach
  void open() {
    var launcher = new LocalLauncher();
    pool =
        WorkerPool.open(
            PoolConfig.defaults().withWorkers(2),
            (launch, output) -> {
              rendezvous.complete(launch.rendezvous());
              return launcher.launch(launch, output);
            });
    workers = pool.everywhere(() -> ProcessHandle.current().pid());
    port = Integer.parseInt(rendezvous.join().address().replaceAll(".*:", ""));
  }

  /// It works on, with the workers that it had.
  @AfterEach
  void works_on() {
    assertEquals(List.of(0, 1, 4, 9), pool.map(x -> x * x, range(4)));
    assertEquals(workers, pool.everywhere(() -> ProcessHandle.current().pid()));
    pool.close();
  }

  @Test
  void hears_noise() throws Exception {
    for (int i = 0; i < 100; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      say(random.nextBoolean() ? noise : join(GREETING, noise));
    }
  }

  @Test
  void is_told_of_a_frame_larger_than_its_memory() throws Exception {
    for (long size :
        new long[] {1L << 30, Integer.MAX_VALUE - 100L, 1L << 40, Long.MAX_VALUE, -1}) {
      byte[] announced = ByteBuffer.allocate(9).put((byte) 2).putLong(size).array();
      for (int i = 0; i < 2; i++) {
        say(join(GREETING, join(ready(), announced)));
      }
    }
  }

  @Test
  void hangs_up_before_there_is_room_for_what_somebody_without_a_token_announces()
      throws Exception {
    byte[] announced = ByteBuffer.allocate(9).put((byte) 2).putLong(60 << 20).array();
    byte[] all = join(GREETING, join(ready(), announced));
    List<Socket> strangers = new ArrayList<>();
    try {
      long before = usedBytes();
      for (int i = 0; i < 20; i++) {
        var stranger = new Socket(InetAddress.getLoopbackAddress(), port);
        strangers.add(stranger);
        stranger.setSoTimeout(20_000);
        stranger.getOutputStream().write(all);
      }
      for (Socket stranger : strangers) {
        byte[] answer = stranger.getInputStream().readAllBytes(); // until it hangs up
        assertTrue(answer.length < 1000);
      }
      assertTrue(usedBytes() - before < 60 << 20);
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  @ParameterizedTest(name = "of {0} bytes a frame")
  @ValueSource(ints = {0, 60_000})
  void drops_messages_that_never_end(int frameBytes) throws Exception {
    byte[] frames = framesWithMoreToCome(frameBytes);
    try (var stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
      long before = usedBytes();
      stranger.getOutputStream().write(join(GREETING, ready()));
      InputStream answer = stranger.getInputStream();
      answer.readNBytes(GREETING.length + 1);
      answer.readNBytes(answer.read()); // it is ready as well
      for (long sent = 0; sent < (frameBytes == 0 ? 4 << 20 : 300 << 20); sent += frames.length) {
        stranger.getOutputStream().write(frames);
      }
      assertTrue(usedBytes() - before < 60 << 20);
      assertEquals(List.of(1, 2), pool.map(x -> x + 1, range(2)));
    }
  }

  /// As one message of which there is no end.
  private static byte[] framesWithMoreToCome(int frameBytes) {
    var all = ByteBuffer.allocate(128 << 10);
    while (all.remaining() >= 9 + frameBytes) {
      all.put((byte) 3).putLong(frameBytes).position(all.position() + frameBytes);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  @Test
  void gets_results_of_many_small_parts_from_the_first_one_on() {
    try (var fresh = Pool.of(1)) {
      int[][] parts = fresh.map(x -> new int[] {x}, range(5_000), 5_000).toArray(int[][]::new);
      assertEquals(5_000, parts.length);
      assertArrayEquals(new int[] {4_999}, parts[4_999]);
    }
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /// ZeroMQ takes in little, of workers as well: it does not know who is one.
  @Test
  void gets_results_of_any_size_from_the_first_one_on() {
    try (var fresh = Pool.of(1)) {
      byte[] noise = fresh.apply(() -> noise(100 << 10));
      assertArrayEquals(noise(100 << 10), noise);
      String text = fresh.apply(() -> "x".repeat(3 << 20));
      assertEquals(3 << 20, text.length());
    }
    try (var fresh = Pool.of(1)) {
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () ->
                  fresh.apply(() -> {
                    throw new IllegalStateException("x".repeat(200_000));
                  }));
      assertInstanceOf(IllegalStateException.class, thrown.getCause());
    }
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(SEED).nextBytes(noise);
    return noise;
  }

  @Test
  void hears_damaged_and_repeated_messages_of_peers_without_a_token() throws Exception {
    SocketLoop loop = SocketLoop.start("stranger");
    var sent = new CompletableFuture<Void>();
    try {
      var strangers =
          List.of(
              loop.open(
                  SocketSpec.connect(SocketSpec.Kind.DEALER, rendezvous.join().address()), _ -> {}),
              loop.open(
                  SocketSpec.connect(SocketSpec.Kind.DEALER, rendezvous.join().address())
                      .withIdentity(new byte[] {1, 2, 3}),
                  _ -> {}));
      loop.execute(() -> {
        for (int i = 0; i < 5_000; i++) {
          strangers.get(i % 2).send(mutated(message(i)));
        }
        sent.complete(null);
      });
      sent.join();
      assertEquals(List.of(1, 2), pool.map(x -> x + 1, range(2)));
    } finally {
      loop.close();
    }
  }

  private List<byte[]> message(int i) {
    byte[] token = new byte[32];
    random.nextBytes(token);
    Message message =
        switch (i % 4) {
          case 0 -> new Message.Hello(token, Message.VERSION, 1);
          case 1 -> new Message.ChunkDone(i, i, Payload.of(token), 1, 0, 0, 0, 0);
          case 2 -> new Message.ChunkDropped(i, i);
          default -> new Message.Output(i, false, token);
        };
    return MessageFrames.encode(i % 3, message);
  }

  /// A third stays as it is.
  private List<byte[]> mutated(List<byte[]> frames) {
    List<byte[]> changed = new ArrayList<>();
    for (byte[] frame : frames) {
      byte[] copy = frame.clone();
      switch (random.nextInt(3)) {
        case 0 -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length + 20));
        default -> {}
      }
      changed.add(copy);
    }
    return changed;
  }

  private void say(byte[] bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      socket.setSoTimeout(20);
      socket.getInputStream().readNBytes(64);
    } catch (IOException e) {
      // It hung up, or has nothing to say.
    }
  }

  private static byte[] ready() {
    byte[] name = "READY".getBytes(StandardCharsets.US_ASCII);
    byte[] key = "Socket-Type".getBytes(StandardCharsets.US_ASCII);
    byte[] value = "DEALER".getBytes(StandardCharsets.US_ASCII);
    int body = 1 + name.length + 1 + key.length + 4 + value.length;
    return ByteBuffer.allocate(2 + body)
        .put((byte) 4)
        .put((byte) body)
        .put((byte) name.length)
        .put(name)
        .put((byte) key.length)
        .put(key)
        .putInt(value.length)
        .put(value)
        .array();
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}
