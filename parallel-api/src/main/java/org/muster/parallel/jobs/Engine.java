package org.muster.parallel.jobs;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Explanation;
import org.muster.parallel.Results;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.PreparedTask;

/// The two things that every method of a pool comes down to: a task for items that are there, and
/// one for items that are still to come.
///
/// **Threads.** All methods may be called from any thread.
interface Engine {

  /// Lets the pool find the chunk size.
  int AUTOMATIC = 0;

  /// Takes a task and its items as they are now. Nothing runs yet.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if the task cannot be moved
  Pending call(Object task, Row row, int chunkSize);

  /// Takes a call that every worker JVM runs once.
  Pending everywhere(Object call);

  /// Begins to run one of perhaps very many calls.
  ///
  /// @return completed with its result, or with what [Pending#await] would have thrown; cancelling
  ///   it cancels the call
  <R> CompletableFuture<R> submit(Object call);

  /// Begins to apply a task to items that are read as their results are taken.
  <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered);

  /// Runs a task for items as a call would, waits for them, and keeps no account of it.
  ///
  /// @param places how many of them may be used at the same time
  TrialRun trial(Object task, Row row, int places);

  /// Whether tasks run in another JVM, on copies of what they use.
  default boolean copies() {
    return false;
  }

  /// Whether everybody who runs tasks is there and has nothing to do.
  boolean isIdle();

  /// What it would take to run a task.
  default Explanation explain(Object task) {
    return Explanation.ofLocalTask(toString());
  }

  /// The task with its way of moving items.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if the task cannot be moved
  PreparedTask prepared(Object task);

  /// Where the time of its runs went.
  Ledger ledger();

  int size();

  /// Has another size from now on.
  ///
  /// @throws UnsupportedOperationException if it cannot
  default void resize(int size) {
    throw new UnsupportedOperationException(
        "%s keeps its size; Pool.of(n) and Pool.threads(n) can be resized".formatted(this));
  }

  List<WorkerInfo> workers();

  /// Takes no more work, and ends once what was submitted is done.
  void shutdown();

  /// Ends now.
  void shutdownNow();

  boolean isShutdown();

  /// Completed once it has ended.
  CompletableFuture<Void> ended();

  /// What a trial took.
  ///
  /// @param nanos from the call to its results
  /// @param busyNanos of all workers together, in the task itself
  record TrialRun(long nanos, long busyNanos) {}

  /// A call that one of the two methods makes happen.
  interface Pending {

    /// Runs it and waits.
    ///
    /// @return the row's results
    Object await();

    /// Runs it without waiting.
    ///
    /// @param done gets the results or what [#await] would have thrown, once
    /// @throws RuntimeException if it could not begin: then nobody is told
    void start(BiConsumer<@Nullable Object, @Nullable Throwable> done);

    /// Ends it; whoever waits gets a [java.util.concurrent.CancellationException].
    void cancel();
  }
}
