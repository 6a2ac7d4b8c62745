package org.muster.parallel.spi;

/// A job as its [Backend] sees it.
///
/// **Threads.** May be used from any thread.
public interface BackendJob {

  /// Unique in this JVM, positive.
  long id();

  /// What the backend itself has made of the job's task.
  PreparedTask task();

  /// Whose work it is.
  Submitter submitter();

  /// An item in words: `item 3`, or `the task` where there is only one.
  String name(long item);

  /// How many places of the backend's capacity it may use at the same time.
  default int places() {
    return Integer.MAX_VALUE;
  }

  /// A piece of the job's output is on its way: whoever waits for the job waits for it too.
  void printing();

  /// A piece of output that was on its way has been shown.
  void printed();
}
