package org.muster.kernel.eval;

/// Where the expressions begin that stand in front of a point, in code that is not complete.
final class Receivers {

  private Receivers() {}

  /// Where the expression begins that ends at this point: names, calls, indexes and texts, joined
  /// by points.
  static int start(String code, int from, int end) {
    int at = end;
    while (at > from) {
      char c = code.charAt(at - 1);
      if (Character.isJavaIdentifierPart(c) || c == '.') {
        at--;
      } else if (c == ')' || c == ']') {
        at = opening(code, from, at - 1);
      } else if (c == '"') {
        int open = code.lastIndexOf('"', at - 2);
        return open < from ? at : open;
      } else if (Character.isWhitespace(c) && continues(code, from, at)) {
        at--;
      } else {
        break;
      }
    }
    if (at > from + 3 && code.startsWith("new ", at - 4)) {
      return at - 4;
    }
    return at;
  }

  /// Whether the white space in front of this offset is inside a chain of calls.
  private static boolean continues(String code, int from, int at) {
    int before = at;
    while (before > from && Character.isWhitespace(code.charAt(before - 1))) {
      before--;
    }
    boolean pointAhead = at < code.length() && code.substring(at).stripLeading().startsWith(".");
    return before > from
        && pointAhead
        && (code.charAt(before - 1) == ')'
            || Character.isJavaIdentifierPart(code.charAt(before - 1)));
  }

  private static int opening(String code, int from, int closing) {
    int depth = 0;
    for (int i = closing; i >= from; i--) {
      char c = code.charAt(i);
      if (c == ')' || c == ']') {
        depth++;
      } else if (c == '(' || c == '[') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return from;
  }

  /// Where the parenthesis that opens here is closed; -1 if it is not.
  static int closing(String code, int opening) {
    int depth = 0;
    for (int i = opening; i < code.length(); i++) {
      depth += code.charAt(i) == '(' ? 1 : code.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
