package org.muster.parallel.worker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.TaskInvoker;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Runs chunks, item after item, and answers each: done, failed at an item, or dropped because its
/// job was cancelled.
///
/// Belongs to the task thread.
final class ChunkRunner {

  private final Inbox inbox;
  private final WorkerOutputStreams output;
  private final SharedRoom room;
  private final WorkerArrays arrays;
  private final LoadedTasks tasks;
  private final @Nullable ProgressCell progress;
  private final AnswerLine answerLine;

  ChunkRunner(
      Inbox inbox,
      WorkerOutputStreams output,
      SharedRoom room,
      WorkerArrays arrays,
      LoadedTasks tasks,
      @Nullable ProgressCell progress,
      AnswerLine answerLine) {
    this.inbox = inbox;
    this.output = output;
    this.room = room;
    this.arrays = arrays;
    this.tasks = tasks;
    this.progress = progress;
    this.answerLine = answerLine;
  }

  /// Runs a chunk and answers it.
  void answer(Message.RunChunk chunk) {
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
    answerLine.tellMemory();
    answerLine.send(reply);
    if (progress != null) {
      progress.idle();
    }
  }

  private void note(Message.RunChunk chunk, int index, long called) {
    if (progress != null) {
      progress.running(chunk.chunk(), chunk.from() + index, called);
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
    if (progress != null) {
      progress.loading(chunk.chunk(), chunk.from());
    }
    try {
      loaded = tasks.prepare(chunk.task(), chunk.classes());
      prepared = System.nanoTime();
      graphs = new WorkerGraphs(loaded.loader(), loaded.unpacked(), arrays);
      items = ValueCodec.decode(room.find(chunk.items()), graphs);
      results = new Object[items.length];
    } catch (StopSignal.Stopped e) {
      throw e;
    } catch (Throwable e) { // items may read themselves
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
      note(chunk, i, began);
      try {
        results[i] =
            TaskInvoker.invoke(
                loaded.task(),
                items[i],
                place -> {
                  at[0] = place;
                  note(chunk, place, began);
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
    } catch (StopSignal.Stopped e) {
      throw e;
    } catch (Throwable e) { // results may write themselves
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
      } catch (StopSignal.Stopped e) {
        throw e;
      } catch (Throwable e) {
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
    } catch (StopSignal.Stopped e) {
      throw e;
    } catch (Throwable e) {
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
}
