package org.muster.kernel.eval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an exception says of itself, for as much as it can say: its methods may be a user's, and
/// may fail, and what they say may be long.
final class ThrownParts {

  private static final StackTraceElement[] NO_STACK = {};
  private static final int MOST_CHARS = 10_000;
  private static final int CHARS_OF_END = 2_000;

  private ThrownParts() {}

  /// Its message; empty if it has none.
  static String message(Throwable thrown) {
    try {
      String message = thrown.getLocalizedMessage();
      return message == null ? "" : bounded(message);
    } catch (RuntimeException | Error inMessage) {
      return "its message cannot be read: " + inMessage.getClass().getName();
    }
  }

  static StackTraceElement[] stack(Throwable thrown) {
    try {
      StackTraceElement @Nullable [] stack = thrown.getStackTrace();
      return stack == null ? NO_STACK : stack;
    } catch (RuntimeException | Error inStack) {
      return NO_STACK;
    }
  }

  static @Nullable Throwable cause(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException | Error inCause) {
      return null;
    }
  }

  static List<Throwable> suppressed(Throwable thrown) {
    return List.of(thrown.getSuppressed());
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
