package org.muster.kernel.parallel;

/// Tags what workers print with the worker that printed it, and keeps lines of different workers
/// apart that were printed in pieces.
///
/// Lines of one worker that follow each other are tagged once, and stand below each other:
///
///     [worker 2] epoch 1
///                epoch 2
///     [worker 0] epoch 1
final class WorkerLines {

  /// What a pool says itself comes from no worker and is not tagged.
  private static final String NO_WORKER = "";

  private String last = NO_WORKER;
  private boolean lineBegun;

  /// The text with its tags.
  ///
  /// @param follows whether it stands right below what the same worker has printed
  String mark(String printer, String text, boolean follows) {
    var marked = new StringBuilder();
    if (lineBegun && !printer.equals(last)) {
      marked.append('\n');
      lineBegun = false;
    }
    last = printer;
    String tag = printer.equals(NO_WORKER) ? "" : tag(printer) + " ";
    boolean folded = follows || lineBegun;
    int at = 0;
    while (at < text.length()) {
      if (!lineBegun) {
        marked.append(folded ? " ".repeat(tag.length()) : tag);
        folded = true;
      }
      int end = text.indexOf('\n', at) + 1;
      lineBegun = end == 0;
      marked.append(text, at, end == 0 ? text.length() : end);
      at = end == 0 ? text.length() : end;
    }
    return marked.toString();
  }

  /// A line of its own that says whose the thing below it is.
  String title(String printer) {
    return (lineBegun ? "\n" : "") + tag(printer) + "\n";
  }

  /// What comes next stands below something else: it begins a line.
  void leave() {
    lineBegun = false;
  }

  private static String tag(String printer) {
    return "[" + printer + "]";
  }
}
