package org.muster.parallel.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Args2;
import org.muster.parallel.Args3;
import org.muster.parallel.Args4;
import org.muster.parallel.Call;
import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.Range;
import org.muster.parallel.Results;
import org.muster.parallel.Task;
import org.muster.parallel.Task2;
import org.muster.parallel.Task3;
import org.muster.parallel.Task4;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.spi.WorkerOutput;
import org.muster.parallel.transport.SocketLoop;

/// A [Pool] of worker JVMs.
///
/// A method packs its task and encodes items in the calling thread, hands both to the [Scheduler]
/// and waits at the job's mailbox. Results are decoded by whoever waits for them.
public final class WorkerPool implements Pool {

  /// One thread owns the sockets of all pools of this JVM; it lives as long as the JVM.
  private static final class SharedLoop {
    static final SocketLoop LOOP = SocketLoop.start("muster-pool-io");
  }

  /// Automatic chunks of an imap stay small: its results are wanted one by one.
  private static final int MOST_LAZY_ITEMS = 1024;

  private static final int AUTOMATIC = 0;

  private static final AtomicLong JOBS = new AtomicLong();
  private static final AtomicLong CHUNKS = new AtomicLong();

  private final SocketLoop loop = SharedLoop.LOOP;
  private final PoolConfig config;
  private final Scheduler scheduler;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  private WorkerPool(PoolConfig config, WorkerLauncher launcher, Duration helloWithin) {
    this.config = config;
    var pump = new OutputPump("muster-pool-output");
    this.scheduler =
        new Scheduler(loop, launcher, config, Host.current().submitter(), pump, helloWithin);
    var _ = scheduler.closed().thenRun(pump::close);
    if (!config.lazy()) {
      loop.execute(scheduler::start);
    }
  }

  /// A pool of worker JVMs on this machine.
  public static Pool open(PoolConfig config) {
    return open(config, new LocalLauncher());
  }

  /// A pool whose workers come from this launcher.
  public static Pool open(PoolConfig config, WorkerLauncher launcher) {
    return open(config, launcher, Crew.HELLO_WITHIN);
  }

  /// A pool whose workers come from this launcher.
  ///
  /// @param helloWithin how long a worker may take until it has connected
  public static Pool open(PoolConfig config, WorkerLauncher launcher, Duration helloWithin) {
    return new WorkerPool(config, launcher, helloWithin);
  }

  // ---- map -------------------------------------------------------------------------------------

  @Override
  public <T, R> List<R> map(Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return mapNow(task, items, AUTOMATIC);
  }

  @Override
  public <T, R> List<R> map(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return mapNow(task, items, checkChunkSize(chunkSize));
  }

