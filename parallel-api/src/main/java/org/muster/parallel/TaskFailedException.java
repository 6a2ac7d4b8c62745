package org.muster.parallel;

import java.util.Map;

/// A task threw. The cause is what it threw, with the stack trace of the worker.
///
/// The message names the item. Results that other items had by then are in [#completed].
public final class TaskFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long itemIndex;
  private final String argument;
  private final int worker;
  private final transient Map<Long, Object> completed;

  /// @param completed results by item index
  public TaskFailedException(
      String message,
      Throwable cause,
      long itemIndex,
      String argument,
      int worker,
      Map<Long, Object> completed) {
    super(message, cause);
    this.itemIndex = itemIndex;
    this.argument = argument;
    this.worker = worker;
    this.completed = completed;
  }

  /// The index of the item whose task threw, from 0.
  public long itemIndex() {
    return itemIndex;
  }

  /// The item as text, cut to one line.
  public String argument() {
    return argument;
  }

  /// The number of the worker that ran it.
  public int worker() {
    return worker;
  }

  /// The results that were there when the task failed, by item index; null results are left out.
  /// Empty after this exception itself has travelled to another JVM.
  public Map<Long, Object> completed() {
    return completed == null ? Map.of() : completed;
  }
}
