package org.muster.kernel.magic;

import java.util.ArrayList;
import java.util.List;

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

  /// The arguments up to the end of this text: words, or texts in double quotes, in which a
  /// backslash takes away the meaning of the character behind it.
  List<String> arguments(String upToEnd) {
    List<String> arguments = new ArrayList<>();
    var argument = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = argumentsStart; i < upToEnd.length(); i++) {
      char c = upToEnd.charAt(i);
      if (quoted && c == '\\' && i + 1 < upToEnd.length()) {
        argument.append(upToEnd.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (!quoted && Character.isWhitespace(c)) {
        if (begun) {
          arguments.add(argument.toString());
          argument.setLength(0);
          begun = false;
        }
      } else {
        argument.append(c);
        begun = true;
      }
    }
    if (begun) {
      arguments.add(argument.toString());
    }
    return arguments;
  }
}
