package org.muster.kernel.eval;

import static java.util.Objects.requireNonNull;

import org.muster.kernel.message.ErrorContent;

/// How a cell ends whose code threw.
final class Failures {

  private final CellErrors errors;
  private final CellClassLoader loader;

  Failures(CellErrors errors, CellClassLoader loader) {
    this.errors = errors;
    this.loader = loader;
  }

  /// What a cell shows of an exception, in lines of cells. May be called from any thread.
  String textOf(Throwable thrown) {
    return String.join("\n", errors.thrown(thrown).traceback());
  }

  /// The end of a cell with this exception, or because somebody has interrupted it.
  CellResult.Failed of(CellRun run, Throwable thrown) {
    if (run.isInterrupted()) {
      String message =
          thrown instanceof CellAbandonedError
              ? String.valueOf(thrown.getMessage())
              : "the cell was interrupted";
      return new CellResult.Failed(errors.thrown(thrown, "Interrupted", message), thrown);
    }
    try {
      Object error = run.call(loader, () -> errors.thrown(thrown));
      return new CellResult.Failed((ErrorContent) requireNonNull(error), thrown);
    } catch (Throwable inMessage) {
      // The exception's own getMessage() throws.
      return new CellResult.Failed(
          ErrorContent.plain(
              thrown.getClass().getName(),
              "its message cannot be read: " + inMessage.getClass().getName()),
          thrown);
    }
  }
}
