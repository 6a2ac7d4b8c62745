package org.muster.kernel.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.MalformedMessageException;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.MessageCodec;
import org.muster.kernel.message.Publication;
import org.muster.parallel.transport.Endpoint;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.transport.SocketSpec.Kind;

@DisplayName("The channels of a kernel")
@Timeout(60)
class ChannelsTest {

  private final ConnectionFile connection = KernelProcess.freeConnection();
  private final MessageCodec codec = MessageCodec.of(connection);
  private final Channels channels = new Channels(connection, _ -> {}, _ -> {});
  private final SocketLoop loop = SocketLoop.start("test-front-end");
  private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<byte[]>> beats = new LinkedBlockingQueue<>();
  private final Endpoint heartbeat =
      loop.open(
          SocketSpec.connect(Kind.DEALER, connection.address(connection.heartbeatPort())),
          beats::add);

  @BeforeEach
  void listen() throws Exception {
    var _ =
        loop.open(
            SocketSpec.connect(Kind.SUB, connection.address(connection.iopubPort())),
            this::received);
    assertEquals("welcome", next());
  }

  @AfterEach
  void close() {
    loop.close();
    channels.close();
  }

  private void received(List<byte[]> frames) {
    try {
      Message message = codec.decode(frames);
      states.add(
          message.type().equals("status")
              ? message.content().get("execution_state").getAsString()
              : "welcome");
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private void publish(String state) {
    channels.publish(new JsonObject(), new Publication.Status(state));
  }

  private String next() throws InterruptedException {
    String state = states.poll(30, TimeUnit.SECONDS);
    assertNotNull(state, "nothing was published");
    return state;
  }

  /// Something that the kernel's sockets do meanwhile.
  private void beat() throws InterruptedException {
    loop.execute(() -> heartbeat.send(List.of(new byte[] {1})));
    assertNotNull(beats.poll(30, TimeUnit.SECONDS), "the heart does not beat");
  }

  @Test
  void hold_what_a_thread_sends_until_it_releases_it() throws Exception {
    channels.hold();
    publish("busy");
    publish("idle");
    beat();
    assertNull(states.poll());
    channels.release();
    assertEquals("busy", next());
    assertEquals("idle", next());
    publish("starting");
    assertEquals("starting", next(), "no longer held");
  }

  @Test
  void send_what_is_held_before_what_another_thread_sends() throws Exception {
    channels.hold();
    publish("busy");
    Thread.ofPlatform().start(() -> publish("idle")).join();
    assertEquals("busy", next());
    assertEquals("idle", next());
    channels.release();
  }
}
