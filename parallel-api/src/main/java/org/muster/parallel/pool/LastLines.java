package org.muster.parallel.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The last lines of a text that comes in pieces.
final class LastLines {

  private static final int LINES = 20;
  private static final int LINE_CHARS = 500;

  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder open = new StringBuilder();

  void append(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (c == '\n') {
        close();
      } else if (open.length() < LINE_CHARS && c != '\r') {
        open.append(c);
      }
    }
  }

  private void close() {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(open.toString());
    open.setLength(0);
  }

  List<String> get() {
    List<String> all = new ArrayList<>(lines);
    if (!open.isEmpty()) {
      all.add(open.toString());
    }
    return all;
  }
}
