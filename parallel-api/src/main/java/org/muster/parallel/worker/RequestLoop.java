package org.muster.parallel.worker;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.wire.Message;

/// Does what the pool asks for, one request after the other, on the thread that calls
/// [#runUntilStopped].
final class RequestLoop {

  private final Inbox inbox;
  private final SharedRoom room = new SharedRoom();
  private final WorkerArrays arrays = new WorkerArrays(room);
  private final LoadedTasks tasks;
  private final AnswerLine answerLine;
  private final ChunkRunner chunks;
  private final CallRunner calls;

  /// @param progress shows the pool what runs, or null if it does not want to know
  RequestLoop(
      PoolLine line, Inbox inbox, WorkerOutputStreams output, @Nullable ProgressCell progress) {
    this.inbox = inbox;
    this.tasks = new LoadedTasks(line, inbox, arrays);
    this.answerLine = new AnswerLine(line, inbox, room);
    this.chunks = new ChunkRunner(inbox, output, room, arrays, tasks, progress, answerLine);
    this.calls = new CallRunner(line, inbox, output, room, arrays, tasks, progress, answerLine);
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
        chunks.answer(m);
        answerLine.answered();
      }
    } else if (request instanceof Message.RunCalls m) {
      calls.run(m);
      answerLine.answered();
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
}
