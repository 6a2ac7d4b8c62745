package org.muster.parallel.wire;

import static java.util.Map.entry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.muster.parallel.wire.Message.Blob;
import org.muster.parallel.wire.Message.CallsDone;
import org.muster.parallel.wire.Message.Cancel;
import org.muster.parallel.wire.Message.Capacity;
import org.muster.parallel.wire.Message.ChunkDone;
import org.muster.parallel.wire.Message.ChunkDropped;
import org.muster.parallel.wire.Message.ChunkFailed;
import org.muster.parallel.wire.Message.ChunkUnreadable;
import org.muster.parallel.wire.Message.Classes;
import org.muster.parallel.wire.Message.DefineTask;
import org.muster.parallel.wire.Message.Display;
import org.muster.parallel.wire.Message.ForgetBlob;
import org.muster.parallel.wire.Message.ForgetClasses;
import org.muster.parallel.wire.Message.ForgetJob;
import org.muster.parallel.wire.Message.ForgetTask;
import org.muster.parallel.wire.Message.GiveBack;
import org.muster.parallel.wire.Message.GivenBack;
import org.muster.parallel.wire.Message.Hello;
import org.muster.parallel.wire.Message.Libraries;
import org.muster.parallel.wire.Message.Memory;
import org.muster.parallel.wire.Message.Output;
import org.muster.parallel.wire.Message.OutputTaken;
import org.muster.parallel.wire.Message.PullClass;
import org.muster.parallel.wire.Message.PulledClass;
import org.muster.parallel.wire.Message.RunCalls;
import org.muster.parallel.wire.Message.RunChunk;
import org.muster.parallel.wire.Message.SharedMemory;
import org.muster.parallel.wire.Message.Stop;
import org.muster.parallel.wire.Message.Welcome;

/// Messages to frames and back.
///
/// The first frame holds everything but the bulk data:
///
///     magic  version  kind  sequence  payload frames  their lengths ...  fields ...
///       u8      u8     u8      i64         i32             i32 each
///
/// A payload frame in shared memory is no frame of the message: instead of its length there is -1,
/// and then where it is and its size, i64 each.
///
/// Sequence numbers count up from 0 in each direction of a connection. Number and lengths are checked
/// because JeroMQ 0.6.0 can hand damaged messages to the application (docs/decisions/0006-dependencies.md).
///
/// Reading trusts nothing: every length is checked against the bytes that are there before anything is
/// allocated. Stateless.
public final class MessageFrames {

  private static final int MAGIC = 0x4d; // M

  /// In place of a length.
  private static final int IN_SHARED_MEMORY = -1;

  private static final int WELCOME = 1;
  private static final int CLASSES = 2;
  private static final int DEFINE_TASK = 3;
  private static final int FORGET_TASK = 4;
  private static final int RUN_CHUNK = 5;
  private static final int CANCEL = 6;
  private static final int PULLED_CLASS = 7;
  private static final int OUTPUT_TAKEN = 8;
  private static final int STOP = 9;
  private static final int BLOB = 20;
  private static final int FORGET_BLOB = 21;
  private static final int SHARED_MEMORY = 25;
  private static final int LIBRARIES = 10;
  private static final int FORGET_CLASSES = 22;
  private static final int RUN_CALLS = 23;
  private static final int FORGET_JOB = 24;
  private static final int GIVE_BACK = 26;
  private static final int HELLO = 33;
  private static final int CHUNK_DONE = 34;
  private static final int CHUNK_FAILED = 35;
  private static final int CHUNK_DROPPED = 36;
  private static final int CHUNK_UNREADABLE = 53;
  private static final int PULL_CLASS = 37;
  private static final int OUTPUT = 38;
  private static final int DISPLAY = 39;
  private static final int CAPACITY = 50;
  private static final int CALLS_DONE = 51;
  private static final int MEMORY = 52;
  private static final int GIVEN_BACK = 56;

