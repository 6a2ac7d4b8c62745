package org.muster.parallel.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.spi.DisplayLine;
import org.muster.parallel.spi.WorkerDisplay;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Sends what tasks display, in pieces: in front of a worker's first results only small messages
/// get through ([PoolLine#needsDirect]).
///
/// What is on its way counts for the window of printed output. A value takes its place there at
/// once, however large it is, and gets it back when it has been shown: never more than the window
/// and one value of each thread are under way.
///
/// **Threads.** Safe for all.
final class WorkerDisplays implements DisplayLine.Sender {

  private static final int PIECE_BYTES = 32 << 10;

  private final PoolLine line;
  private final Inbox inbox;
  private final WorkerOutputStreams output;
  private final Executor sending;

  /// @param sending one thread: the pieces of a value stay together, also if the task that displays
  ///   it is stopped
  WorkerDisplays(PoolLine line, Inbox inbox, WorkerOutputStreams output, Executor sending) {
    this.line = line;
    this.inbox = inbox;
    this.output = output;
    this.sending = sending;
  }

  @Override
  public void send(WorkerDisplay.Content content) {
    byte[] graph = Packer.packResult(row(content)).graph();
    LargeResults.check(Payload.of(graph), inbox.largestResult());
    List<Message.Display> pieces = pieces(inbox.runningJob(), graph);
    output.flush(); // stands above
    inbox.window().awaitRoom();
    await(CompletableFuture.runAsync(() -> sendAll(pieces, graph.length), sending));
  }

  /// Room is taken here and not by the task, which may be stopped in between: nobody would give it
  /// back.
  private void sendAll(List<Message.Display> pieces, int bytes) {
    inbox.window().use(bytes);
    pieces.forEach(line::send);
  }

  /// As [org.muster.parallel.pool] reads it.
  private static @Nullable Object[] row(WorkerDisplay.Content content) {
    return new @Nullable Object[] {
      content.value(), content.types().toArray(new String[0]), content.id(), content.replaces()
    };
  }

  private static List<Message.Display> pieces(long job, byte[] graph) {
    List<Message.Display> pieces = new ArrayList<>();
    for (int from = 0; from < graph.length; from += PIECE_BYTES) {
      int to = Math.min(graph.length, from + PIECE_BYTES);
      pieces.add(new Message.Display(job, to == graph.length, Arrays.copyOfRange(graph, from, to)));
    }
    return pieces;
  }

  /// What a task displays is on its way before its result. A cancelled one does not wait.
  private static void await(CompletableFuture<Void> sent) {
    try {
      sent.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("what was displayed could not be sent", e.getCause());
    }
  }
}
