package org.muster.parallel.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The first bytes of every shared object.
///
/// Offset 0: magic number. 8: version of this layout. 12: state. 16: how often other processes have
/// attached. 24: process of the maker, 32: its descriptor. 40: size of the object's own memory. 48:
/// [#PARAMETERS] numbers of its kind. 128: title of its kind, 192: its name, both of them with
/// their length in four bytes before.
final class Header {

  static final int BYTES = 512;
  static final int PARAMETERS = 8;

  /// In the order of a life.
  enum State {
    /// Being made, or waiting whether its name is free.
    COMING,
    READY,
    /// Its name does not lead to it any more.
    UNLINKED
  }

  private static final long MAGIC = 0x4d75737465725368L;
  private static final int VERSION = 1;

  private static final long STATE = 12;
  private static final long ATTACHED = 16;
  private static final long PID = 24;
  private static final long DESCRIPTOR = 32;
  private static final long SIZE = 40;
  private static final long PARAMETER = 48;
  private static final long TITLE = 128;
  private static final long NAME = 192;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final List<State> STATES = List.of(State.values());

  private final MemorySegment memory;

  private Header(MemorySegment memory) {
    this.memory = memory;
  }

  /// Of a new object, whose state is [State#COMING].
  static Header write(
      SharedSegment segment, String title, String name, long size, long... parameters) {
    MemorySegment memory = segment.memory();
    memory.set(ValueLayout.JAVA_LONG, 0, MAGIC);
    memory.set(ValueLayout.JAVA_INT, 8, VERSION);
    memory.set(ValueLayout.JAVA_LONG, PID, SharedSegment.PID);
    memory.set(ValueLayout.JAVA_LONG, DESCRIPTOR, segment.handle().descriptor());
    memory.set(ValueLayout.JAVA_LONG, SIZE, size);
    for (int i = 0; i < parameters.length; i++) {
      memory.set(ValueLayout.JAVA_LONG, PARAMETER + 8L * i, parameters[i]);
    }
    writeText(memory, TITLE, title, NAME - TITLE);
    writeText(memory, NAME, name, BYTES - NAME);
    return new Header(memory);
  }

  /// Of an object that is there.
  ///
  /// @throws IOException if this is no shared object, or of another version of Muster
  static Header read(SharedSegment segment) throws IOException {
    MemorySegment memory = segment.memory();
    if (memory.byteSize() < BYTES || memory.get(ValueLayout.JAVA_LONG, 0) != MAGIC) {
      throw new IOException("it is no shared object");
    }
    int version = memory.get(ValueLayout.JAVA_INT, 8);
    if (version != VERSION) {
      throw new IOException(
          "another version of Muster made it: layout %d, here %d".formatted(version, VERSION));
    }
    Header header = new Header(memory);
    if (header.size() < 0 || header.size() > memory.byteSize() - BYTES) {
      throw new IOException("its memory is damaged");
    }
    return header;
  }

  /// The state of an object that is not mapped here; [State#UNLINKED] if it is gone.
  static State stateOf(Path file) {
    ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(word, STATE);
    } catch (IOException e) {
      return State.UNLINKED;
    }
    return word.hasRemaining() ? State.COMING : state(word.getInt(0)); // not yet of its size
  }

  private static State state(int number) {
    return number >= 0 && number < STATES.size() ? STATES.get(number) : State.UNLINKED;
  }

  private static void writeText(MemorySegment memory, long offset, String text, long room) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > room - Integer.BYTES) {
      throw new IllegalArgumentException("`%s` is too long".formatted(text));
    }
    memory.set(ValueLayout.JAVA_INT, offset, bytes.length);
    MemorySegment.copy(
        bytes, 0, memory, ValueLayout.JAVA_BYTE, offset + Integer.BYTES, bytes.length);
  }

  private String text(long offset, long room) {
    int length = Math.clamp(memory.get(ValueLayout.JAVA_INT, offset), 0, (int) room - 4);
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset + Integer.BYTES, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  State state() {
    return state((int) INT.getAcquire(memory, STATE));
  }

  void become(State state) {
    INT.setRelease(memory, STATE, STATES.indexOf(state));
  }

  /// How often other processes have attached.
  int attached() {
    return (int) INT.getVolatile(memory, ATTACHED);
  }

  void countAttached() {
    int _ = (int) INT.getAndAdd(memory, ATTACHED, 1);
  }

  long makerPid() {
    return memory.get(ValueLayout.JAVA_LONG, PID);
  }

  int makerDescriptor() {
    return (int) memory.get(ValueLayout.JAVA_LONG, DESCRIPTOR);
  }

  long size() {
    return memory.get(ValueLayout.JAVA_LONG, SIZE);
  }

  long parameter(int i) {
    return memory.get(ValueLayout.JAVA_LONG, PARAMETER + 8L * i);
  }

  String title() {
    return text(TITLE, NAME - TITLE);
  }

  String name() {
    return text(NAME, BYTES - NAME);
  }
}