  /*
   * No `switch` over the types of messages here or in the worker: the JVM makes a class for each such
   * switch when it is first run, which no AOT cache keeps. Six of them were 20 ms of a worker's start.
   * What the compiler would check, MessageFramesTest does for all messages that there are.
   */
  private static final Map<Class<?>, Integer> KINDS =
      Map.ofEntries(
          entry(Welcome.class, WELCOME),
          entry(Classes.class, CLASSES),
          entry(Libraries.class, LIBRARIES),
          entry(DefineTask.class, DEFINE_TASK),
          entry(ForgetTask.class, FORGET_TASK),
          entry(RunChunk.class, RUN_CHUNK),
          entry(RunCalls.class, RUN_CALLS),
          entry(CallsDone.class, CALLS_DONE),
          entry(Cancel.class, CANCEL),
          entry(ForgetJob.class, FORGET_JOB),
          entry(GiveBack.class, GIVE_BACK),
          entry(PulledClass.class, PULLED_CLASS),
          entry(OutputTaken.class, OUTPUT_TAKEN),
          entry(Stop.class, STOP),
          entry(Blob.class, BLOB),
          entry(ForgetBlob.class, FORGET_BLOB),
          entry(ForgetClasses.class, FORGET_CLASSES),
          entry(SharedMemory.class, SHARED_MEMORY),
          entry(Hello.class, HELLO),
          entry(ChunkDone.class, CHUNK_DONE),
          entry(ChunkFailed.class, CHUNK_FAILED),
          entry(ChunkDropped.class, CHUNK_DROPPED),
          entry(ChunkUnreadable.class, CHUNK_UNREADABLE),
          entry(GivenBack.class, GIVEN_BACK),
          entry(PullClass.class, PULL_CLASS),
          entry(Output.class, OUTPUT),
          entry(Display.class, DISPLAY),
          entry(Capacity.class, CAPACITY),
          entry(Memory.class, MEMORY));

  private MessageFrames() {}

  /// A message with its place in the conversation.
  public record Numbered(long sequence, Message message) {}

