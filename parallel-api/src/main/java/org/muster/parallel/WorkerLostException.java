package org.muster.parallel;

import java.util.List;

/// A worker JVM died while it ran an item, or none could be started.
///
/// The pool has replaced the worker already and can be used on.
public final class WorkerLostException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long itemIndex;
  private final int exitCode;
  private final List<String> lastOutput;

  /// @param itemIndex of the item that was running, -1 if none was
  /// @param exitCode the process's exit code; 128 + n for signal n
  public WorkerLostException(
      String message, long itemIndex, int exitCode, List<String> lastOutput) {
    super(message);
    this.itemIndex = itemIndex;
    this.exitCode = exitCode;
    this.lastOutput = List.copyOf(lastOutput);
  }

  /// The index of the item that was running, or -1 if none was.
  public long itemIndex() {
    return itemIndex;
  }

  /// The exit code of the process; 128 + n if signal n ended it.
  public int exitCode() {
    return exitCode;
  }

  /// The last lines that the worker printed.
  public List<String> lastOutput() {
    return lastOutput;
  }
}
