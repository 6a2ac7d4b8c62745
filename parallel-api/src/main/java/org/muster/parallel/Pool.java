package org.muster.parallel;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.muster.parallel.pool.OtherPools;
import org.muster.parallel.pool.WorkerPool;

/// A fixed set of worker JVMs that run tasks for this one.
///
/// ```java
/// try (var pool = Pool.of(8)) {
///   List<Double> areas = pool.map(r -> Math.PI * r * r, radii);
/// }
/// ```
///
/// **Threads.** All methods may be called from any thread, also from several cells at once; jobs
/// that run at the same time share the workers fairly.
///
/// **Memory.** What the caller did before handing over an item happens-before the task that
/// receives it; what the task did happens-before the return of its result. Items and results are
/// copies: a task that changes its argument changes nothing here.
///
/// **Failures.** Methods that wait throw the same exceptions:
///
/// - [TaskFailedException] if a task threw; the cause is what the worker threw, with the worker's
///   stack trace; tasks not yet started are cancelled;
/// - [TaskNotSerializableException] if the task or an item uses a value that cannot leave this JVM;
///   that task or item has not been sent;
/// - [WorkerLostException] if a worker JVM died while it ran one of the items; the pool replaces
///   it;
/// - [PoolClosedException] if the pool is closed, or is terminated meanwhile;
/// - [java.util.concurrent.CancellationException] if the calling thread is interrupted; its
///   interrupt flag stays set, and the workers are free again within about 1 s.
///
/// Methods that return a future complete it with the same exceptions.
///
/// **Chunks.** Without a chunk size, items travel in chunks of about 20 ms of measured work, one
/// item at first, so that few messages carry many small items and long ones spread evenly. With a
/// chunk size of 1, `n` items on `n` idle workers reach all of them.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.pool">multiprocessing.pool.Pool</a>
public interface Pool extends AutoCloseable {

  /// A pool of this many worker JVMs, which start at once in the background.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [PoolConfig#MAX_WORKERS]
  static Pool of(int workers) {
    return open(config -> config.withWorkers(workers));
  }

  /// A pool with one worker per available processor, or as configured: `Pool.open(c ->
  /// c.withWorkers(4).withHeap("512m"))`.
  static Pool open(UnaryOperator<PoolConfig> configure) {
    return WorkerPool.open(configure.apply(PoolConfig.defaults()));
  }

  /// A pool with one worker per available processor.
  static Pool open() {
    return open(UnaryOperator.identity());
  }

  /// A pool of this many threads of this JVM, for work that waits: files, sockets, programs.
  ///
  /// Nothing is copied: tasks and items are handed over as they are, and what a task changes is
  /// changed here. A cancelled task is interrupted; one that ignores that goes on, and its thread
  /// with it.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [PoolConfig#MAX_WORKERS]
  static Pool threads(int threads) {
    return OtherPools.threads(threads);
  }

  /// A pool that runs each chunk in a virtual thread of this JVM, up to [#size] at the same time.
  /// As [#threads], for very many tasks that wait.
  static Pool virtualThreads() {
    return OtherPools.virtualThreads();
  }

  /// A pool that runs everything in the thread that calls it, one after the other: for break
  /// points, plain stack traces, and to see whether a task is right before it runs in parallel.
  ///
  /// Nothing is copied. An imap computes a result when it is asked for; a future has its result as
  /// soon as there is one.
  static Pool sequential() {
    return OtherPools.sequential();
  }

  /// Applies a task to every item and waits for all results.
  ///
  /// @param task runs in the worker JVMs, any number of times at once
  /// @param items read once, in order, by the calling thread
  /// @return an unmodifiable list of `n` results, the i-th from the i-th item; a result may be null
  <T, R> List<R> map(Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// As [#map(Task, Iterable)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> List<R> map(Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize);

  /// As [#map(Task, Iterable)].
  default <T, R> List<R> map(Task<? super T, ? extends R> task, T[] items) {
    return map(task, Arrays.asList(items));
  }

  /// As [#map(Task, Iterable)]; the stream is consumed.
  default <T, R> List<R> map(Task<? super T, ? extends R> task, Stream<? extends T> items) {
    return map(task, items.toList());
  }

  /// As [#map(Task, Iterable)], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// As [#map(Task, Iterable, int)], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize);

  /// Applies a task of two arguments to every pair and waits for all results, in order.
  <A, B, R> List<R> starmap(
      Task2<? super A, ? super B, ? extends R> task, Iterable<Args2<A, B>> items);

  /// As [#starmap(Task2, Iterable)], with the pairs of two collections as long as both have
  /// elements.
  default <A, B, R> List<R> starmap(
      Task2<? super A, ? super B, ? extends R> task,
      Iterable<? extends A> first,
      Iterable<? extends B> second) {
    return starmap(task, Items.<A, B>zip(first, second));
  }

  /// As [#starmap(Task2, Iterable)], with three arguments.
  <A, B, C, R> List<R> starmap(
      Task3<? super A, ? super B, ? super C, ? extends R> task, Iterable<Args3<A, B, C>> items);

  /// As [#starmap(Task2, Iterable)], with four arguments.
  <A, B, C, D, R> List<R> starmap(
      Task4<? super A, ? super B, ? super C, ? super D, ? extends R> task,
      Iterable<Args4<A, B, C, D>> items);

  /// Applies a task to every item and gives the results in order, each as soon as it and those
  /// before it are there.
  ///
  /// @param items read lazily by another thread, a bounded number ahead of the results taken:
  ///   endless inputs work. What its iterator throws comes out of [Results#next].
  <T, R> Results<R> imap(Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// As [#imap(Task, Iterable)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize);

  /// As [#imap(Task, Iterable)], but gives each result as soon as it is there, in any order.
  <T, R> Results<R> imapUnordered(Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// As [#imapUnordered(Task, Iterable)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize);

  /// Runs one computation in a worker and waits for its result.
  <R> R apply(Call<? extends R> call);

  /// As [#apply], without waiting.
  ///
  /// @return completed with the result; cancelling it cancels the computation
  <R> CompletableFuture<R> applyAsync(Call<? extends R> call);

  /// As [#applyAsync(Call)]; then calls one of the two, on a thread of the pool's own in this JVM.
  ///
  /// @param callback gets the result
  /// @param errorCallback gets what [#apply] would have thrown
  /// @return completed with the result once the callback has returned
  default <R> CompletableFuture<R> applyAsync(
      Call<? extends R> call,
      Consumer<? super R> callback,
      Consumer<? super Throwable> errorCallback) {
    return this.<R>applyAsync(call)
        .whenComplete((result, failure) -> {
          if (failure == null) {
            callback.accept(result);
          } else {
            errorCallback.accept(failure);
          }
        });
  }

  /// How many workers the pool has.
  int size();

  /// The workers as they are now. Starts none.
  List<WorkerInfo> workers();

  /// Finishes what was submitted, then stops the workers; one that has not left after 10 s is
  /// killed. An imap whose results nobody takes is not waited for: it ends with
  /// [PoolClosedException]. Calling it again does nothing. If the calling thread is interrupted it
  /// terminates the pool and keeps the flag.
  @Override
  void close();

  /// Stops now: what was submitted and is not done ends with [PoolClosedException]. Calling it
  /// again does nothing.
  void terminate();
}
