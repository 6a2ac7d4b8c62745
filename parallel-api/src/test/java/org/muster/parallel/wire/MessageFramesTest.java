package org.muster.parallel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Message frames")
class MessageFramesTest {

  private static final ClassRef REF = new ClassRef("REPL.$JShell$1", "ab".repeat(32));
  private static final ClassBytes CLASS = new ClassBytes(REF, 7, new byte[] {1, 2, 3});
  private static final Payload BULK = Payload.of(new byte[] {9}, new byte[100_000]);

  /// Its largest frame is in shared memory.
  private static final Payload PLACED =
      new Payload(
          List.of(
              new Frame.Bytes(new byte[] {9}),
              new Frame.Place(4096, 8_000_000_000L),
              new Frame.Bytes(new byte[7])));

  private static final MemoryFile FILE =
      new MemoryFile(UUID.fromString("123e4567-e89b-42d3-a456-426614174000"), 4711, 12, 1L << 33);

  static Stream<Message> everyKind() {
    return Stream.of(
        new Message.Welcome(new byte[32], 3, 1L << 30, 40_123),
        new Message.Classes(List.of(CLASS, CLASS)),
        new Message.DefineTask(5, List.of(REF), BULK),
        new Message.ForgetTask(6),
        new Message.Blob(12, BULK),
        new Message.ForgetBlob(13),
        new Message.ForgetClasses(List.of("ab".repeat(32), "cd".repeat(32))),
        new Message.Capacity(256L << 20),
        new Message.Memory(96L << 20),
        new Message.RunChunk(1, 2, 3, 4, 5, List.of(REF), BULK),
        new Message.RunChunk(1, 2, 3, 4, 5, List.of(REF), PLACED),
        new Message.SharedMemory(FILE, FILE),
        new Message.RunCalls(3, new long[] {7, 9}, List.of(REF), BULK),
        new Message.CallsDone(new long[] {7}, BULK, 11),
        new Message.Cancel(8),
        new Message.ForgetJob(8),
        new Message.GiveBack(12),
        new Message.GivenBack(7, 12),
        new Message.PulledClass("a.B", CLASS),
        new Message.PulledClass("a.B", null),
        new Message.OutputTaken(77),
        new Message.Libraries(List.of("a.jar", "caf\u00e9 folder")),
        new Message.Stop(),
        new Message.Hello(new byte[32], Message.VERSION, 4711),
        new Message.ChunkDone(1, 2, BULK, 3, 4, 5, 7, 6),
        new Message.ChunkDone(1, 2, Payload.EMPTY, 3, -4, 0, 7, 1),
        new Message.ChunkDone(1, 2, PLACED, 3, 4, 5, 7, 6),
        new Message.ChunkUnreadable(1, 2),
        new Message.ChunkFailed(1, 2, 3, "π", BULK, Payload.of(new byte[] {1})),
        new Message.ChunkDropped(1, 2),
        new Message.PullClass("a.B$C"),
        new Message.Display(1, true, new byte[] {7}),
        new Message.Output(1, true, "ä\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void are_tested_for_every_kind_of_message() {
    long kinds =
        Stream.of(Message.Request.class, Message.Reply.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .count();
    assertEquals(kinds, everyKind().map(Object::getClass).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void give_the_message_back(Message message) throws ProtocolException {
    List<byte[]> frames = MessageFrames.encode(41, message);
    var back = MessageFrames.decode(frames);
    assertEquals(41, back.sequence());
    assertEquals(message.getClass(), back.message().getClass());
    // Records of arrays compare by identity: the bytes are what counts.
    List<byte[]> again = MessageFrames.encode(41, back.message());
    assertEquals(frames.size(), again.size());
    for (int i = 0; i < frames.size(); i++) {
      assertArrayEquals(frames.get(i), again.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void refuse_a_message_that_is_cut_off(Message message) {
    List<byte[]> frames = MessageFrames.encode(0, message);
    for (int length = 0; length < frames.getFirst().length; length++) {
      List<byte[]> cut = new ArrayList<>(frames);
      cut.set(0, Arrays.copyOf(frames.getFirst(), length));
      assertThrows(ProtocolException.class, () -> MessageFrames.decode(cut));
    }
  }

  @Test
  void refuse_a_message_whose_bulk_data_is_missing_or_of_another_length() {
    List<byte[]> frames = MessageFrames.encode(0, new Message.ChunkDone(1, 2, BULK, 3, 4, 5, 7, 6));
    assertThrows(ProtocolException.class, () -> MessageFrames.decode(frames.subList(0, 2)));
    List<byte[]> shorter = new ArrayList<>(frames);
    shorter.set(2, new byte[99_999]);
    assertThrows(ProtocolException.class, () -> MessageFrames.decode(shorter));
  }

  @Test
  void say_of_a_frame_in_shared_memory_where_it_is() throws ProtocolException {
    var memory = MemorySegment.ofArray(new byte[1 << 20]);
    var stored = new Frame.Stored(new Frame.Place(64, 1 << 20), memory, () -> {});
    Payload payload = new Payload(List.of(new Frame.Bytes(new byte[3]), stored));
    List<byte[]> frames =
        MessageFrames.encode(0, new Message.ChunkDone(1, 2, payload, 3, 4, 5, 7, 6));
    assertEquals(2, frames.size());
    if (MessageFrames.decode(frames).message() instanceof Message.ChunkDone back) {
      assertEquals(stored.place(), back.results().frames().get(1));
      assertEquals(payload.bytes(), back.results().bytes());
      assertFalse(back.results().isWhole());
      assertThrows(IllegalArgumentException.class, () -> back.results().array(1));
    } else {
      fail("another message");
    }
    List<byte[]> more = new ArrayList<>(frames);
    more.add(new byte[1 << 20]);
    assertThrows(ProtocolException.class, () -> MessageFrames.decode(more));
    assertThrows(ProtocolException.class, () -> MessageFrames.decode(frames.subList(0, 1)));
  }

  @Test
  void refuse_another_version() {
    List<byte[]> frames = MessageFrames.encode(0, new Message.Stop());
    frames.getFirst()[1] = 99;
    var thrown = assertThrows(ProtocolException.class, () -> MessageFrames.decode(frames));
    assertEquals("protocol version 99, this is version " + Message.VERSION, thrown.getMessage());
  }

  @Test
  void survive_random_damage_without_reading_a_length_that_is_not_there() {
    var random = new Random(42);
    List<Message> messages = everyKind().toList();
    for (int round = 0; round < 20_000; round++) {
      List<byte[]> frames =
          new ArrayList<>(
              MessageFrames.encode(round, messages.get(random.nextInt(messages.size()))));
      byte[] head = frames.getFirst().clone();
      for (int flips = random.nextInt(4) + 1; flips > 0; flips--) {
        head[random.nextInt(head.length)] = (byte) random.nextInt(256);
      }
      frames.set(0, head);
      try {
        MessageFrames.decode(frames);
      } catch (ProtocolException e) {
        // Refused: as good as read.
      }
    }
  }
}
