package org.muster.parallel.task;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an exception says of itself, for as much as it can say: its methods may be a user's, and
/// may fail, or need what did not travel.
public final class ThrownParts {

  /// Further causes are not looked at: a `getCause` may make a new one each time.
  public static final int MOST_CAUSES = 100;

  private static final StackTraceElement[] NO_STACK = {};

  private ThrownParts() {}

  /// What its `toString` says, or else its class and why not.
  public static String text(Throwable thrown) {
    String name = thrown.getClass().getName();
    try {
      @Nullable String text = thrown.toString();
      return text == null ? name : text;
    } catch (RuntimeException | Error e) {
      return name + " " + failed("toString", e);
    }
  }

  /// Its message, or why that cannot be had; null if there is none.
  static @Nullable String message(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException | Error e) {
      return failed("getMessage", e);
    }
  }

  private static String failed(String method, Throwable why) {
    return "(its %s threw %s)".formatted(method, why.getClass().getName());
  }

  /// Where it was thrown; empty if it does not say.
  public static StackTraceElement[] stack(Throwable thrown) {
    try {
      StackTraceElement @Nullable [] stack = thrown.getStackTrace();
      return stack == null ? NO_STACK : stack;
    } catch (RuntimeException | Error e) {
      return NO_STACK;
    }
  }

  /// Its cause; null if it has none, or does not say.
  public static @Nullable Throwable cause(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }

  /// Whether it and its causes say what everyone asks them.
  public static boolean areReadable(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    try {
      @Nullable Throwable t = thrown;
      while (t != null && seen.size() < MOST_CAUSES && seen.add(t)) {
        if (isSilent(t)) {
          return false;
        }
        t = t.getCause();
      }
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  private static boolean isSilent(Throwable thrown) {
    @Nullable String text = thrown.toString();
    StackTraceElement @Nullable [] stack = thrown.getStackTrace();
    return text == null || stack == null;
  }
}
