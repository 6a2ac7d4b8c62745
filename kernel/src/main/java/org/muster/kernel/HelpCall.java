package org.muster.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A cell that asks what a name is: `?name` or `name?`, with two marks for all that is known.
///
/// @param name as in `String.format`
/// @param detail 0, or 1 for two marks
record HelpCall(String name, int detail) {

  private static final Pattern CALL =
      Pattern.compile(
          "(?<before>\\?{0,2})\\s*(?<name>[\\p{javaJavaIdentifierPart}.]+)\\s*(?<after>\\?{0,2})");

  /// The call in a cell, or null if the cell is none.
  static @Nullable HelpCall parse(String code) {
    String call = code.strip();
    if (!call.startsWith("?") && !call.endsWith("?")) {
      return null;
    }
    Matcher parts = CALL.matcher(call);
    if (!parts.matches()) {
      return null;
    }
    int marks = Math.max(parts.group("before").length(), parts.group("after").length());
    return new HelpCall(parts.group("name"), marks - 1);
  }
}
