package org.muster.parallel;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A task threw. The cause is what it threw, with the stack trace of the worker; this exception's
/// own stack trace is that of the thread that waited for the task.
///
/// The message names the item. Results that other items had by then are in [#completed]. To look at
/// the failure where it happens, [Pool#replay] runs the item again in this JVM.
public final class TaskFailedException extends RuntimeException {

  private static final long serialVersionUID = 2;

  /// What a pool still knows about a failure. Belongs to the JVM in which it was thrown.
  public interface Origin {

    /// The cell of the line that failed, 0 if it is in none.
    int cell();

    /// The line in its cell, from 1; 0 if it is in none.
    int line();

    /// The failing call, to be made here, for as long as it is kept.
    Optional<Call<?>> attempt();
  }

  private final long itemIndex;
  private final String argument;
  private final int worker;
  private final transient Map<Long, Object> completed;
  private final transient @Nullable Origin origin;

  /// @param completed results by item index
  /// @param origin what is known besides, or null
  public TaskFailedException(
      String message,
      Throwable cause,
      long itemIndex,
      String argument,
      int worker,
      Map<Long, Object> completed,
      @Nullable Origin origin) {
    super(message, cause);
    this.itemIndex = itemIndex;
    this.argument = argument;
    this.worker = worker;
    this.completed = completed;
    this.origin = origin;
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

  /// The number of the cell whose code threw; 0 outside a notebook.
  public int cell() {
    Origin known = origin;
    return known == null ? 0 : known.cell();
  }

  /// The line of that cell, from 1; 0 outside a notebook.
  public int line() {
    Origin known = origin;
    return known == null ? 0 : known.line();
  }

  /// Where the task was when it threw, in the worker: the cause's stack trace.
  public StackTraceElement[] workerStackTrace() {
    Throwable cause = getCause();
    return cause == null ? new StackTraceElement[0] : cause.getStackTrace();
  }

  /// The failing call, which [Pool#replay] makes again. Kept as long as memory is not needed for
  /// something else; empty after this exception has travelled to another JVM.
  public Optional<Call<?>> attempt() {
    Origin known = origin;
    return known == null ? Optional.empty() : known.attempt();
  }

  /// The results that were there when the task failed, by item index; null results are left out.
  /// Those of an imap are the results of the failing chunk and, if they come in order, of items
  /// after it: all others were handed out before. Empty for a `mapReduce`, where results of single
  /// items are combined in the workers and not kept, and after this exception itself has travelled
  /// to another JVM.
  public Map<Long, Object> completed() {
    return completed == null ? Map.of() : completed;
  }
}
