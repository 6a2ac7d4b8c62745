package org.muster.kernel.channel;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// One line on the process's real standard error for each message that could not be used. A cell's
/// `System.err` never comes here, and nothing here comes into a notebook.
public final class ProtocolLog {

  private static final int LONGEST_LINE = 500;

  private static final PrintStream STANDARD_ERROR =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

  private ProtocolLog() {}

  /// Writes a line; line breaks in it become spaces.
  public static void note(String line) {
    String single = line.replaceAll("\\R", " ");
    STANDARD_ERROR.println(
        "muster: "
            + (single.length() > LONGEST_LINE ? single.substring(0, LONGEST_LINE) + "…" : single));
  }
}
