package org.muster.kernel.eval;

/// What a notebook shows of an exception's message: it may be a user's method that says it, which
/// may fail, and it may be long.
final class ThrownText {

  private static final int MOST_CHARS = 10_000;
  private static final int CHARS_OF_END = 2_000;

  private ThrownText() {}

  /// Its message; empty if it has none.
  static String message(Throwable thrown) {
    try {
      String message = thrown.getLocalizedMessage();
      return message == null ? "" : bounded(message);
    } catch (RuntimeException | Error inMessage) {
      return "its message cannot be read: " + inMessage.getClass().getName();
    }
  }

  /// Both ends of a text that is too long for a notebook.
  private static String bounded(String text) {
    if (text.length() <= MOST_CHARS) {
      return text;
    }
    return "%s … %,d characters left out … %s"
        .formatted(
            text.substring(0, MOST_CHARS - CHARS_OF_END),
            text.length() - MOST_CHARS,
            text.substring(text.length() - CHARS_OF_END));
  }
}
