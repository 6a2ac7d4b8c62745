package org.muster.kernel.eval;

/// Finds where the next snippet of a cell begins.
final class CellScanner {

  private CellScanner() {}

  /// The first offset from here that is neither white space nor in a comment.
  static int skipBlank(String code, int from) {
    int at = from;
    while (at < code.length()) {
      if (Character.isWhitespace(code.charAt(at))) {
        at++;
      } else if (code.startsWith("//", at)) {
        at = endOfLine(code, at);
      } else if (code.startsWith("/*", at)) {
        int end = code.indexOf("*/", at + 2);
        if (end < 0) {
          return at; // the compiler says what is wrong with it
        }
        at = end + 2;
      } else {
        return at;
      }
    }
    return at;
  }

  /// The offset of the end of the line that holds this one.
  static int endOfLine(String code, int from) {
    int end = code.indexOf('\n', from);
    return end < 0 ? code.length() : end;
  }

  /// The documentation comment that ends in front of this offset, `/** … */` or lines of `///`;
  /// empty if there is none.
  static String commentBefore(String code, int offset) {
    String before = code.substring(0, Math.clamp(offset, 0, code.length())).stripTrailing();
    if (before.endsWith("*/")) {
      int start = before.lastIndexOf("/*");
      return start >= 0 && before.startsWith("/**", start) ? before.substring(start) : "";
    }
    int start = before.length();
    while (start > 0) {
      int line = before.lastIndexOf('\n', start - 1) + 1;
      if (!before.substring(line, start).strip().startsWith("///")) {
        break;
      }
      start = Math.max(0, line - 1);
      if (line == 0) {
        break;
      }
    }
    return before.substring(start).strip();
  }
}
