package org.muster.kernel.parallel;

import org.muster.parallel.spi.WorkerOutput;

/// What workers have printed under one cell, on either stream.
///
/// **Threads.** The lock of this object orders the output of pools that work for the same cell.
final class MarkedLines {

  private final WorkerLines out = new WorkerLines();
  private final WorkerLines err = new WorkerLines();

  /// The text of the output with its marks.
  synchronized String mark(WorkerOutput output) {
    WorkerLines lines =
        switch (output.stream()) {
          case OUT -> out;
          case ERR -> err;
        };
    return lines.mark(output.printer(), output.text());
  }
}
