package org.muster.kernel.eval;

/// Ends the code of a cell that was interrupted. An error rather than an exception, so that only
/// code that catches everything catches it, and that meets the next stop check.
public final class CellInterruptedError extends Error {
  private static final long serialVersionUID = 1;

  CellInterruptedError() {
    super("the cell was interrupted");
  }
}
