package org.muster.parallel;

import java.util.List;
import java.util.Map;

/// A worker JVM died while it ran an item, or none could be started.
///
/// The pool has replaced the worker already and can be used on. Results that other items had by
/// then are in [#completed].
public final class WorkerLostException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long itemIndex;
  private final int exitCode;
  private final List<String> lastOutput;
  private final transient Map<Long, Object> completed;

  /// @param itemIndex of the item that was running, -1 if none was
  /// @param exitCode the process's exit code; 128 + n for signal n
  public WorkerLostException(
      String message, long itemIndex, int exitCode, List<String> lastOutput) {
    this(message, itemIndex, exitCode, lastOutput, Map.of());
  }

  private WorkerLostException(
      String message,
      long itemIndex,
      int exitCode,
      List<String> lastOutput,
      Map<Long, Object> completed) {
    super(message);
    this.itemIndex = itemIndex;
    this.exitCode = exitCode;
    this.lastOutput = List.copyOf(lastOutput);
    this.completed = completed;
  }

  /// The same with the results that are there.
  ///
  /// @param results by item index
  public WorkerLostException with(Map<Long, Object> results) {
    var all =
        new WorkerLostException(
            String.valueOf(getMessage()), itemIndex, exitCode, lastOutput, Map.copyOf(results));
    all.initCause(getCause());
    all.setStackTrace(getStackTrace());
    return all;
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

  /// The results that were there when the worker was lost, by item index; null results are left
  /// out. Those of an imap are of items after the one that ran, as all others were handed out
  /// before. Empty for a `mapReduce`, where results are combined in the workers, and after this
  /// exception itself has travelled to another JVM.
  public Map<Long, Object> completed() {
    return completed == null ? Map.of() : completed;
  }
}