  /// The frames of a message.
  ///
  /// @param sequence how many messages went this way before it
  public static List<byte[]> encode(long sequence, Message message) {
    List<Frame> bulk = bulkOf(message);
    var bytes = new ByteArrayOutputStream(64);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(MAGIC);
      out.writeByte(Message.VERSION);
      out.writeByte(kindOf(message));
      out.writeLong(sequence);
      out.writeInt(bulk.size());
      for (Frame frame : bulk) {
        if (frame instanceof Frame.Bytes there) {
          out.writeInt(there.array().length);
        } else {
          writePlace(
              out, frame instanceof Frame.Stored stored ? stored.place() : (Frame.Place) frame);
        }
      }
      writeFields(out, message);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to write", e);
    }
    if (bulk.isEmpty()) {
      return List.of(bytes.toByteArray());
    }
    List<byte[]> frames = new ArrayList<>(bulk.size() + 1);
    frames.add(bytes.toByteArray());
    for (Frame frame : bulk) {
      if (frame instanceof Frame.Bytes there) {
        frames.add(there.array());
      }
    }
    return frames;
  }

  private static void writePlace(DataOutputStream out, Frame.Place place) throws IOException {
    out.writeInt(IN_SHARED_MEMORY);
    out.writeLong(place.offset());
    out.writeLong(place.size());
  }

  /// The message in these frames.
  ///
  /// @throws ProtocolException if they are no message of this version
  public static Numbered decode(List<byte[]> frames) throws ProtocolException {
    if (frames.isEmpty()) {
      throw new ProtocolException("a message without frames");
    }
    var in = new DataInputStream(new ByteArrayInputStream(frames.getFirst()));
    try {
      if (in.readUnsignedByte() != MAGIC) {
        throw new ProtocolException("not a Muster message");
      }
      int version = in.readUnsignedByte();
      if (version != Message.VERSION) {
        throw new ProtocolException(
            "protocol version %d, this is version %d".formatted(version, Message.VERSION));
      }
      int kind = in.readUnsignedByte();
      long sequence = in.readLong();
      List<Frame> bulk = readBulk(in, frames.subList(1, frames.size()));
      Message message = readFields(in, kind, bulk);
      if (in.available() > 0) {
        throw new ProtocolException("%d bytes too many".formatted(in.available()));
      }
      return new Numbered(sequence, message);
    } catch (EOFException | UTFDataFormatException e) {
      throw new ProtocolException("a message that is cut off or damaged");
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to read", e);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(String.valueOf(e.getMessage()));
    }
  }

  private static List<Frame> readBulk(DataInputStream in, List<byte[]> came)
      throws IOException, ProtocolException {
    int count = in.readInt();
    if (count < came.size() || count - came.size() > in.available()) {
      throw new ProtocolException("%d frames announced, %d came".formatted(count, came.size()));
    }
    List<Frame> bulk = new ArrayList<>(count);
    int next = 0;
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length == IN_SHARED_MEMORY) {
        bulk.add(new Frame.Place(in.readLong(), in.readLong()));
      } else {
        if (next == came.size()) {
          throw new ProtocolException("a frame of %d bytes did not come".formatted(length));
        }
        byte[] frame = came.get(next++);
        if (length != frame.length && frame != Payload.NO_ROOM) {
          throw new ProtocolException(
              "a frame of %d bytes announced, %d came".formatted(length, frame.length));
        }
        bulk.add(new Frame.Bytes(frame));
      }
    }
    if (next < came.size()) {
      throw new ProtocolException("%d frames announced, %d came".formatted(next, came.size()));
    }
    return bulk;
  }

  private static int kindOf(Message message) {
    Integer kind = KINDS.get(message.getClass());
    if (kind == null) {
      throw new AssertionError("no kind: " + message);
    }
    return kind;
  }

  private static List<Frame> bulkOf(Message message) {
    if (message instanceof RunChunk m) {
      return m.items().frames();
    }
    if (message instanceof ChunkDone m) {
      return m.results().frames();
    }
    if (message instanceof RunCalls m) {
      return m.calls().frames();
    }
    if (message instanceof CallsDone m) {
      return m.results().frames();
    }
    if (message instanceof DefineTask m) {
      return m.graph().frames();
    }
    if (message instanceof Blob m) {
      return m.elements().frames();
    }
    if (message instanceof ChunkFailed m) {
      List<Frame> both = new ArrayList<>(m.results().frames());
      both.addAll(m.exception().frames());
      return both;
    }
    return List.of();
  }

  private static void writeFields(DataOutputStream out, Message message) throws IOException {
    if (message instanceof RunChunk m) {
      out.writeLong(m.job());
      out.writeLong(m.chunk());
      out.writeLong(m.task());
      out.writeLong(m.from());
      out.writeInt(m.count());
      writeRefs(out, m.classes());
    } else if (message instanceof ChunkDone m) {
      out.writeLong(m.job());
      out.writeLong(m.chunk());
      out.writeLong(m.nanos());
      out.writeLong(m.started());
      out.writeLong(m.prepareNanos());
      out.writeLong(m.decodeNanos());
      out.writeLong(m.runNanos());
    } else if (message instanceof RunCalls m) {
      out.writeLong(m.site());
      writeLongs(out, m.ids());
      writeRefs(out, m.classes());
    } else if (message instanceof CallsDone m) {
      writeLongs(out, m.ids());
      out.writeLong(m.nanos());
    } else if (message
        instanceof Welcome(byte[] token, int worker, long largestResult, int directPort)) {
      writeBytes(out, token);
      out.writeInt(worker);
      out.writeLong(largestResult);
      out.writeInt(directPort);
    } else if (message instanceof Classes(List<ClassBytes> classes)) {
      out.writeInt(classes.size());
      for (ClassBytes c : classes) {
        writeClass(out, c);
      }
    } else if (message instanceof Libraries(List<String> paths)) {
      writeTexts(out, paths);
    } else if (message instanceof ForgetClasses(List<String> hashes)) {
      writeTexts(out, hashes);
    } else if (message instanceof DefineTask m) {
      out.writeLong(m.task());
      writeRefs(out, m.classes());
    } else if (message instanceof ForgetTask(long task)) {
      out.writeLong(task);
    } else if (message instanceof Blob(long blob, _)) {
      out.writeLong(blob);
    } else if (message instanceof ForgetBlob(long blob)) {
      out.writeLong(blob);
    } else if (message instanceof Capacity(long heapBytes)) {
      out.writeLong(heapBytes);
    } else if (message instanceof Memory(long bytes)) {
      out.writeLong(bytes);
    } else if (message instanceof Cancel(long job)) {
      out.writeLong(job);
    } else if (message instanceof ForgetJob(long job)) {
      out.writeLong(job);
    } else if (message instanceof GiveBack(long given)) {
      out.writeLong(given);
    } else if (message instanceof GivenBack(long from, long to)) {
      out.writeLong(from);
      out.writeLong(to);
    } else if (message instanceof PulledClass m) {
      writeText(out, m.name());
      ClassBytes found = m.found();
      out.writeBoolean(found != null);
      if (found != null) {
        writeClass(out, found);
      }
    } else if (message instanceof OutputTaken(int bytes)) {
      out.writeInt(bytes);
    } else if (message instanceof Stop) {
      // nothing but its kind
    } else if (message instanceof Hello(byte[] token, int version, long pid)) {
      writeBytes(out, token);
      out.writeInt(version);
      out.writeLong(pid);
    } else if (message instanceof ChunkFailed m) {
      out.writeLong(m.job());
      out.writeLong(m.chunk());
      out.writeLong(m.index());
      writeText(out, m.argument());
      out.writeInt(m.results().frames().size());
    } else if (message instanceof ChunkDropped(long job, long chunk)) {
      out.writeLong(job);
      out.writeLong(chunk);
    } else if (message instanceof ChunkUnreadable(long job, long chunk)) {
      out.writeLong(job);
      out.writeLong(chunk);
    } else if (message instanceof SharedMemory(MemoryFile items, MemoryFile results)) {
      writeFile(out, items);
      writeFile(out, results);
    } else if (message instanceof PullClass(String name)) {
      writeText(out, name);
    } else if (message instanceof Output(long job, boolean error, byte[] text)) {
      out.writeLong(job);
      out.writeBoolean(error);
      writeBytes(out, text);
    } else if (message instanceof Display(long job, boolean isLast, byte[] piece)) {
      out.writeLong(job);
      out.writeBoolean(isLast);
      writeBytes(out, piece);
    } else {
      throw new AssertionError("no fields: " + message);
    }
  }

  private static Message readFields(DataInputStream in, int kind, List<Frame> bulk)
      throws IOException, ProtocolException {
    return switch (kind) {
      case WELCOME -> new Welcome(readBytes(in), in.readInt(), in.readLong(), in.readInt());
      case CLASSES -> {
        int count = readCount(in);
        List<ClassBytes> classes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          classes.add(readClass(in));
        }
        yield new Classes(classes);
      }
      case LIBRARIES -> new Libraries(readTexts(in));
      case FORGET_CLASSES -> new ForgetClasses(readTexts(in));
      case DEFINE_TASK -> new DefineTask(in.readLong(), readRefs(in), new Payload(bulk));
      case FORGET_TASK -> new ForgetTask(in.readLong());
      case BLOB -> new Blob(in.readLong(), new Payload(bulk));
      case FORGET_BLOB -> new ForgetBlob(in.readLong());
      case CAPACITY -> new Capacity(in.readLong());
      case MEMORY -> new Memory(in.readLong());
      case RUN_CHUNK ->
          new RunChunk(
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readInt(),
              readRefs(in),
              new Payload(bulk));
      case RUN_CALLS -> new RunCalls(in.readLong(), readLongs(in), readRefs(in), new Payload(bulk));
      case CALLS_DONE -> {
        long[] ids = readLongs(in);
        yield new CallsDone(ids, new Payload(bulk), in.readLong());
      }
      case CANCEL -> new Cancel(in.readLong());
      case FORGET_JOB -> new ForgetJob(in.readLong());
      case GIVE_BACK -> new GiveBack(in.readLong());
      case GIVEN_BACK -> new GivenBack(in.readLong(), in.readLong());
      case PULLED_CLASS -> new PulledClass(readText(in), in.readBoolean() ? readClass(in) : null);
      case OUTPUT_TAKEN -> new OutputTaken(in.readInt());
      case STOP -> new Stop();
      case HELLO -> new Hello(readBytes(in), in.readInt(), in.readLong());
      case CHUNK_DONE ->
          new ChunkDone(
              in.readLong(),
              in.readLong(),
              new Payload(bulk),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      case CHUNK_FAILED -> {
        long job = in.readLong();
        long chunk = in.readLong();
        long index = in.readLong();
        String argument = readText(in);
        int results = in.readInt();
        if (results < 0 || results > bulk.size()) {
          throw new ProtocolException("%d frames of results".formatted(results));
        }
        yield new ChunkFailed(
            job,
            chunk,
            index,
            argument,
            new Payload(bulk.subList(0, results)),
            new Payload(bulk.subList(results, bulk.size())));
      }
      case CHUNK_DROPPED -> new ChunkDropped(in.readLong(), in.readLong());
      case CHUNK_UNREADABLE -> new ChunkUnreadable(in.readLong(), in.readLong());
      case SHARED_MEMORY -> new SharedMemory(readFile(in), readFile(in));
      case PULL_CLASS -> new PullClass(readText(in));
      case OUTPUT -> new Output(in.readLong(), in.readBoolean(), readBytes(in));
      case DISPLAY -> new Display(in.readLong(), in.readBoolean(), readBytes(in));
      default -> throw new ProtocolException("an unknown kind of message: " + kind);
    };
  }

  private static void writeLongs(DataOutputStream out, long[] numbers) throws IOException {
    out.writeInt(numbers.length);
    for (long number : numbers) {
      out.writeLong(number);
    }
  }

  private static long[] readLongs(DataInputStream in) throws IOException, ProtocolException {
    long[] numbers = new long[readCount(in)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.readLong();
    }
    return numbers;
  }

  private static void writeRefs(DataOutputStream out, List<ClassRef> refs) throws IOException {
    out.writeInt(refs.size());
    for (ClassRef ref : refs) {
      writeText(out, ref.name());
      writeText(out, ref.sha256());
    }
  }

  private static List<ClassRef> readRefs(DataInputStream in) throws IOException, ProtocolException {
    int count = readCount(in);
    List<ClassRef> refs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      refs.add(new ClassRef(readText(in), readText(in)));
    }
    return refs;
  }

  private static void writeClass(DataOutputStream out, ClassBytes c) throws IOException {
    writeText(out, c.ref().name());
    writeText(out, c.ref().sha256());
    out.writeInt(c.cell());
    writeBytes(out, c.bytes());
  }

  private static ClassBytes readClass(DataInputStream in) throws IOException, ProtocolException {
    return new ClassBytes(new ClassRef(readText(in), readText(in)), in.readInt(), readBytes(in));
  }

  private static void writeFile(DataOutputStream out, MemoryFile file) throws IOException {
    out.writeLong(file.id().getMostSignificantBits());
    out.writeLong(file.id().getLeastSignificantBits());
    out.writeLong(file.pid());
    out.writeInt(file.descriptor());
    out.writeLong(file.bytes());
  }

  private static MemoryFile readFile(DataInputStream in) throws IOException {
    var id = new UUID(in.readLong(), in.readLong());
    return new MemoryFile(id, in.readLong(), in.readInt(), in.readLong());
  }

  private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException, ProtocolException {
    int count = readCount(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(readText(in));
    }
    return texts;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readText(DataInputStream in) throws IOException, ProtocolException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException, ProtocolException {
    byte[] bytes = new byte[readCount(in)];
    in.readFully(bytes);
    return bytes;
  }

  /// A count of things that take at least one byte each.
  private static int readCount(DataInputStream in) throws IOException, ProtocolException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new ProtocolException("%d announced, %d bytes left".formatted(count, in.available()));
    }
    return count;
  }
}