  @Override
  public <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return mapLater(task, items, AUTOMATIC);
  }

  @Override
  public <T, R> CompletableFuture<List<R>> mapAsync(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return mapLater(task, items, checkChunkSize(chunkSize));
  }

  @Override
  public <A, B, R> List<R> starmap(
      Task2<? super A, ? super B, ? extends R> task, Iterable<Args2<A, B>> items) {
    return mapNow(task, items, AUTOMATIC);
  }

  @Override
  public <A, B, C, R> List<R> starmap(
      Task3<? super A, ? super B, ? super C, ? extends R> task, Iterable<Args3<A, B, C>> items) {
    return mapNow(task, items, AUTOMATIC);
  }

  @Override
  public <A, B, C, D, R> List<R> starmap(
      Task4<? super A, ? super B, ? super C, ? super D, ? extends R> task,
      Iterable<Args4<A, B, C, D>> items) {
    return mapNow(task, items, AUTOMATIC);
  }

  private <R> List<R> mapNow(Object task, Iterable<?> items, int chunkSize) {
    return EagerCall.asList(begin(task, snapshot(items), chunkSize).await());
  }

  private <R> CompletableFuture<List<R>> mapLater(Object task, Iterable<?> items, int chunkSize) {
    return later(() -> begin(task, snapshot(items), chunkSize), EagerCall::<R>asList);
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
    return only(begin(call, NO_ITEM, 1).await());
  }

  @Override
  public <R> CompletableFuture<R> applyAsync(Call<? extends R> call) {
    return later(() -> begin(call, NO_ITEM, 1), WorkerPool::<R>only);
  }

  // The call's type says what it returns, which may be null.
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private static <R> R only(@Nullable Object[] results) {
    return (R) results[0];
  }

  // ---- imap ------------------------------------------------------------------------------------

  @Override
  public <T, R> Results<R> imap(Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return lazily(task, items, AUTOMATIC, true);
  }

  @Override
  public <T, R> Results<R> imap(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return lazily(task, items, checkChunkSize(chunkSize), true);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items) {
    return lazily(task, items, AUTOMATIC, false);
  }

  @Override
  public <T, R> Results<R> imapUnordered(
      Task<? super T, ? extends R> task, Iterable<? extends T> items, int chunkSize) {
    return lazily(task, items, checkChunkSize(chunkSize), false);
  }

  private <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered) {
    Objects.requireNonNull(items, "items");
    Submitter submitter = Host.current().submitter();
    Job job =
        Job.lazy(
            JOBS.incrementAndGet(),
            pack(task, submitter),
            submitter,
            ChunkSizing.start(chunkSize, MOST_LAZY_ITEMS));
    var feeder = new Feeder(this, job, items);
    var results = new LazyResults<R>(this, job, feeder, ordered);
    feeder.start();
    submit(job, List.of(), false);
    return results;
  }

  // ---- the way of a job ------------------------------------------------------------------------

  private EagerCall begin(Object task, List<?> items, int chunkSize) {
    Submitter submitter = Host.current().submitter();
    Job job =
        Job.eager(
            JOBS.incrementAndGet(),
            pack(task, submitter),
            submitter,
            ChunkSizing.start(chunkSize, Integer.MAX_VALUE),
            items.size());
    var call = new EagerCall(this, job, items);
    call.submit(config.workers());
    return call;
  }

  private PackedTask pack(Object task, Submitter submitter) {
    PackedTask packed = PackedTask.of(Objects.requireNonNull(task, "task"));
    for (String warning : packed.warnings()) {
      if (warned.add(warning)) {
        submitter
            .output()
            .accept(new WorkerOutput(-1, -1, WorkerOutput.Stream.ERR, warning + "\n"));
      }
    }
    return packed;
  }

  private interface Begin {
    EagerCall begin();
  }

  private interface Finish<R> {
    R of(@Nullable Object[] results);
  }

  /// Begins in the calling thread, so that the task and its variables are taken as they are now,
  /// and waits in another one.
  private <R> CompletableFuture<R> later(Begin begin, Finish<R> finish) {
    var future = new CompletableFuture<R>();
    EagerCall call;
    try {
      call = begin.begin();
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
      return future;
    }
    var _ =
        future.whenComplete((_, _) -> {
          if (future.isCancelled()) {
            call.cancel();
          }
        });
    Thread.ofVirtual()
        .name("muster-async")
        .start(() -> {
          try {
            future.complete(finish.of(call.await()));
          } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  long nextChunk() {
    return CHUNKS.incrementAndGet();
  }

  void submit(Job job, List<Chunk> first, boolean inputEnded) {
    loop.execute(() -> scheduler.submit(job, first, inputEnded));
  }

  void offer(Job job, Chunk chunk) {
    loop.execute(() -> scheduler.offer(job, chunk));
  }

  void inputEnded(Job job) {
    loop.execute(() -> scheduler.inputEnded(job));
  }

  void taken(Job job) {
    loop.execute(() -> scheduler.taken(job));
  }

  void cancel(Job job) {
    loop.execute(() -> scheduler.cancel(job));
  }

  // ---- the pool itself -------------------------------------------------------------------------

  @Override
  public int size() {
    return config.workers();
  }

  @Override
  public List<WorkerInfo> workers() {
    var infos = new CompletableFuture<List<WorkerInfo>>();
    loop.execute(() -> infos.complete(scheduler.workers()));
    return infos.join();
  }

  @Override
  public void close() {
    loop.execute(scheduler::close);
    try {
      scheduler.closed().get();
    } catch (InterruptedException e) {
      loop.execute(scheduler::terminate);
      scheduler.closed().join();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError("it is never completed with an exception", e);
    }
  }

  @Override
  public void terminate() {
    loop.execute(scheduler::terminate);
    scheduler.closed().join();
  }

  @Override
  public String toString() {
    return "Pool of %d workers".formatted(config.workers());
  }
}
