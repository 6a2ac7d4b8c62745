package org.muster.kernel.eval;

/// The text of a cell, with lines and columns counted as people do.
///
/// @param cell the execution count
public record CellSource(int cell, String text) {

  /// The number, from 1, of the line that holds this offset.
  int lineAt(int offset) {
    int end = Math.clamp(offset, 0, text.length());
    return (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
  }

  /// The text of the line that holds this offset.
  String lineTextAt(int offset) {
    int at = Math.clamp(offset, 0, text.length());
    int end = text.indexOf('\n', at);
    return text.substring(lineStart(at), end < 0 ? text.length() : end).stripTrailing();
  }

  /// Blanks that put a caret under this offset, with the line's own tabs.
  String caretIndentAt(int offset) {
    int at = Math.clamp(offset, 0, text.length());
    return text.substring(lineStart(at), at).replaceAll("[^\t]", " ");
  }

  private int lineStart(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }
}
