package org.muster.kernel.parallel;

import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.parallel.spi.WorkerOutput;

/// What workers print under one cell, on either stream.
///
/// **Threads.** May be used from any thread; the lock is that of the cell's output, so that nothing
/// comes between what is tagged and what is shown.
final class MarkedLines {

  private final CellOutput cell;
  private final WorkerLines out = new WorkerLines();
  private final WorkerLines err = new WorkerLines();

  private String lastPrinter = "";
  private WorkerOutput.Stream lastStream = WorkerOutput.Stream.OUT;

  /// What the cell had shown when these lines were the last of it.
  private long shown = -1;

  MarkedLines(CellOutput cell) {
    this.cell = cell;
  }

  /// Shows the text with its tags.
  void print(WorkerOutput output) {
    synchronized (cell) {
      boolean follows =
          cell.shown() == shown
              && output.stream() == lastStream
              && output.printer().equals(lastPrinter);
      switch (output.stream()) {
        case OUT ->
            cell.print(OutputStreamName.STDOUT, out.mark(output.printer(), output.text(), follows));
        case ERR ->
            cell.print(OutputStreamName.STDERR, err.mark(output.printer(), output.text(), follows));
      }
      lastPrinter = output.printer();
      lastStream = output.stream();
      shown = cell.shown();
    }
  }
}
