package org.muster.parallel;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PrimitiveTasks.DoubleToDouble;
import org.muster.parallel.PrimitiveTasks.DoubleToInt;
import org.muster.parallel.PrimitiveTasks.DoubleToLong;
import org.muster.parallel.PrimitiveTasks.DoubleToObject;
import org.muster.parallel.PrimitiveTasks.IntToDouble;
import org.muster.parallel.PrimitiveTasks.IntToInt;
import org.muster.parallel.PrimitiveTasks.IntToLong;
import org.muster.parallel.PrimitiveTasks.IntToObject;
import org.muster.parallel.PrimitiveTasks.LongToDouble;
import org.muster.parallel.PrimitiveTasks.LongToInt;
import org.muster.parallel.PrimitiveTasks.LongToLong;
import org.muster.parallel.PrimitiveTasks.LongToObject;
import org.muster.parallel.PrimitiveTasks.ObjectToDouble;
import org.muster.parallel.PrimitiveTasks.ObjectToInt;
import org.muster.parallel.PrimitiveTasks.ObjectToLong;
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
/// **In its own tasks.** A task that captures its pool and uses it there runs that work itself, in
/// order, so that nobody waits for anybody. `Pool.of(n)` inside a task opens real workers.
///
/// **Failures.** Methods that wait throw the same exceptions:
///
/// - [TaskFailedException] if a task threw; the cause is what the worker threw, with the worker's
///   stack trace; tasks not yet started are cancelled;
/// - [TaskNotSerializableException] if the task or an item uses a value that cannot leave this JVM;
///   that task or item has not been sent;
/// - [WorkerLostException] if a worker JVM died while it ran one of the items; the pool replaces
///   it;
/// - [TaskTimeoutException] if an item took longer than [PoolConfig#withTaskTimeout] allows;
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
/// **Tasks that wait for each other**, at a [SharedBarrier] or for what is put into a
/// [SharedQueue]: `n` workers run `n` of them at once, whether they are calls or items with a chunk
/// size of 1. What travelled to a worker behind one that waits goes to another worker. If more have
/// to run at once than there are workers, all wait for ever, as in every pool of a fixed size. The
/// items of one larger chunk run one after the other; so a task that waits for another item of the
/// same map needs the chunk size 1.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.pool">multiprocessing.pool.Pool</a>
public interface Pool extends ExecutorService {

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

  /// As [#map(Task, Iterable, int)].
  default <T, R> List<R> map(Task<? super T, ? extends R> task, T[] items, int chunkSize) {
    return map(task, Arrays.asList(items), chunkSize);
  }

  /// As [#map(Task, Iterable)]; the stream is read to its end and closed.
  default <T, R> List<R> map(Task<? super T, ? extends R> task, Stream<? extends T> items) {
    try (items) {
      return map(task, items.toList());
    }
  }

  /// As [#map(Task, Iterable, int)]; the stream is read to its end and closed.
  default <T, R> List<R> map(
      Task<? super T, ? extends R> task, Stream<? extends T> items, int chunkSize) {
    try (items) {
      return map(task, items.toList(), chunkSize);
    }
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

  /// As [#mapAsync(Task, Iterable)]; then calls one of the two, on a thread of the pool's own in
  /// this JVM.
  ///
  /// @param callback gets the results
  /// @param errorCallback gets what [#map(Task, Iterable)] would have thrown
  /// @return completed with the results once the callback has returned; cancelling it cancels the
  ///   tasks
  default <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task,
      Iterable<? extends T> items,
      Consumer<? super List<R>> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(this.<T, R>mapAsync(task, items), callback, errorCallback);
  }

  /// As [#map(IntToInt, int\[\])], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  CompletableFuture<int[]> mapAsync(IntToInt task, int[] items);

  /// As [#map(LongToLong, long\[\])], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  CompletableFuture<long[]> mapAsync(LongToLong task, long[] items);

  /// As [#map(DoubleToDouble, double\[\])], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  CompletableFuture<double[]> mapAsync(DoubleToDouble task, double[] items);

  /// As [#mapAsync(IntToInt, int\[\])]; then calls one of the two, as [#mapAsync(Task, Iterable,
  /// Consumer, Consumer)] does.
  default CompletableFuture<int[]> mapAsync(
      IntToInt task,
      int[] items,
      Consumer<? super int[]> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(mapAsync(task, items), callback, errorCallback);
  }

  /// As [#mapAsync(LongToLong, long\[\])]; then calls one of the two, as [#mapAsync(Task, Iterable,
  /// Consumer, Consumer)] does.
  default CompletableFuture<long[]> mapAsync(
      LongToLong task,
      long[] items,
      Consumer<? super long[]> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(mapAsync(task, items), callback, errorCallback);
  }

