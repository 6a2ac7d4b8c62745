package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The text of a cell, with lines and columns counted as people do.
///
/// @param cell the execution count
/// @param text what is compiled; all offsets are in it
/// @param added what it has that nobody has written, in the order of the text
public record CellSource(int cell, String text, List<Addition> added) {

  /// A piece of code that was put in.
  ///
  /// @param at its offset
  record Addition(int at, String code) {}

  private static final int WIDE_BLANK = '\u3000';

  /// More of a line is not shown: text that a program has written has no ends of lines.
  private static final int LONGEST_LINE = 300;

  private static final Set<Character.UnicodeScript> WIDE_SCRIPTS =
      EnumSet.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.HANGUL);

  /// A text that is compiled as it is.
  public CellSource(int cell, String text) {
    this(cell, text, List.of());
  }

  /// The text of a cell as somebody has written it. What JShell wants besides is added to it, and
  /// not shown.
  public static CellSource of(int cell, String written) {
    List<Addition> missing =
        Stream.concat(
                RecordConstructors.withoutModifier(written).stream(),
                SealedTypes.withoutPermits(written).stream())
            .sorted(Comparator.comparingInt(Addition::at))
            .toList();
    var text = new StringBuilder(written);
    List<Addition> added = new ArrayList<>();
    for (Addition each : missing) {
      int at = each.at + text.length() - written.length();
      text.insert(at, each.code);
      added.add(new Addition(at, each.code));
    }
    return new CellSource(cell, text.toString(), List.copyOf(added));
  }

  /// The number, from 1, of the line that holds this offset.
  int lineAt(int offset) {
    int end = Math.clamp(offset, 0, text.length());
    return (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
  }

  /// The text of the line that holds this offset; of a very long one, that around the offset.
  String lineTextAt(int offset) {
    int at = Math.clamp(offset, 0, text.length());
    int end = text.indexOf('\n', at);
    String line = written(lineStart(at), end < 0 ? text.length() : end).stripTrailing();
    int from = firstShown(at);
    int to = Math.min(line.length(), from + LONGEST_LINE);
    return (from > 0 ? "…" : "")
        + line.substring(Math.min(from, to), to)
        + (to < line.length() ? "…" : "");
  }

  /// Blanks that put a caret under this offset, one for each character: the line's own tabs, and
  /// wide ones for those that are twice as wide as others.
  String caretIndentAt(int offset) {
    int at = Math.clamp(offset, 0, text.length());
    int from = firstShown(at);
    return (from > 0 ? " " : "")
        + written(lineStart(at), at)
            .substring(from)
            .codePoints()
            .map(c -> c == '\t' ? c : isWide(c) ? WIDE_BLANK : ' ')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
  }

  /// The first offset of the line that holds this one.
  int lineStart(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }

  /// How many characters are left out at the beginning of the line, for this offset to be seen.
  private int firstShown(int offset) {
    int column = written(lineStart(offset), offset).length();
    return column < LONGEST_LINE ? 0 : column - LONGEST_LINE / 2;
  }

  /// What somebody has written between these offsets.
  public String written(int from, int to) {
    var line = new StringBuilder();
    int at = from;
    for (Addition each : added) {
      if (each.at >= at && each.at < to) {
        line.append(text, at, each.at);
        at = Math.min(to, each.at + each.code.length());
      }
    }
    return line.append(text, at, to).toString();
  }

  private static boolean isWide(int c) {
    return Character.isEmojiPresentation(c) || WIDE_SCRIPTS.contains(Character.UnicodeScript.of(c));
  }
}
