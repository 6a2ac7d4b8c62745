package org.muster.kernel.eval;

import java.io.Writer;

/// What the compilers write beside their diagnostics: nothing, unless one of them fails. Then it is
/// a stack of a thousand frames, which says nothing to the author of a cell; the exception does.
///
/// **Threads.** Used by the thread that evaluates.
final class CompilerLog extends Writer {

  /// The exception is at the beginning.
  private static final int MOST_CHARS = 4_000;

  private final StringBuilder text = new StringBuilder();

  /// The exception with which a compiler has failed since this was asked before, or nothing.
  String takeFailure() {
    String failure =
        text.toString()
            .lines()
            .filter(line -> line.matches("[\\w.$]+(Error|Exception)\\b.*"))
            .findFirst()
            .orElse("");
    text.setLength(0);
    return failure;
  }

  @Override
  public void write(char[] chars, int from, int length) {
    text.append(chars, from, Math.min(length, MOST_CHARS - Math.min(text.length(), MOST_CHARS)));
  }

  @Override
  public void flush() {
    // It is there.
  }

  @Override
  public void close() {
    // It is memory.
  }
}
