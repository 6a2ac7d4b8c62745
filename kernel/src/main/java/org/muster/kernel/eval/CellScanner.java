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

  /// Whether an offset is in a comment, a string or a character, where no code can be.
  static boolean isInText(String code, int offset) {
    int at = 0;
    while (at < offset) {
      int end = at + 1;
      if (code.startsWith("//", at)) {
        end = endOfLine(code, at) + 1;
      } else if (code.startsWith("/*", at)) {
        end = behind(code, "*/", at + 2, false);
      } else if (code.startsWith("\"\"\"", at)) {
        end = behind(code, "\"\"\"", at + 3, false);
      } else if (code.charAt(at) == '"' || code.charAt(at) == '\'') {
        end = behind(code, code.substring(at, at + 1), at + 1, true);
      }
      if (offset < end) {
        return true;
      }
      at = end;
    }
    return false;
  }

  /// The offset behind what ends a comment or a literal, or behind all of the code.
  private static int behind(String code, String close, int from, boolean endsWithLine) {
    for (int at = from; at < code.length(); at++) {
      if (code.startsWith(close, at)) {
        return at + close.length();
      } else if (code.charAt(at) == '\n' && endsWithLine) {
        return at + 1;
      } else if (code.charAt(at) == '\\' && !close.equals("*/")) {
        at++;
      }
    }
    return code.length() + 1;
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
