package org.muster.parallel.jobs;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Action;
import org.muster.parallel.Advice;
import org.muster.parallel.Args2;
import org.muster.parallel.Args3;
import org.muster.parallel.Args4;
import org.muster.parallel.Call;
import org.muster.parallel.Explanation;
import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.PoolReport;
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
import org.muster.parallel.RandomTask;
import org.muster.parallel.Range;
import org.muster.parallel.Results;
import org.muster.parallel.Task;
import org.muster.parallel.Task2;
import org.muster.parallel.Task3;
import org.muster.parallel.Task4;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.Submitter;

/// Every kind of [Pool]: brings its many methods down to the two of an [Engine].
public final class JobPool implements Pool, Serializable {

  private static final long serialVersionUID = 1;

  private final transient Engine engine;

  private JobPool(Engine engine) {
    this.engine = engine;
  }

  /// A pool whose tasks run on a backend.
  ///
  /// @param startNow whether the backend gets ready before there is work
  public static Pool on(Backend backend, JobRules rules, boolean startNow) {
    return new JobPool(new ScheduledEngine(backend, rules, startNow));
  }

  /// A pool whose tasks run in the thread that calls it.
  public static Pool inPlace() {
    return new JobPool(InPlaceEngine.seen());
  }

  // ---- map -------------------------------------------------------------------------------------

