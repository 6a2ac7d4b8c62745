package org.muster.kernel.parallel;

import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.display.ArrivedValues;
import org.muster.kernel.display.Notebook;
import org.muster.kernel.display.Shown;
import org.muster.parallel.spi.WorkerDisplay;

/// Shows what tasks display, rendered here: a worker has no renderers.
final class WorkerDisplays {

  private WorkerDisplays() {}

  /// Shows a value under its cell, on a thread of that.
  static void show(WorkerDisplay display, MarkedLines lines, CellOutput cell) {
    WorkerDisplay.Content content = display.content().get();
    DisplayData data =
        Notebook.render(
            ArrivedValues.original(content.value()), content.types().toArray(new String[0]));
    if (content.replaces()) {
      cell.publish(Shown.again(data, content.id()));
    } else {
      lines.display(display.printer(), Shown.first(data, content.id()));
    }
  }
}
