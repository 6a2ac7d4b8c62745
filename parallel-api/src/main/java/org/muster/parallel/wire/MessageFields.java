package org.muster.parallel.wire;

import static java.util.Map.entry;
import static org.muster.parallel.wire.WireTypes.readBytes;
import static org.muster.parallel.wire.WireTypes.readClass;
import static org.muster.parallel.wire.WireTypes.readCount;
import static org.muster.parallel.wire.WireTypes.readFile;
import static org.muster.parallel.wire.WireTypes.readLongs;
import static org.muster.parallel.wire.WireTypes.readRefs;
import static org.muster.parallel.wire.WireTypes.readText;
import static org.muster.parallel.wire.WireTypes.readTexts;
import static org.muster.parallel.wire.WireTypes.writeBytes;
import static org.muster.parallel.wire.WireTypes.writeClass;
import static org.muster.parallel.wire.WireTypes.writeFile;
import static org.muster.parallel.wire.WireTypes.writeLongs;
import static org.muster.parallel.wire.WireTypes.writeRefs;
import static org.muster.parallel.wire.WireTypes.writeText;
import static org.muster.parallel.wire.WireTypes.writeTexts;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/// The kinds of messages, and the fields of each.
final class MessageFields {

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

  private MessageFields() {}

  /// The number of its kind.
  static int kindOf(Message message) {
    Integer kind = KINDS.get(message.getClass());
    if (kind == null) {
      throw new AssertionError("no kind: " + message);
    }
    return kind;
  }

  /// What travels beside the first frame.
  static List<Frame> bulkOf(Message message) {
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

  /// Writes what is neither its kind nor bulk.
  static void write(DataOutputStream out, Message message) throws IOException {
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

  /// @param kind as [#kindOf] gave it
  /// @throws ProtocolException if these are not its fields
  static Message read(DataInputStream in, int kind, List<Frame> bulk)
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
}
