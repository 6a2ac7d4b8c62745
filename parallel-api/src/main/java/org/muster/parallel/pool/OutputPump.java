package org.muster.parallel.pool;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.LibraryThread;

/// Hands the output of workers to their sinks, on a thread of its own: a slow reader holds up
/// nothing but those who print.
final class OutputPump {

  private record Piece(Runnable show, @Nullable BackendJob job, Runnable taken) {}

  /// The last piece.
  private static final Piece END = new Piece(() -> {}, null, () -> {});

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final Thread thread;

  OutputPump(String name) {
    thread = LibraryThread.named(name).start(this::run);
  }

  /// Queues a piece; never blocks.
  ///
  /// @param show hands it to its sink
  /// @param job told now, and once it has been shown
  /// @param taken run once it has been shown
  void show(Runnable show, @Nullable BackendJob job, Runnable taken) {
    if (job != null) {
      job.printing();
    }
    pieces.add(new Piece(show, job, taken));
  }

  /// Ends the thread once everything queued has been shown.
  void close() {
    pieces.add(END);
  }

  private void run() {
    while (true) {
      Piece piece;
      try {
        piece = pieces.take();
      } catch (InterruptedException e) {
        continue; // this thread ends with its pool
      }
      if (piece == END) {
        return;
      }
      try {
        piece.show().run();
      } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
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
