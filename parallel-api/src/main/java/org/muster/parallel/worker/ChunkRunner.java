package org.muster.parallel.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArraySource;
import org.muster.parallel.closure.CallSite;
import org.muster.parallel.closure.CellLoader;
import org.muster.parallel.closure.LambdaFactory;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.closure.Unpacked;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.TaskInvoker;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.transport.PoolLine.DirectRequests;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Runs chunks, one after the other, on the thread that calls [#runUntilStopped].
///
/// Every chunk is answered: done, failed at an item, or dropped because its job was cancelled.
final class ChunkRunner {

  private static final int ANSWERS_BEFORE_DIRECT = 3;

  private final PoolLine line;
  private final Inbox inbox;
  private final WorkerOutputStreams output;
  private final SharedRoom room = new SharedRoom();
  private final WorkerArrays arrays = new WorkerArrays(room);
  private final LoadedTasks tasks;
  private final @Nullable ProgressCell progress;
  private final CallAnswers answers;
  private final MemoryUse memory = new MemoryUse();
  private int answered;
  private boolean isDirect;

  /// @param progress shows the pool what runs, or null if it does not want to know
  ChunkRunner(
      PoolLine line, Inbox inbox, WorkerOutputStreams output, @Nullable ProgressCell progress) {
    this.progress = progress;
    this.line = line;
    this.inbox = inbox;
    this.output = output;
    this.tasks = new LoadedTasks(line, inbox, arrays);
    this.answers = new CallAnswers(line);
  }

  void runUntilStopped() {
    Message.Request request = inbox.next();
    while (!(request instanceof Message.Stop)) {
      take(request);
      request = inbox.next();
    }
  }

  /// No `switch`, as in [org.muster.parallel.wire.MessageFrames].
  private void take(Message.Request request) {
    if (request instanceof Message.RunChunk m) {
      if (inbox.begin()) {
        answer(m);
        answered();
      }
    } else if (request instanceof Message.RunCalls m) {
      run(m);
      answered();
    } else if (request instanceof Message.Classes m) {
      tasks.add(m.classes());
    } else if (request instanceof Message.DefineTask m) {
      tasks.define(m);
    } else if (request instanceof Message.ForgetTask m) {
      tasks.forget(m.task());
    } else if (request instanceof Message.ForgetClasses m) {
      tasks.forgetClasses(m.hashes());
    } else if (request instanceof Message.Libraries m) {
      tasks.addLibraries(m.paths());
    } else if (request instanceof Message.Blob m) {
      arrays.add(m);
    } else if (request instanceof Message.ForgetBlob m) {
      arrays.forget(m.blob());
    } else if (request instanceof Message.SharedMemory m) {
      room.open(m);
    } else if (request instanceof Message.ForgetJob(long job)) {
      inbox.forget(job);
    } else {
      throw new AssertionError("this takes effect when it arrives: " + request);
    }
  }

  /// A worker that is only started, or runs one task and ends, does not need a direct line.
  private void answered() {
    if (++answered == ANSWERS_BEFORE_DIRECT) {
      openDirect();
    }
  }

  private void openDirect() {
    if (!isDirect) {
      DirectRequests direct = line.openDirect();
      if (direct != null) {
        isDirect = true;
        inbox.useDirect(direct);
      }
    }
  }

  private void answer(Message.RunChunk chunk) {
    Message.Reply reply;
    if (inbox.started(chunk.job())) {
      try {
        reply = run(chunk);
      } catch (StopSignal.Stopped e) {
        reply = dropped(chunk);
      } finally {
        output.flush();
        inbox.finished();
      }
    } else {
      reply = dropped(chunk);
    }
    tellMemory();
    send(reply);
    if (progress != null) {
      progress.idle();
    }
  }

  /// Sends an answer; what was encoded for another one is given up.
  private void send(Message.Reply reply) {
    room.sending(reply instanceof Message.ChunkDone done ? done.results() : Payload.EMPTY);
    if (line.needsDirect(reply)) {
      openDirect();
    }
    line.sendNow(reply);
  }

  /// Before the answer, so that the pool knows it when it gives out the next chunk.
  private void tellMemory() {
    memory.change().ifPresent(bytes -> line.send(new Message.Memory(bytes)));
  }

  // ---- calls -----------------------------------------------------------------------------------

  /// Makes the calls of one message.
  private interface Calls {
    Object call(int index);
  }

  private void run(Message.RunCalls m) {
    Calls calls;
    WorkerGraphs graphs;
    try {
      if (m.site() == Message.RunCalls.NO_TASK) {
        CellLoader loader = tasks.turnToCalls(m.classes());
        graphs = new WorkerGraphs(loader, null, arrays);
        calls = fromGraphs(m, loader);
      } else {
        LoadedTasks.Loaded site = tasks.prepare(m.site(), m.classes());
        graphs = new WorkerGraphs(site.loader(), null, arrays);
        calls = fromValues(m, tasks.factory(m.site(), site), graphs);
      }
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      graphs = new WorkerGraphs(getClass().getClassLoader(), null, arrays);
      calls =
          _ -> {
            throw e;
          };
    }
    for (int i = 0; i < m.ids().length; i++) {
      if (inbox.begin()) {
        runCall(m.ids()[i], calls, i, graphs);
      }
    }
    tellMemory();
    answers.send();
    if (progress != null) {
      progress.idle();
    }
  }

  private static Calls fromValues(Message.RunCalls m, LambdaFactory factory, ObjectGraphs graphs) {
    List<@Nullable Object[]> columns = new ArrayList<>();
    List<Frame> frames = m.calls().frames();
    for (int i = 0; i < frames.size(); i += 2) {
      columns.add(ValueCodec.decode(new Payload(frames.subList(i, i + 2)), graphs));
    }
    return index -> {
      @Nullable Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = columns.get(i)[index];
      }
      return factory.make(values);
    };
  }

  /// Read one after the other, each when it is its turn: that is when its variables are set.
  private Calls fromGraphs(Message.RunCalls m, CellLoader loader) {
    ByteBuffer all = ByteBuffer.wrap(m.calls().array(0));
    List<byte[]> graphs = new ArrayList<>(m.ids().length);
    while (all.hasRemaining()) {
      byte[] graph = new byte[all.getInt()];
      all.get(graph);
      graphs.add(graph);
    }
    return index ->
        Objects.requireNonNull(Unpacker.unpack(graphs.get(index), loader, arrays).root());
  }

  private void runCall(long id, Calls calls, int index, ObjectGraphs graphs) {
    if (!inbox.started(id)) {
      line.sendNow(new Message.ChunkDropped(id, id));
      return;
    }
    if (progress != null) {
      progress.running(id, 0);
    }
    Message.Reply reply;
    long start = System.nanoTime();
    try {
      Object result = TaskInvoker.invoke(calls.call(index), null, _ -> {});
      if (CallSite.isSmall(result)) {
        output.flush(); // before its result
        answers.add(id, result, start);
        return;
      }
      // Written now: the next call may change it.
      Payload encoded = ValueCodec.encode(new @Nullable Object[] {result}, graphs, room);
      long nanos = System.nanoTime() - start;
      reply = new Message.ChunkDone(id, id, encoded, nanos, start, 0, 0, nanos);
    } catch (StopSignal.Stopped e) {
      reply = new Message.ChunkDropped(id, id);
    } catch (Throwable e) { // whatever a task throws is the caller's
      if (inbox.isCancelled(id)) {
        reply = new Message.ChunkDropped(id, id);
      } else {
        Payload thrown = ValueCodec.encode(ThrownValues.toRow(e), graphs);
        reply = new Message.ChunkFailed(id, id, 0, "", Payload.EMPTY, thrown);
      }
    } finally {
      output.flush();
      inbox.finished();
    }
    send(reply);
  }

  // ---- chunks ----------------------------------------------------------------------------------

  private void note(Message.RunChunk chunk, int index) {
    if (progress != null) {
      progress.running(chunk.chunk(), chunk.from() + index);
    }
  }

  private Message.Reply run(Message.RunChunk chunk) {
    long start = System.nanoTime();
    long prepared;
    @Nullable Object[] items;
    @Nullable Object[] results;
    LoadedTasks.Loaded loaded;
    ObjectGraphs graphs;
    if (!arrays.isComplete() || !room.reaches(chunk.items())) {
      return new Message.ChunkUnreadable(chunk.job(), chunk.chunk());
    }
    note(chunk, 0);
    try {
      loaded = tasks.prepare(chunk.task(), chunk.classes());
      prepared = System.nanoTime();
      graphs = new WorkerGraphs(loaded.loader(), loaded.unpacked(), arrays);
      items = ValueCodec.decode(room.find(chunk.items()), graphs);
      results = new Object[items.length];
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      return failed(
          chunk,
          0,
          "",
          new Object[0],
          e,
          new WorkerGraphs(getClass().getClassLoader(), null, arrays));
    }
    long began = System.nanoTime();
    int[] at = {0};
    for (int i = 0; i < items.length; i++) {
      note(chunk, i);
      try {
        results[i] =
            TaskInvoker.invoke(
                loaded.task(),
                items[i],
                place -> {
                  at[0] = place;
                  note(chunk, place);
                });
      } catch (StopSignal.Stopped e) {
        throw e;
      } catch (Throwable e) { // whatever a task throws is the caller's
        if (inbox.isCancelled(chunk.job())) {
          return dropped(chunk);
        }
        if (TaskInvoker.isSlice(loaded.task(), items[i])) {
          String argument = Preview.of(TaskInvoker.inSlice(items[i], at[0]));
          return failed(chunk, at[0], argument, new Object[0], e, graphs);
        }
        return failed(chunk, i, Preview.of(items[i]), results, e, graphs);
      }
    }
    long ran = System.nanoTime() - began;
    try {
      Payload encoded = ValueCodec.encode(results, graphs, room);
      LargeResults.check(encoded, inbox.largestResult());
      long nanos = System.nanoTime() - start;
      return new Message.ChunkDone(
          chunk.job(),
          chunk.chunk(),
          encoded,
          nanos,
          start,
          prepared - start,
          began - prepared,
          ran);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return unsendable(chunk, items, results, e, graphs);
    }
  }

  /// Nobody wants the exception of a task that was cancelled, and to write one down may take long:
  /// the first of a JVM needs 100 ms of processor time.
  private static Message.Reply dropped(Message.RunChunk chunk) {
    return new Message.ChunkDropped(chunk.job(), chunk.chunk());
  }

  /// Finds the result that cannot travel.
  private Message.Reply unsendable(
      Message.RunChunk chunk,
      @Nullable Object[] items,
      @Nullable Object[] results,
      Throwable first,
      ObjectGraphs graphs) {
    for (int i = 0; i < results.length; i++) {
      try {
        Payload alone = ValueCodec.encode(new Object[] {results[i]}, graphs);
        LargeResults.check(alone, inbox.largestResult());
      } catch (OutOfMemoryError e) {
        Throwable why = LargeResults.noRoomFor(results[i], e);
        return failed(chunk, i, Preview.of(items[i]), results, why, graphs);
      } catch (RuntimeException | StackOverflowError e) {
        return failed(chunk, i, Preview.of(items[i]), results, e, graphs);
      }
    }
    return failed(chunk, 0, Preview.of(items[0]), results, first, graphs);
  }

  /// @param index of the failed item in the chunk; those before it have results
  private static Message.Reply failed(
      Message.RunChunk chunk,
      int index,
      String argument,
      @Nullable Object[] results,
      Throwable thrown,
      ObjectGraphs graphs) {
    Payload before;
    try {
      before = ValueCodec.encode(Arrays.copyOf(results, Math.min(index, results.length)), graphs);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      before = Payload.EMPTY;
    }
    return new Message.ChunkFailed(
        chunk.job(),
        chunk.chunk(),
        chunk.from() + index,
        argument,
        before,
        ValueCodec.encode(ThrownValues.toRow(thrown), graphs));
  }

  /// The object graphs of one task: items in, results out.
  ///
  /// @param task whose notebook variables count, whatever the items brought along
  private record WorkerGraphs(ClassLoader loader, @Nullable Unpacked task, ArraySource arrays)
      implements ObjectGraphs {

    @Override
    public byte[] write(@Nullable Object[] values) {
      return Packer.packResult(values).graph();
    }

    @Override
    public @Nullable Object[] read(byte[] graph) {
      var unpacked = Unpacker.unpack(graph, loader, arrays);
      if (task != null && !unpacked.bindings().isEmpty()) {
        task.bind();
      }
      if (unpacked.root() instanceof @Nullable Object[] values) {
        return values;
      }
      throw new IllegalArgumentException("a damaged payload: no row of items");
    }
  }
}
