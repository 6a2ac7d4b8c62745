package org.muster.parallel.closure;

/// Stops the code of a task, wherever it is: [StopChecks] makes that code ask here at each method
/// entry, before each jump back and in each `catch`.
///
/// The signal is for all cell code of this JVM, also for threads that a task has started, so that
/// no part of a stopped task goes on. Code of libraries does not ask: there a worker throws
/// [#stopped] in its thread.
public final class StopSignal {

  /// Volatile, although a plain read would be cheaper still: a compiler may take that out of a
  /// loop, and a loop is what has to end.
  private static volatile boolean raised;

  private StopSignal() {}

  /// Throws [Stopped] in the calling thread while the signal is raised.
  public static void check() {
    if (raised) {
      throw stopped();
    }
  }

  /// Whether this is code that asks: a cell's.
  public static boolean isAskedBy(StackTraceElement frame) {
    return Names.isOfCell(frame.getClassName());
  }

  /// What ends a task.
  public static Stopped stopped() {
    return new Stopped();
  }

  /// Makes all code of cells end that asks from now on.
  public static void raise() {
    raised = true;
  }

  /// Ends the signal, before the next task starts.
  public static void clear() {
    raised = false;
  }

  /// Thrown through the code of a task that is to end. An error, because tasks catch exceptions;
  /// without a stack trace, because nobody looks where a task was when it was cancelled.
  public static final class Stopped extends Error {

    private static final long serialVersionUID = 1;

    Stopped() {
      super("the task was stopped", null, false, false);
    }
  }
}
