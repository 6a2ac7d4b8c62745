package org.muster.kernel.parallel;

import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.message.Publication;
import org.muster.parallel.spi.WorkerOutput;

/// What workers print and display under one cell.
///
/// **Threads.** May be used from any thread; the lock is that of the cell's output, so that nothing
/// comes between what is tagged and what is shown.
final class MarkedLines {

  private final CellOutput cell;
  private final WorkerLines out = new WorkerLines();
  private final WorkerLines err = new WorkerLines();

  private String lastPrinter = "";

  /// Null if what was shown last is no text.
  private WorkerOutput.@Nullable Stream lastStream;

  /// What the cell had shown when these lines were the last of it.
  private long shown = -1;

  MarkedLines(CellOutput cell) {
    this.cell = cell;
  }

  /// Shows what is no text, below a line that says whose it is unless that is clear.
  void display(String printer, Publication.DisplayData displayed) {
    synchronized (cell) {
      if (!isLast(printer)) {
        cell.print(OutputStreamName.STDOUT, out.title(printer));
      }
      out.leave();
      err.leave();
      cell.publish(displayed);
      lastPrinter = printer;
      lastStream = null;
      shown = cell.shown();
    }
  }

  private boolean isLast(String printer) {
    return cell.shown() == shown && printer.equals(lastPrinter);
  }

  /// Shows the text with its tags.
  void print(WorkerOutput output) {
    synchronized (cell) {
      boolean follows = isLast(output.printer()) && output.stream() == lastStream;
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
