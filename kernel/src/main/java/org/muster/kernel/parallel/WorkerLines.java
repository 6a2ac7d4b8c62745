package org.muster.kernel.parallel;

/// Marks each line with the worker that printed it, as in `[worker 2] done`, and keeps lines of
/// different workers apart that were printed in pieces.
final class WorkerLines {

  /// What a pool says itself comes from no worker and is not marked.
  private static final int NO_WORKER = -1;

  private int last = NO_WORKER;
  private boolean lineBegun;

  /// The text with its marks.
  String mark(int worker, String text) {
    var marked = new StringBuilder();
    if (lineBegun && worker != last) {
      marked.append('\n');
      lineBegun = false;
    }
    last = worker;
    int at = 0;
    while (at < text.length()) {
      if (!lineBegun && worker != NO_WORKER) {
        marked.append("[worker ").append(worker).append("] ");
      }
      int end = text.indexOf('\n', at) + 1;
      lineBegun = end == 0;
      marked.append(text, at, end == 0 ? text.length() : end);
      at = end == 0 ? text.length() : end;
    }
    return marked.toString();
  }
}
