package org.muster.parallel.spi;

import org.jspecify.annotations.Nullable;

/// The way of what tasks display from this worker to whoever submitted them. What stands in workers
/// for a notebook's functions sends here.
///
/// **Threads.** May be used from any thread.
public final class DisplayLine {

  /// What a worker sends through.
  public interface Sender {

    /// Sends, after what was printed before. Blocks while too much is on its way.
    ///
    /// @throws RuntimeException what a task gets whose result cannot travel
    void send(WorkerDisplay.Content content);
  }

  /// What a task is told that uses what has no stand-in.
  public static final String ONLY_IN_NOTEBOOK =
      """
      `render`, `eval`, widgets and magics work in the notebook only, not in a worker. Return the \
      value from the task and use them in the cell; what the task prints or displays is shown too.\
      """;

  private static volatile @Nullable Sender sender;

  private DisplayLine() {}

  /// Makes this JVM a worker whose tasks can display. Called once, before any of them runs.
  public static void install(Sender ofWorker) {
    sender = ofWorker;
  }

  /// Displays a value where the work was submitted that goes on here.
  ///
  /// @throws RuntimeException what a task gets whose result cannot travel
  /// @throws IllegalStateException if this JVM is no worker
  public static void send(WorkerDisplay.Content content) {
    Sender installed = sender;
    if (installed == null) {
      throw new IllegalStateException("only tasks in a worker send what they display");
    }
    installed.send(content);
  }
}
