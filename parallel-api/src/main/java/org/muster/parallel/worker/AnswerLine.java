package org.muster.parallel.worker;

import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.transport.PoolLine.DirectRequests;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// The way of answers to the pool: directly, once there have been some, and with the memory that
/// this worker takes.
///
/// Belongs to the task thread.
final class AnswerLine {

  private static final int ANSWERS_BEFORE_DIRECT = 3;

  /// To open a direct line for an answer that needs one: on a busy machine the pool may turn a
  /// worker away that was too slow.
  private static final int ATTEMPTS = 3;

  private final PoolLine line;
  private final Inbox inbox;
  private final SharedRoom room;
  private final MemoryUse memory = new MemoryUse();
  private int answered;
  private boolean isDirect;

  AnswerLine(PoolLine line, Inbox inbox, SharedRoom room) {
    this.line = line;
    this.inbox = inbox;
    this.room = room;
  }

  /// A worker that is only started, or runs one task and ends, does not need a direct line.
  void answered() {
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

  /// Sends an answer; what was encoded for another one is given up.
  void send(Message.Reply reply) {
    room.sending(reply instanceof Message.ChunkDone done ? done.results() : Payload.EMPTY);
    for (int i = 0; i < ATTEMPTS && line.needsDirect(reply); i++) {
      openDirect();
    }
    line.sendNow(reply);
  }

  /// Before the answer, so that the pool knows it when it gives out the next chunk.
  void tellMemory() {
    memory.change().ifPresent(bytes -> line.send(new Message.Memory(bytes)));
  }
}
