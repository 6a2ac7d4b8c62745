package org.muster.kernel.magic;

/// The name of a magic, and where its arguments begin in the cell.
record MagicCall(String name, int argumentsStart) {

  /// Reads a call.
  ///
  /// @param start offset behind the percent signs
  static MagicCall parse(String code, int start) {
    int end = start;
    while (end < code.length() && !Character.isWhitespace(code.charAt(end))) {
      end++;
    }
    return new MagicCall(code.substring(start, end), end);
  }
}
