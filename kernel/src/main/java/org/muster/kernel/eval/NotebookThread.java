package org.muster.kernel.eval;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.stop.ThreadStop;

/// The thread that runs the statements of all cells, one after the other, as the main thread of a
/// program would: what a cell leaves on it, such as the value of a `ThreadLocal`, a lock that it
/// holds, or memory that only this thread may use, the next cell finds.
///
/// **Threads.** One thread hands over pieces, each when the one before has ended; [#interrupt] and
/// [#stop] may come from any.
final class NotebookThread {

  private final Thread thread;
  private volatile @Nullable Piece next;
  private volatile boolean abandoned;

  /// The run that a piece is running for; null between pieces.
  private @Nullable CellRun running;

  /// Whether the thread was stopped in the running piece.
  private boolean stopSent;

  /// Whose statement was the last.
  private @Nullable CellRun last;

  /// Whether the interrupt flag was set when the last piece ended: a statement that sets it means
  /// the next one of its cell.
  private boolean flagged;

  /// A thread that waits for its first piece.
  NotebookThread(ThreadGroup group, ClassLoader loader) {
    thread =
        Thread.ofPlatform()
            .group(group)
            .name("notebook")
            .daemon(true) // user threads inherit it: they never keep a kernel alive
            .inheritInheritableThreadLocals(false)
            .unstarted(this::runPieces);
    thread.setContextClassLoader(loader);
    thread.start();
  }

  void run(Piece piece) {
    next = piece;
    LockSupport.unpark(thread);
  }

  /// The thread ends when the piece that it runs does.
  void abandon() {
    abandoned = true;
    LockSupport.unpark(thread);
  }

  /// Interrupts the thread if it runs a piece of this run.
  synchronized void interrupt(CellRun run) {
    if (runs(run)) {
      thread.interrupt();
    }
  }

  /// Whether the thread runs a piece of this run.
  synchronized boolean runs(CellRun run) {
    return run.equals(running);
  }

  /// Stops the thread if it runs a piece of this run and is where it may be stopped.
  ///
  /// @return whether it runs one
  synchronized boolean stop(CellRun run, Consumer<Thread> stop) {
    boolean runs = runs(run);
    if (runs) {
      stopSent = true;
      stop.accept(thread);
    }
    return runs;
  }

  boolean isThread(Thread other) {
    return thread.equals(other);
  }

  boolean isCaller() {
    return isThread(Thread.currentThread());
  }

  StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  private void runPieces() {
    while (!abandoned) {
      runNext();
    }
  }

  /// Keeps nothing of the piece, so that what it has used can go.
  private void runNext() {
    Piece piece = next;
    if (piece == null) {
      LockSupport.park(this);
      flagged |= Thread.interrupted(); // a thread whose flag is set does not park
      return;
    }
    next = null;
    begin(piece.run());
    try {
      piece.runBody();
    } catch (CellInterruptedError e) {
      piece.threw(e); // a stop that came when the body had ended
    }
    end();
    piece.tellEnded();
  }

  private synchronized void begin(CellRun run) {
    if (flagged && run.equals(last)) {
      thread.interrupt();
    }
    flagged = false;
    last = run;
    running = run;
    stopSent = false;
    CellThreads.bind(run);
  }

  private void end() {
    leave();
    flagged = Thread.interrupted();
    CellThreads.bind(null);
  }

  /// From here on nobody stops or interrupts this thread for the sake of the run. A stop is sent
  /// with this object's monitor held while the piece runs, so none is sent any more.
  private void leave() {
    boolean left = false;
    while (!left) {
      try {
        if (forgetRun()) {
          ThreadStop.await();
        }
        left = true;
      } catch (CellInterruptedError e) {
        // It has come late: the piece has ended.
      }
    }
  }

  /// @return whether its thread was stopped
  private synchronized boolean forgetRun() {
    running = null;
    return stopSent;
  }
}
