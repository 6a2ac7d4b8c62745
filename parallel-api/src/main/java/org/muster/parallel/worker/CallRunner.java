package org.muster.parallel.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.CallSite;
import org.muster.parallel.closure.CellLoader;
import org.muster.parallel.closure.LambdaFactory;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.TaskInvoker;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Runs calls, of which many come in one message, and answers each.
///
/// Belongs to the task thread.
final class CallRunner {

  /// The calls of one message, ready to be made.
  private interface Calls {
    Object call(int index);
  }

  private final PoolLine line;
  private final Inbox inbox;
  private final WorkerOutputStreams output;
  private final SharedRoom room;
  private final WorkerArrays arrays;
  private final LoadedTasks tasks;
  private final @Nullable ProgressCell progress;
  private final AnswerLine answerLine;
  private final CallAnswers answers;

  CallRunner(
      PoolLine line,
      Inbox inbox,
      WorkerOutputStreams output,
      SharedRoom room,
      WorkerArrays arrays,
      LoadedTasks tasks,
      @Nullable ProgressCell progress,
      AnswerLine answerLine) {
    this.line = line;
    this.inbox = inbox;
    this.output = output;
    this.room = room;
    this.arrays = arrays;
    this.tasks = tasks;
    this.progress = progress;
    this.answerLine = answerLine;
    this.answers = new CallAnswers(line);
  }

  /// Makes the calls of one message.
  void run(Message.RunCalls m) {
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
    } catch (RuntimeException | Error e) { // what a task captured may read itself
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
    answerLine.tellMemory();
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
      progress.loading(id, 0);
    }
    Message.Reply reply;
    long start = System.nanoTime();
    try {
      Object call = calls.call(index);
      if (progress != null) {
        progress.running(id, 0, System.nanoTime());
      }
      Object result = TaskInvoker.invoke(call, null, _ -> {});
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
        reply = new Message.ChunkFailed(id, id, 0, Preview.NULL, Payload.EMPTY, thrown);
      }
    } finally {
      output.flush();
      inbox.finished();
    }
    answerLine.send(reply);
  }
}
