package org.muster.kernel.parallel;

import org.muster.kernel.eval.CellRun;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.ProgressSink;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerDisplay;
import org.muster.parallel.spi.WorkerOutput;

/// One run of a cell, as pools know it.
///
/// @param host shows errors in lines of cells
/// @param shown under the cell
record CellSubmitter(CellRun run, KernelHost host, RunOutput shown)
    implements Submitter, OutputSink {

  @Override
  public OutputSink output() {
    return this;
  }

  @Override
  public ProgressSink progress() {
    return shown.progress();
  }

  @Override
  public void run(Runnable piece) {
    run.lend(piece);
  }

  /// Shows the text under the cell, tagged with its worker.
  @Override
  public void accept(WorkerOutput output) {
    shown.lines().print(output);
  }

  /// Shows the value under the cell, below whose it is.
  @Override
  public void display(WorkerDisplay display) {
    run.lend(() -> {
      try {
        WorkerDisplays.show(display, shown.lines(), run.output());
      } catch (Throwable e) { // whatever reading or rendering throws: code of the user's
        if (!run.isInterrupted()) { // that stops rendering too
          report("Cannot show what %s has displayed: ".formatted(display.printer()), e);
        }
      }
    });
  }

  @Override
  public void report(String who, Throwable thrown) {
    say(who + host.textOf(thrown) + "\n");
  }

  @Override
  public Registration whenInterrupted(Runnable cancel) {
    Runnable forget = run.whenInterrupted(cancel);
    return forget::run;
  }
}