  @Override
  public <T, R> List<R> map(Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return mapNow(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <T, R> List<R> map(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return mapNow(task, items, checkChunkSize(chunkSize));
  }

  @Override
  public <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return mapLater(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return mapLater(task, items, checkChunkSize(chunkSize));
  }

  @Override
  public <A, B, R> List<R> starmap(
      Task2<? super A, ? super B, ? extends R> task, Iterable<Args2<A, B>> items) {
    return mapNow(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <A, B, C, R> List<R> starmap(
      Task3<? super A, ? super B, ? super C, ? extends R> task, Iterable<Args3<A, B, C>> items) {
    return mapNow(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <A, B, C, D, R> List<R> starmap(
      Task4<? super A, ? super B, ? super C, ? super D, ? extends R> task,
      Iterable<Args4<A, B, C, D>> items) {
    return mapNow(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <A, B, R> CompletableFuture<List<R>> starmapAsync(
      Task2<? super A, ? super B, ? extends R> task, Iterable<Args2<A, B>> items) {
    return mapLater(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <A, B, C, R> CompletableFuture<List<R>> starmapAsync(
      Task3<? super A, ? super B, ? super C, ? extends R> task, Iterable<Args3<A, B, C>> items) {
    return mapLater(task, items, Engine.AUTOMATIC);
  }

  @Override
  public <A, B, C, D, R> CompletableFuture<List<R>> starmapAsync(
      Task4<? super A, ? super B, ? super C, ? super D, ? extends R> task,
      Iterable<Args4<A, B, C, D>> items) {
    return mapLater(task, items, Engine.AUTOMATIC);
  }

  private <R> List<R> mapNow(Object task, Iterable<?> items, int chunkSize) {
    return asList(engine.call(task, Row.of(snapshot(items)), chunkSize).await());
  }

  private <R> CompletableFuture<List<R>> mapLater(Object task, Iterable<?> items, int chunkSize) {
    return later(() -> engine.call(task, Row.of(snapshot(items)), chunkSize), JobPool::<R>asList);
  }

  private static int checkChunkSize(int chunkSize) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 item, not " + chunkSize);
    }
    return chunkSize;
  }

  private static List<?> snapshot(Iterable<?> items) {
    return switch (Objects.requireNonNull(items, "items")) {
      case Range<?> range -> range;
      case Collection<?> collection -> Arrays.asList(collection.toArray());
      default -> {
        List<Object> all = new ArrayList<>();
        items.forEach(all::add);
        yield all;
      }
    };
  }

  @Override
  public <T, R> List<R> map(
      RandomTask<? super T, ? extends R> task, Iterable<? extends T> items, long seed) {
    var seeded = new SeededTask(Objects.requireNonNull(task, "task"), seed);
    return mapNow(seeded, SeededTask.place(snapshot(items)), Engine.AUTOMATIC);
  }

  // ---- primitive arrays ------------------------------------------------------------------------

  @Override
  public int[] map(IntToInt task, int[] items) {
    return (int[]) overSlices(task, items, int.class);
  }

  @Override
  public long[] mapToLong(IntToLong task, int[] items) {
    return (long[]) overSlices(task, items, long.class);
  }

  @Override
  public double[] mapToDouble(IntToDouble task, int[] items) {
    return (double[]) overSlices(task, items, double.class);
  }

  @Override
  public <R> List<R> mapToObj(IntToObject<? extends R> task, int[] items) {
    return asList(overSlices(task, items, Object.class));
  }

  @Override
  public long[] map(LongToLong task, long[] items) {
    return (long[]) overSlices(task, items, long.class);
  }

  @Override
  public int[] mapToInt(LongToInt task, long[] items) {
    return (int[]) overSlices(task, items, int.class);
  }

  @Override
  public double[] mapToDouble(LongToDouble task, long[] items) {
    return (double[]) overSlices(task, items, double.class);
  }

  @Override
  public <R> List<R> mapToObj(LongToObject<? extends R> task, long[] items) {
    return asList(overSlices(task, items, Object.class));
  }

  @Override
  public double[] map(DoubleToDouble task, double[] items) {
    return (double[]) overSlices(task, items, double.class);
  }

  @Override
  public int[] mapToInt(DoubleToInt task, double[] items) {
    return (int[]) overSlices(task, items, int.class);
  }

  @Override
  public long[] mapToLong(DoubleToLong task, double[] items) {
    return (long[]) overSlices(task, items, long.class);
  }

  @Override
  public <R> List<R> mapToObj(DoubleToObject<? extends R> task, double[] items) {
    return asList(overSlices(task, items, Object.class));
  }

  @Override
  public <T> int[] mapToInt(ObjectToInt<? super T> task, Iterable<? extends T> items) {
    return (int[]) engine.call(task, Row.of(snapshot(items), int.class), Engine.AUTOMATIC).await();
  }

  @Override
  public <T> long[] mapToLong(ObjectToLong<? super T> task, Iterable<? extends T> items) {
    return (long[])
        engine.call(task, Row.of(snapshot(items), long.class), Engine.AUTOMATIC).await();
  }

  @Override
  public <T> double[] mapToDouble(ObjectToDouble<? super T> task, Iterable<? extends T> items) {
    return (double[])
        engine.call(task, Row.of(snapshot(items), double.class), Engine.AUTOMATIC).await();
  }

  @Override
  public CompletableFuture<int[]> mapAsync(IntToInt task, int[] items) {
    return later(
        () -> engine.call(task, Row.ofArray(items, int.class), Engine.AUTOMATIC),
        results -> (int[]) results);
  }

  @Override
  public CompletableFuture<long[]> mapAsync(LongToLong task, long[] items) {
    return later(
        () -> engine.call(task, Row.ofArray(items, long.class), Engine.AUTOMATIC),
        results -> (long[]) results);
  }

  @Override
  public CompletableFuture<double[]> mapAsync(DoubleToDouble task, double[] items) {
    return later(
        () -> engine.call(task, Row.ofArray(items, double.class), Engine.AUTOMATIC),
        results -> (double[]) results);
  }

  private Object overSlices(Object task, Object array, Class<?> resultType) {
    return engine.call(task, Row.ofArray(array, resultType), Engine.AUTOMATIC).await();
  }

  // ---- reduce and everywhere -------------------------------------------------------------------

  @Override
  @SuppressWarnings("unchecked") // a block's task returns what the combiner does
  public <T, R> R mapReduce(
      Task<? super T, ? extends R> task, Task2<R, R, R> combiner, Iterable<? extends T> items) {
    return (R) BlockReduction.of(task, combiner, snapshot(items)).run(engine);
  }

  @Override
  public <R> List<R> everywhere(Call<? extends R> call) {
    return asList(engine.everywhere(call).await());
  }

  // ---- as an ExecutorService -------------------------------------------------------------------

  @Override
  public CompletableFuture<?> submit(Action action) {
    return one(action);
  }

  @Override
  public <R> CompletableFuture<R> submit(Callable<R> call) {
    return one(call);
  }

  @Override
  public CompletableFuture<?> submit(Runnable action) {
    return one(action);
  }

  @Override
  public <R> CompletableFuture<R> submit(Runnable action, R result) {
    CompletableFuture<@Nullable Object> done = one(action);
    var future = new CompletableFuture<R>();
    var _ =
        done.whenComplete((_, failure) -> {
          if (failure == null) {
            future.complete(result);
          } else {
            future.completeExceptionally(failure);
          }
        });
    var _ =
        future.whenComplete((_, _) -> {
          if (future.isCancelled()) {
            done.cancel(true);
          }
        });
    return future;
  }

  @Override
  public void execute(Runnable action) {
    if (isShutdown()) {
      throw new RejectedExecutionException(Scheduler.closedException().getMessage());
    }
    Submitter submitter = Host.current().submitter();
    if (engine.copies() && FutureStages.isOne(action)) {
      FutureStages.start(action, this::one, submitter);
      return;
    }
    CompletableFuture<?> done = one(action);
    if (done.isCompletedExceptionally()
        && done.exceptionNow() instanceof TaskNotSerializableException refusal) {
      throw refusal; // whoever waits for the action would not know
    }
    var _ =
        done.whenComplete((_, failure) -> {
          if (failure != null) {
            submitter.report("Exception in what the pool executed: ", failure);
          }
        });
  }

  @Override
  public <R> List<Future<R>> invokeAll(Collection<? extends Callable<R>> calls)
      throws InterruptedException {
    return invokeAll(calls, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  @Override
  public <R> List<Future<R>> invokeAll(
      Collection<? extends Callable<R>> calls, long timeout, TimeUnit unit)
      throws InterruptedException {
    return Invocations.all(this::submit, calls, timeout, unit);
  }

  @Override
  public <R> R invokeAny(Collection<? extends Callable<R>> calls)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(calls, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("that would take centuries", e);
    }
  }

  @Override
  public <R> R invokeAny(Collection<? extends Callable<R>> calls, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return Invocations.any(this::submit, calls, timeout, unit);
  }

  private <R> CompletableFuture<R> one(Object task) {
    return engine.submit(Objects.requireNonNull(task, "task"));
  }

  @Override
  public void shutdown() {
    engine.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    engine.shutdownNow();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return engine.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return engine.ended().isDone();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      engine.ended().get(timeout, unit);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("it is never completed with an exception", e);
    }
  }

  // ---- apply -----------------------------------------------------------------------------------

  private static final List<@Nullable Object> NO_ITEM = Collections.singletonList(null);

  @Override
  public <R> R apply(Call<? extends R> call) {
    return only(engine.call(call, Row.of(NO_ITEM), 1).await());
  }

  @Override
  public <R> CompletableFuture<R> applyAsync(Call<? extends R> call) {
    return engine.submit(call);
  }

  // The call's type says what it returns, which may be null.
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private static <R> R only(Object results) {
    return (R) ((@Nullable Object[]) results)[0];
  }

  // ---- imap ------------------------------------------------------------------------------------

  private <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered) {
    return engine.lazily(task, Objects.requireNonNull(items, "items"), chunkSize, ordered);
  }

  @Override
  public <T, R> Results<R> imap(Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return lazily(task, items, Engine.AUTOMATIC, true);
  }

  @Override
  public <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return lazily(task, items, checkChunkSize(chunkSize), true);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return lazily(task, items, Engine.AUTOMATIC, false);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return lazily(task, items, checkChunkSize(chunkSize), false);
  }

  @Override
  public <T, R> Results<R> imap(Task<? super T, ? extends R> task, Stream<? extends T> items) {
    return ofStream(task, items, Engine.AUTOMATIC, true);
  }

  @Override
  public <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Stream<? extends T> items, int chunkSize) {
    return ofStream(task, items, checkChunkSize(chunkSize), true);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Stream<? extends T> items) {
    return ofStream(task, items, Engine.AUTOMATIC, false);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Stream<? extends T> items, int chunkSize) {
    return ofStream(task, items, checkChunkSize(chunkSize), false);
  }

  private <R> Results<R> ofStream(Object task, Stream<?> items, int chunkSize, boolean ordered) {
    try {
      return engine.lazily(task, new StreamItems<>(items), chunkSize, ordered);
    } catch (RuntimeException | Error e) {
      items.close(); // nobody else will
      throw e;
    }
  }

  // ---- futures ---------------------------------------------------------------------------------

  private interface Finish<R> {
    R of(Object results);
  }

  /// Begins in the calling thread, so that the task and its variables are taken as they are now.
  private static <R> CompletableFuture<R> later(Supplier<Engine.Pending> begin, Finish<R> finish) {
    var future = new CompletableFuture<R>();
    try {
      Engine.Pending call = begin.get();
      var _ =
          future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
              call.cancel();
            }
          });
      call.start((results, failure) -> {
        if (results == null) {
          future.completeExceptionally(failure);
        } else {
          future.complete(finish.of(results));
        }
      });
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  /// The results as the list that callers get.
  @SuppressWarnings("unchecked") // the task's type says so
  private static <R> List<R> asList(Object results) {
    return (List<R>) Collections.unmodifiableList(Arrays.asList((@Nullable Object[]) results));
  }

  // ---- in its own tasks ------------------------------------------------------------------------

  /// What travels instead of a pool.
  private record Inside() implements Serializable {
    private Object readResolve() {
      return inPlace();
    }
  }

  private Object writeReplace() {
    return new Inside();
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a pool does not travel, its stand-in does");
  }

  @Override
  public Explanation explain(Object task) {
    return engine.explain(Objects.requireNonNull(task, "task"));
  }

  @Override
  public PoolReport report() {
    return engine.ledger().report();
  }

  @Override
  public Timeline timeline() {
    return engine.ledger().timeline();
  }

  @Override
  public <T, R> Advice advise(Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return new Adviser(engine).advise(Objects.requireNonNull(task, "task"), items);
  }

  @Override
  public @Nullable Object replay(TaskFailedException failure) throws Exception {
    Call<?> attempt =
        failure
            .attempt()
            .orElseThrow(() ->
                new IllegalStateException(
                    "what failed is not kept any more: its memory was needed, or the exception comes from another JVM or from a process. Call the task yourself with the item, `%s`, or use Pool.sequential()"
                        .formatted(failure.argument()),
                    failure));
    return attempt.call();
  }

  // ---- the pool itself -------------------------------------------------------------------------

  @Override
  public int size() {
    return engine.size();
  }

  @Override
  public void resize(int workers) {
    if (workers < 1 || workers > PoolConfig.MAX_WORKERS) {
      throw new IllegalArgumentException(
          "a pool has 1 to %d workers, not %d".formatted(PoolConfig.MAX_WORKERS, workers));
    }
    engine.resize(workers);
  }

  @Override
  public List<WorkerInfo> workers() {
    return engine.workers();
  }

  @Override
  public void close() {
    engine.shutdown();
    try {
      engine.ended().get();
    } catch (InterruptedException e) {
      terminate();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError("it is never completed with an exception", e);
    }
  }

  @Override
  public void terminate() {
    engine.shutdownNow();
    engine.ended().join();
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
