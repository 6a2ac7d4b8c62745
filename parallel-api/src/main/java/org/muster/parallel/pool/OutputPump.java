package org.muster.parallel.pool;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.WorkerOutput;

/// Hands the output of workers to their sinks, on a thread of its own: a slow reader holds up
/// nothing but those who print.
final class OutputPump {

  private record Piece(
      OutputSink sink, WorkerOutput output, @Nullable BackendJob job, Runnable taken) {}

  /// The number of no worker: the last piece.
  private static final int END = -2;

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final Thread thread;

  OutputPump(String name) {
    thread = LibraryThread.named(name).start(this::run);
  }

  /// Queues a piece; never blocks.
  ///
  /// @param job told now, and once it has been shown
  /// @param taken run once it has been shown
  void show(OutputSink sink, WorkerOutput output, @Nullable BackendJob job, Runnable taken) {
    if (job != null) {
      job.printing();
    }
    pieces.add(new Piece(sink, output, job, taken));
  }

  /// Ends the thread once everything queued has been shown.
  void close() {
    var end = new WorkerOutput(END, 0, WorkerOutput.Stream.OUT, "");
    pieces.add(new Piece(_ -> {}, end, null, () -> {}));
  }

  private void run() {
    while (true) {
      Piece piece;
      try {
        piece = pieces.take();
      } catch (InterruptedException e) {
        continue; // this thread ends with its pool
      }
      if (piece.output().worker() == END) {
        return;
      }
      try {
        piece.sink().accept(piece.output());
      } catch (RuntimeException e) {
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      } finally {
        if (piece.job() != null) {
          piece.job().printed();
        }
        piece.taken().run();
      }
    }
  }
}
