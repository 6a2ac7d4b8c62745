package org.muster.kernel.eval;

/// A cell was interrupted and did not end: the kernel goes on without it.
final class CellAbandonedError extends Error {
  private static final long serialVersionUID = 1;

  CellAbandonedError(StackTraceElement[] stack) {
    super(
        "the cell was interrupted but does not end, and the kernel goes on without it; restart the"
            + " kernel if it still uses a processor");
    setStackTrace(stack); // where it hangs
  }
}
