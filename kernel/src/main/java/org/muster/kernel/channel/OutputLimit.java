package org.muster.kernel.channel;

import java.util.Map;

/// How much text a cell may show: all of it up to a limit, and then its end alone, so that a loop
/// which never stops printing fills neither the notebook nor the memory.
///
/// **Threads.** Guarded by its [CellOutput].
final class OutputLimit {

  private static final String VARIABLE = "MUSTER_OUTPUT_LIMIT";
  private static final long USUAL_CHARS = 10_000_000;
  private static final int CHARS_OF_END = 100_000;

  private final long most;
  private long shown;
  private long omitted;
  private final StringBuilder end = new StringBuilder();

  /// @param most characters; 0 for no limit
  OutputLimit(long most) {
    this.most = most;
  }

  /// The limit that the environment sets, or the usual one.
  static long of(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "");
    try {
      return text.isBlank() ? USUAL_CHARS : Math.max(0, Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      ProtocolLog.note("%s is no number of characters: %s".formatted(VARIABLE, text));
      return USUAL_CHARS;
    }
  }

  boolean isReached() {
    return most > 0 && shown >= most;
  }

  /// Takes the part of a text that is still shown; the rest may be a part of the end.
  ///
  /// @return how many characters that is
  int take(String text) {
    int count = most == 0 ? text.length() : Math.clamp(most - shown, 0, text.length());
    if (count > 0 && count < text.length() && Character.isLowSurrogate(text.charAt(count))) {
      count++;
    }
    shown += count;
    if (count < text.length()) {
      omit(text.substring(count));
    }
    return count;
  }

  private void omit(String text) {
    omitted += text.length();
    end.append(text);
    if (end.length() > 2 * CHARS_OF_END) {
      end.delete(0, end.length() - CHARS_OF_END);
    }
  }

  /// What is said when the limit is reached.
  String notice() {
    return ("\n[this cell has printed %,d characters: of what follows only the end is shown, when the"
            + " cell is done. %s sets another limit in the environment of the kernel, 0 none]\n")
        .formatted(most, VARIABLE);
  }

  /// The end of what was not shown, from the beginning of a line if there is one; empty if all was.
  String takeEnd() {
    int from = Math.max(0, end.length() - CHARS_OF_END);
    int line = end.indexOf("\n", from) + 1;
    if (omitted > end.length() - from && line > 0 && line < end.length()) {
      from = line;
    } else if (from < end.length() && Character.isLowSurrogate(end.charAt(from))) {
      from++;
    }
    String text = end.substring(from);
    long lost = omitted - text.length();
    omitted = 0;
    end.setLength(0);
    return lost > 0 ? "[%,d characters are left out here]\n%s".formatted(lost, text) : text;
  }

  /// The front end shows nothing any more.
  void reset() {
    shown = 0;
    omitted = 0;
    end.setLength(0);
  }
}