  /// As [#mapAsync(DoubleToDouble, double\[\])]; then calls one of the two, as [#mapAsync(Task,
  /// Iterable, Consumer, Consumer)] does.
  default CompletableFuture<double[]> mapAsync(
      DoubleToDouble task,
      double[] items,
      Consumer<? super double[]> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(mapAsync(task, items), callback, errorCallback);
  }

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
  /// Behind a slow item the other workers go on until 16,384 results wait for the one that is
  /// missing, or as many as take 64 MB (an eighth of a heap of less than 512 MB).
  ///
  /// @param items read lazily by another thread, a bounded number ahead of the results that can be
  ///   taken, at most twice what the workers hold: endless inputs work. What its iterator throws
  ///   comes out of [Results#next].
  <T, R> Results<R> imap(Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// As [#imap(Task, Iterable)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize);

  /// As [#imap(Task, Iterable)].
  default <T, R> Results<R> imap(Task<? super T, ? extends R> task, T[] items) {
    return imap(task, Arrays.asList(items));
  }

  /// As [#imap(Task, Iterable, int)].
  default <T, R> Results<R> imap(Task<? super T, ? extends R> task, T[] items, int chunkSize) {
    return imap(task, Arrays.asList(items), chunkSize);
  }

  /// As [#imap(Task, Iterable)]. The stream may be endless. It is closed by whoever reads it: at
  /// its end, or soon after an item has failed or the results were closed.
  <T, R> Results<R> imap(Task<? super T, ? extends R> task, Stream<? extends T> items);

  /// As [#imap(Task, Stream)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Stream<? extends T> items, int chunkSize);

  /// As [#imap(Task, Iterable)], but gives each result as soon as it is there, in any order.
  <T, R> Results<R> imapUnordered(Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// As [#imapUnordered(Task, Iterable)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize);

  /// As [#imapUnordered(Task, Iterable)].
  default <T, R> Results<R> imapUnordered(Task<? super T, ? extends R> task, T[] items) {
    return imapUnordered(task, Arrays.asList(items));
  }

  /// As [#imapUnordered(Task, Iterable, int)].
  default <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, T[] items, int chunkSize) {
    return imapUnordered(task, Arrays.asList(items), chunkSize);
  }

  /// As [#imap(Task, Stream)], but gives each result as soon as it is there, in any order.
  <T, R> Results<R> imapUnordered(Task<? super T, ? extends R> task, Stream<? extends T> items);

  /// As [#imapUnordered(Task, Stream)], with `chunkSize` items in each message.
  ///
  /// @throws IllegalArgumentException if the chunk size is not positive
  <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Stream<? extends T> items, int chunkSize);

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
    return Callbacks.after(this.<R>applyAsync(call), callback, errorCallback);
  }

  /// Shows what a task would send to workers: its captures, the notebook variables and classes it
  /// reaches with their sizes, what each worker has of it, and what cannot travel and why. Sends
  /// nothing, starts no worker, and does not throw for a task that cannot travel.
  ///
  /// @param task a [Task], a [Call], or any other function
  Explanation explain(Object task);

  /// As [#explain(Object)], for a lambda. One whose parameter needs a type says so, as in `(Integer
  /// x) -> x * factor`, or comes with items.
  default <T, R> Explanation explain(Task<T, R> task) {
    return explain((Object) task);
  }

  /// As [#explain(Object)], for the arguments of a [#map(Task, Iterable)].
  ///
  /// @param items say what type the parameter has; they are not read
  default <T, R> Explanation explain(
      Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    Objects.requireNonNull(items, "items");
    return explain((Object) task);
  }

  /// As [#explain(Object)], for a lambda of two parameters.
  default <A, B, R> Explanation explain(Task2<A, B, R> task) {
    return explain((Object) task);
  }

  /// As [#explain(Object)], for a lambda of three parameters.
  default <A, B, C, R> Explanation explain(Task3<A, B, C, R> task) {
    return explain((Object) task);
  }

  /// As [#explain(Object)], for a lambda of four parameters.
  default <A, B, C, D, R> Explanation explain(Task4<A, B, C, D, R> task) {
    return explain((Object) task);
  }

  /// As [#explain(Object)], for a lambda without parameters.
  default <R> Explanation explain(Call<R> call) {
    return explain((Object) call);
  }

  /// Times a few items of a task in a loop and in this pool, and predicts from that how many times
  /// as fast as a loop its workers would be: says whether a loop, threads or worker JVMs are best,
  /// and with what chunk size.
  ///
  /// The task really runs, for some items and with all it does, also more than once for the same
  /// item: for about a tenth of a second in the calling thread, as long on all workers to have them
  /// load and compile the code, then on one, on two and on all of them. An item that takes longer
  /// runs once and here alone, however long that takes. Where a worker is busy or there is none
  /// yet, nothing runs in the pool, and what that would take is assumed: [Advice#basis] tells. Of a
  /// list the items are spread over all of it, of anything else they are the first ones.
  ///
  /// What is tried is in no [#report].
  ///
  /// @param items read as far as they are timed here, and no further than 100,000; a collection
  ///   says besides how many there are
  /// @throws TaskFailedException if the task throws for one of these items
  /// @throws TaskNotSerializableException if the task or one of these items cannot travel
  /// @throws WorkerLostException if the task ends a worker
  /// @throws java.util.concurrent.CancellationException if the calling thread is interrupted; its
  ///   interrupt flag stays set
  <T, R> Advice advise(Task<? super T, ? extends R> task, Iterable<? extends T> items);

  /// Where the time of the last runs went, by worker. A run that goes on is told as it is now.
  PoolReport report();

  /// When each worker had chunks of the latest run: a picture in a notebook, text in a console.
  Timeline timeline();

  /// Runs what failed once more, in the calling thread: for break points, a plain stack trace, and
  /// to look at the item. Notebook variables have the values that they have now, and an item that
  /// was changed since is the changed one. What the task changes is changed in this JVM.
  ///
  /// @param failure of this or another pool of this JVM
  /// @return what the task returns if it does not fail this time
  /// @throws Exception what the task throws, as it is
  /// @throws IllegalStateException if the task or the item is not kept any more, as
  ///   [TaskFailedException#attempt] says
  @Nullable Object replay(TaskFailedException failure) throws Exception;

  /// As [#map(Task, Iterable)] for an array of `int`: nothing is boxed.
  int[] map(IntToInt task, int[] items);

  /// As [#map(Task, Iterable)] for an array of `long`: nothing is boxed.
  long[] map(LongToLong task, long[] items);

  /// As [#map(Task, Iterable)] for an array of `double`: nothing is boxed.
  double[] map(DoubleToDouble task, double[] items);

  /// As [#map(Task, Iterable)] from an array of `int` to one of `long`.
  long[] mapToLong(IntToLong task, int[] items);

  /// As [#map(Task, Iterable)] from an array of `int` to one of `double`.
  double[] mapToDouble(IntToDouble task, int[] items);

  /// As [#map(Task, Iterable)] for an array of `int`.
  <R> List<R> mapToObj(IntToObject<? extends R> task, int[] items);

  /// As [#map(Task, Iterable)] from an array of `long` to one of `int`.
  int[] mapToInt(LongToInt task, long[] items);

  /// As [#map(Task, Iterable)] from an array of `long` to one of `double`.
  double[] mapToDouble(LongToDouble task, long[] items);

  /// As [#map(Task, Iterable)] for an array of `long`.
  <R> List<R> mapToObj(LongToObject<? extends R> task, long[] items);

  /// As [#map(Task, Iterable)] from an array of `double` to one of `int`.
  int[] mapToInt(DoubleToInt task, double[] items);

  /// As [#map(Task, Iterable)] from an array of `double` to one of `long`.
  long[] mapToLong(DoubleToLong task, double[] items);

  /// As [#map(Task, Iterable)] for an array of `double`.
  <R> List<R> mapToObj(DoubleToObject<? extends R> task, double[] items);

  /// As [#map(Task, Iterable)] with the results in an array.
  <T> int[] mapToInt(ObjectToInt<? super T> task, Iterable<? extends T> items);

  /// As [#map(Task, Iterable)] with the results in an array.
  <T> long[] mapToLong(ObjectToLong<? super T> task, Iterable<? extends T> items);

  /// As [#map(Task, Iterable)] with the results in an array.
  <T> double[] mapToDouble(ObjectToDouble<? super T> task, Iterable<? extends T> items);

  /// As [#map(Task, Iterable)] for a task that needs random numbers: the same seed gives the same
  /// results, whatever the number of workers and the size of chunks.
  <T, R> List<R> map(
      RandomTask<? super T, ? extends R> task, Iterable<? extends T> items, long seed);

  /// Does something for every item and waits until it is done.
  default <T> void forEach(ItemAction<? super T> action, Iterable<? extends T> items) {
    var _ = map(action, items);
  }

  /// As [#forEach(ItemAction, Iterable)], so many items at a time.
  default <T> void forEach(
      ItemAction<? super T> action, Iterable<? extends T> items, int chunkSize) {
    var _ = map(action, items, chunkSize);
  }

  /// Applies a task to every item and combines the results, most of them in the workers.
  ///
  /// Results are combined in an order that depends on the number of items alone, neither on workers
  /// nor on time: a sum of `double`s is the same every time.
  ///
  /// Results of single items are not kept: if a task fails, [TaskFailedException#completed] is
  /// empty.
  ///
  /// @param combiner must be associative
  /// @throws java.util.NoSuchElementException if there are no items
  <T, R> R mapReduce(
      Task<? super T, ? extends R> task, Task2<R, R, R> combiner, Iterable<? extends T> items);

  /// Runs a computation once in each worker JVM and waits for all.
  ///
  /// @return the results by the number of the worker; one, if the pool's tasks run in this JVM
  <R> List<R> everywhere(Call<? extends R> call);

  /// As [#starmap(Task2, Iterable)], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  <A, B, R> CompletableFuture<List<R>> starmapAsync(
      Task2<? super A, ? super B, ? extends R> task, Iterable<Args2<A, B>> items);

  /// As [#starmap(Task3, Iterable)], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  <A, B, C, R> CompletableFuture<List<R>> starmapAsync(
      Task3<? super A, ? super B, ? super C, ? extends R> task, Iterable<Args3<A, B, C>> items);

  /// As [#starmap(Task4, Iterable)], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  <A, B, C, D, R> CompletableFuture<List<R>> starmapAsync(
      Task4<? super A, ? super B, ? super C, ? super D, ? extends R> task,
      Iterable<Args4<A, B, C, D>> items);

  /// As [#starmap(Task2, Iterable, Iterable)], without waiting.
  ///
  /// @return completed with the results; cancelling it cancels the tasks
  default <A, B, R> CompletableFuture<List<R>> starmapAsync(
      Task2<? super A, ? super B, ? extends R> task,
      Iterable<? extends A> first,
      Iterable<? extends B> second) {
    return starmapAsync(task, Items.<A, B>zip(first, second));
  }

  /// As [#mapAsync(Task, Iterable, Consumer, Consumer)], with two arguments.
  default <A, B, R> CompletableFuture<List<R>> starmapAsync(
      Task2<? super A, ? super B, ? extends R> task,
      Iterable<Args2<A, B>> items,
      Consumer<? super List<R>> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(this.<A, B, R>starmapAsync(task, items), callback, errorCallback);
  }

  /// As [#mapAsync(Task, Iterable, Consumer, Consumer)], with three arguments.
  default <A, B, C, R> CompletableFuture<List<R>> starmapAsync(
      Task3<? super A, ? super B, ? super C, ? extends R> task,
      Iterable<Args3<A, B, C>> items,
      Consumer<? super List<R>> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(this.<A, B, C, R>starmapAsync(task, items), callback, errorCallback);
  }

  /// As [#mapAsync(Task, Iterable, Consumer, Consumer)], with four arguments.
  default <A, B, C, D, R> CompletableFuture<List<R>> starmapAsync(
      Task4<? super A, ? super B, ? super C, ? super D, ? extends R> task,
      Iterable<Args4<A, B, C, D>> items,
      Consumer<? super List<R>> callback,
      Consumer<? super Throwable> errorCallback) {
    return Callbacks.after(this.<A, B, C, D, R>starmapAsync(task, items), callback, errorCallback);
  }

  // ---- as an ExecutorService -------------------------------------------------------------------

  /// As [#applyAsync(Call)].
  default <R> CompletableFuture<R> submit(Call<R> call) {
    return applyAsync(call);
  }

  /// Does something in a worker.
  ///
  /// @return completed with null; cancelling it cancels the work
  CompletableFuture<?> submit(Action action);

  /// As [#submit(Call)], for code that knows the JDK's interface. The object has to be able to
  /// travel: a lambda that is to be a [Callable] is not Serializable outside a notebook.
  @Override
  <R> CompletableFuture<R> submit(Callable<R> call);

  /// As [#submit(Action)], for code that knows the JDK's interface.
  @Override
  CompletableFuture<?> submit(Runnable action);

  /// As [#submit(Action)], for code that knows the JDK's interface.
  ///
  /// @return completed with `result`, which does not travel
  @Override
  <R> CompletableFuture<R> submit(Runnable action, R result);

  /// Does something in a worker; what it throws is printed where the submitter's errors go.
  default void execute(Action action) {
    execute((Runnable) action);
  }

  /// As [#execute(Action)], for code that knows the JDK's interface.
  @Override
  void execute(Runnable action);

  /// As [#close], without waiting.
  @Override
  void shutdown();

  /// As [#terminate], without waiting.
  ///
  /// @return nothing: what was not started ends with [PoolClosedException]
  @Override
  List<Runnable> shutdownNow();

  /// Gives the pool another number of workers, while it works. New ones start at once, unless the
  /// pool has not started yet; of those that are too many the idle ones leave first, and busy ones
  /// once they have finished what they were given.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [PoolConfig#MAX_WORKERS]
  /// @throws UnsupportedOperationException if the pool has no size to change: [#virtualThreads] and
  ///   [#sequential]
  void resize(int workers);

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
