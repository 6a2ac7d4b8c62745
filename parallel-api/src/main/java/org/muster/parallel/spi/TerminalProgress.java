package org.muster.parallel.spi;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The progress of one call at a time in the last line of a terminal. Nothing is left of it once
/// the call has ended: a program says itself what it has done.
///
/// **Threads.** May be used from any thread.
final class TerminalProgress implements ProgressSink {

  /// What standard error is, where the system tells.
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private static final int COLUMNS = 24;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream terminal;
  private @Nullable Place shown; // guarded by this
  private String line = ""; // guarded by this

  TerminalProgress(PrintStream terminal) {
    this.terminal = terminal;
  }

  /// Whether somebody sees at once what this JVM writes to its standard error.
  static boolean isPossible() {
    return hasTerminal() && !"dumb".equals(System.getenv("TERM")) && errorIsTerminal();
  }

  private static boolean hasTerminal() {
    try {
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    } catch (LinkageError e) {
      return false; // the JDK's console needs system properties that the program took away
    }
  }

  private static boolean errorIsTerminal() {
    try {
      return !Files.exists(STANDARD_ERROR)
          || Files.readSymbolicLink(STANDARD_ERROR).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized @Nullable Place open(Runnable refresh) {
    if (shown != null) {
      return null;
    }
    Place place = this::show;
    shown = place;
    return place;
  }

  private synchronized void show(Progress now) {
    if (now.state() == Progress.State.RUNNING) {
      line = bar(now) + now;
    } else {
      line = "";
      shown = null;
    }
    terminal.print(CLEAR_LINE + line);
    terminal.flush();
  }

  /// Prints text above the line.
  synchronized void print(PrintStream stream, String text) {
    boolean clear = !line.isEmpty();
    if (clear) {
      terminal.print(CLEAR_LINE);
      terminal.flush();
    }
    stream.print(text);
    stream.flush();
    // Behind half a line there is no room; the next look at the call shows it again.
    if (clear && text.endsWith("\n")) {
      terminal.print(line);
      terminal.flush();
    }
  }

  private static String bar(Progress now) {
    if (now.share().isEmpty()) {
      return "";
    }
    int full = (int) (COLUMNS * now.share().getAsDouble());
    return "|" + "█".repeat(full) + " ".repeat(COLUMNS - full) + "| ";
  }
}
