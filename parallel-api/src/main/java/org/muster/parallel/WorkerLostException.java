package org.muster.parallel;

import java.util.List;

/// A worker JVM died while it ran an item, or none could be started.
///
/// The pool has replaced the worker already and can be used on.
public final class WorkerLostException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long firstItem;
  private final long itemCount;
  private final int exitCode;
  private final List<String> lastOutput;

  /// @param exitCode the process's exit code; 128 + n for signal n
  /// @param firstItem the first of the items of which one was running, -1 if none was
  public WorkerLostException(
      String message, long firstItem, long itemCount, int exitCode, List<String> lastOutput) {
    super(message);
    this.firstItem = firstItem;
    this.itemCount = itemCount;
    this.exitCode = exitCode;
    this.lastOutput = List.copyOf(lastOutput);
  }

  /// The index of the first item of the chunk that was running, or -1 if none was.
  public long firstItem() {
    return firstItem;
  }

  /// How many items that chunk had.
  public long itemCount() {
    return itemCount;
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
