package org.muster.parallel.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Args2;
import org.muster.parallel.Args3;
import org.muster.parallel.Args4;
import org.muster.parallel.Call;
import org.muster.parallel.Pool;
import org.muster.parallel.Range;
import org.muster.parallel.Results;
import org.muster.parallel.Task;
import org.muster.parallel.Task2;
import org.muster.parallel.Task3;
import org.muster.parallel.Task4;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;

/// Every kind of [Pool]: brings its many methods down to the two of an [Engine].
public final class JobPool implements Pool {

  private final Engine engine;

  private JobPool(Engine engine) {
    this.engine = engine;
  }

  /// A pool whose tasks run on a backend.
  ///
  /// @param startNow whether the backend gets ready before there is work
  public static Pool on(Backend backend, boolean startNow) {
    return new JobPool(new ScheduledEngine(backend, startNow));
  }

  /// A pool whose tasks run in the thread that calls it.
  public static Pool inPlace() {
    return new JobPool(new InPlaceEngine());
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

  private <R> List<R> mapNow(Object task, Iterable<?> items, int chunkSize) {
    return asList(engine.call(task, snapshot(items), chunkSize).await());
  }

  private <R> CompletableFuture<List<R>> mapLater(Object task, Iterable<?> items, int chunkSize) {
    return later(() -> engine.call(task, snapshot(items), chunkSize), JobPool::<R>asList);
  }

  private static int checkChunkSize(int chunkSize) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 item, not " + chunkSize);
    }
    return chunkSize;
  }

  private static List<?> snapshot(Iterable<?> items) {
    return switch (items) {
      case Range<?> range -> range;
      case Collection<?> collection -> Arrays.asList(collection.toArray());
      default -> {
        List<Object> all = new ArrayList<>();
        items.forEach(all::add);
        yield all;
      }
    };
  }

  // ---- apply -----------------------------------------------------------------------------------

  private static final List<@Nullable Object> NO_ITEM = Collections.singletonList(null);

  @Override
  public <R> R apply(Call<? extends R> call) {
    return only(engine.call(call, NO_ITEM, 1).await());
  }

  @Override
  public <R> CompletableFuture<R> applyAsync(Call<? extends R> call) {
    return later(() -> engine.call(call, NO_ITEM, 1), JobPool::<R>only);
  }

  // The call's type says what it returns, which may be null.
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private static <R> R only(@Nullable Object[] results) {
    return (R) results[0];
  }

  // ---- imap ------------------------------------------------------------------------------------

  @Override
  public <T, R> Results<R> imap(Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return engine.lazily(task, items, Engine.AUTOMATIC, true);
  }

  @Override
  public <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return engine.lazily(task, items, checkChunkSize(chunkSize), true);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return engine.lazily(task, items, Engine.AUTOMATIC, false);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return engine.lazily(task, items, checkChunkSize(chunkSize), false);
  }

  // ---- futures ---------------------------------------------------------------------------------

  private interface Finish<R> {
    R of(@Nullable Object[] results);
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
  private static <R> List<R> asList(@Nullable Object[] results) {
    return (List<R>) Collections.unmodifiableList(Arrays.asList(results));
  }

  // ---- the pool itself -------------------------------------------------------------------------

  @Override
  public int size() {
    return engine.size();
  }

  @Override
  public List<WorkerInfo> workers() {
    return engine.workers();
  }

  @Override
  public void close() {
    engine.close();
  }

  @Override
  public void terminate() {
    engine.terminate();
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
