package org.muster.kernel.parallel;

import org.muster.kernel.eval.CellRun;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.ProgressSink;
import org.muster.parallel.spi.Submitter;
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
