package org.muster.parallel.task;

import org.jspecify.annotations.Nullable;

/// An item as a line of text.
public final class Preview {

  /// What is not there, as Java writes it; calls have such an item.
  public static final String NULL = "null";

  /// What has no text of its own.
  private static final String EMPTY = "\"\"";

  private static final int CHARS = 80;

  private Preview() {}

  /// The item's `toString`, cut to a line; an item whose `toString` fails is no reason to fail in
  /// another way.
  public static String of(@Nullable Object item) {
    if (item == null) {
      return NULL;
    }
    try {
      String text = item.toString().strip().replaceAll("\\s+", " ");
      if (text.isEmpty()) {
        return EMPTY;
      }
      return text.length() <= CHARS ? text : text.substring(0, CHARS - 1) + "…";
    } catch (RuntimeException | Error e) {
      return item.getClass().getName();
    }
  }
}
