package org.muster.parallel.spi;

import java.io.PrintWriter;
import java.io.StringWriter;

/// Whoever hands work to a pool: in a notebook, one run of one cell.
public interface Submitter {

  /// Where the output of this work goes. Also usable after the submitter has ended.
  OutputSink output();

  /// Registers a way to cancel work that is going on for this submitter; a kernel runs it when the
  /// cell is interrupted. Runs at once if the submitter was interrupted already.
  ///
  /// @param cancel called from any thread, at most once; must not block
  /// @return forgets it, once the work has ended
  Registration whenInterrupted(Runnable cancel);

  /// Where it is shown how far this work is.
  default ProgressSink progress() {
    return ProgressSink.NONE;
  }

  /// Runs a piece of this work on the calling thread, which belongs to a pool: what it prints and
  /// what it reads is the submitter's.
  default void run(Runnable piece) {
    piece.run();
  }

  /// Shows a line of Muster's own where errors go.
  default void say(String text) {
    output().accept(new WorkerOutput(-1, -1, WorkerOutput.Stream.ERR, text));
  }

  /// Shows what work of this submitter threw while nobody was waiting for it.
  ///
  /// @param who goes before it: `Exception in process "a": `
  default void report(String who, Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    say(who + text);
  }

  /// Undoes a registration; calling it again does nothing.
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
