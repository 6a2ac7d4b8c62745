package org.muster.install;

/// Ends a verb with a message for the person who typed it and without a stack trace: the message
/// says what, why, and what to do.
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  public Refusal(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// A refusal to even try.
  public Refusal(String message) {
    this(ExitCode.REFUSED, message);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
