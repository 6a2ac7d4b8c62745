package org.muster.parallel.jobs;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Results;
import org.muster.parallel.WorkerInfo;

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
  Pending call(Object task, List<? extends @Nullable Object> items, int chunkSize);

  /// Begins to apply a task to items that are read as their results are taken.
  <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered);

  int size();

  List<WorkerInfo> workers();

  /// As [org.muster.parallel.Pool#close].
  void close();

  /// As [org.muster.parallel.Pool#terminate].
  void terminate();

  /// A call that one of the two methods makes happen.
  interface Pending {

    /// Runs it and waits.
    ///
    /// @return a result for each item, in their order
    @Nullable Object[] await();

    /// Runs it without waiting.
    ///
    /// @param done gets the results or what [#await] would have thrown, once
    /// @throws RuntimeException if it could not begin: then nobody is told
    void start(BiConsumer<@Nullable Object @Nullable [], @Nullable Throwable> done);

    /// Ends it; whoever waits gets a [java.util.concurrent.CancellationException].
    void cancel();
  }
}
