package org.muster.kernel.parallel;

/// Marks each line with the worker that printed it, as in `[worker 2] done`, and keeps lines of
/// different workers apart that were printed in pieces.
final class WorkerLines {

  /// What a pool says itself comes from no worker and is not marked.
  private static final String NO_WORKER = "";

  private String last = NO_WORKER;
  private boolean lineBegun;

  /// The text with its marks.
  String mark(String printer, String text) {
    var marked = new StringBuilder();
    if (lineBegun && !printer.equals(last)) {
      marked.append('\n');
      lineBegun = false;
    }
    last = printer;
    int at = 0;
    while (at < text.length()) {
      if (!lineBegun && !printer.equals(NO_WORKER)) {
        marked.append('[').append(printer).append("] ");
      }
      int end = text.indexOf('\n', at) + 1;
      lineBegun = end == 0;
      marked.append(text, at, end == 0 ? text.length() : end);
      at = end == 0 ? text.length() : end;
    }
    return marked.toString();
  }
}
