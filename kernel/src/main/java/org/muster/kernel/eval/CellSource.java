package org.muster.kernel.eval;

import java.util.EnumSet;
import java.util.Set;

/// The text of a cell, with lines and columns counted as people do.
///
/// @param cell the execution count
public record CellSource(int cell, String text) {

  private static final int WIDE_BLANK = '\u3000';

  private static final Set<Character.UnicodeScript> WIDE_SCRIPTS =
      EnumSet.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.HANGUL);

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

  /// Blanks that put a caret under this offset, one for each character: the line's own tabs, and
  /// wide ones for those that are twice as wide as others.
  String caretIndentAt(int offset) {
    int at = Math.clamp(offset, 0, text.length());
    return text.substring(lineStart(at), at)
        .codePoints()
        .map(c -> c == '\t' ? c : isWide(c) ? WIDE_BLANK : ' ')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isWide(int c) {
    return Character.isEmojiPresentation(c) || WIDE_SCRIPTS.contains(Character.UnicodeScript.of(c));
  }

  private int lineStart(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }
}
