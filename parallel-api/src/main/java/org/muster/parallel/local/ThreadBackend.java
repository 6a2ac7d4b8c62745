package org.muster.parallel.local;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.spi.PreparedTask;

/// Threads of this JVM. Chunks wait in one queue for all of them, so none waits behind a long one
/// while another thread is free.
///
/// A chunk that runs has a number, the smallest that is free: with platform threads as many as
/// there are threads, with virtual ones as many as chunks run.
public final class ThreadBackend implements Backend {

  private static final AtomicInteger POOLS = new AtomicInteger();

  private static final ThreadLocal<@Nullable ThreadBackend> INSIDE = new ThreadLocal<>();

  private final IntFunction<String> name;
  private volatile int capacity;
  private final IntUnaryOperator window;
  private final boolean fixed;
  private final ExecutorService threads;
  private final SerialLoop loop = new SerialLoop();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /// Taken and not answered.
  private final Set<LocalChunk> held = new HashSet<>();

  private final Numbers numbers = new Numbers();

  private ThreadBackend(
      IntFunction<String> name,
      int capacity,
      boolean fixed,
      IntUnaryOperator window,
      ExecutorService threads) {
    this.name = name;
    this.capacity = capacity;
    this.fixed = fixed;
    this.window = window;
    this.threads = threads;
  }

  /// This many platform threads, which start with the first chunks.
  public static Backend ofPlatformThreads(int threads) {
    return new ThreadBackend(
        "Pool.threads(%d)"::formatted,
        threads,
        true,
        IntUnaryOperator.identity(),
        Executors.newFixedThreadPool(threads, platformThreads(POOLS.incrementAndGet())));
  }

  /// A virtual thread for each chunk, up to [PoolConfig#MAX_WORKERS] at the same time.
  public static Backend ofVirtualThreads() {
    ThreadFactory factory =
        Thread.ofVirtual()
            .name("muster-virtual-", 0)
            .inheritInheritableThreadLocals(false)
            .factory();
    return new ThreadBackend(
        _ -> "Pool.virtualThreads()",
        PoolConfig.MAX_WORKERS,
        false,
        _ -> 1, // what is taken runs: nothing can wait for its turn
        Executors.newThreadPerTaskExecutor(factory));
  }

  private static ThreadFactory platformThreads(int pool) {
    var number = new AtomicInteger();
    return work ->
        LibraryThread.named("muster-threads-%d-%d".formatted(pool, number.getAndIncrement()))
            .unstarted(work);
  }

  @Override
  public String name() {
    return name.apply(capacity);
  }

  @Override
  public Set<Capability> capabilities() {
    return fixed ? Set.of(Capability.RESIZES) : Set.of();
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public boolean isInside() {
    return INSIDE.get() == this;
  }

  @Override
  public PreparedTask prepare(Object task) {
    return new LocalTask(task, Thread.currentThread().getContextClassLoader());
  }

  @Override
  public void open(Listener listener) {
    // There is always somebody to run a chunk: nothing to tell.
  }

  @Override
  public void start() {
    // Threads start when they are needed.
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void resize(int size) {
    if (!(threads instanceof ThreadPoolExecutor pool)) {
      throw new UnsupportedOperationException(name() + " keeps its size");
    }
    if (size > capacity) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
    } else {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
    capacity = size;
  }

  @Override
  public boolean submit(BackendJob job, Chunk chunk, int most, ChunkSink sink) {
    if (held.size() >= capacity * window.applyAsInt(most) || hasItsPlaces(job)) {
      return false;
    }
    var taken = new LocalChunk(job, chunk, sink);
    held.add(taken);
    ((Executor) threads).execute(() -> run(taken));
    return true;
  }

  /// Whether a job that may not use all threads has as many as it may.
  private boolean hasItsPlaces(BackendJob job) {
    return job.places() < capacity
        && held.stream().filter(chunk -> chunk.job() == job).count() >= job.places();
  }

  /// This JVM is the only one.
  @Override
  public int hosts() {
    return 1;
  }

  @Override
  public boolean submitTo(int host, BackendJob job, Chunk chunk, ChunkSink sink) {
    return submit(job, chunk, 1, sink);
  }

  private void run(LocalChunk chunk) {
    int number = numbers.take();
    INSIDE.set(this);
    Thread.currentThread().setContextClassLoader(((LocalTask) chunk.job().task()).contextLoader());
    var answer = new LocalChunk.Answer[] {ChunkSink::dropped};
    chunk.job().submitter().run(() -> answer[0] = chunk.run(number));
    INSIDE.remove();
    numbers.giveBack(number, chunk.count());
    loop.execute(() -> {
      held.remove(chunk);
      answer[0].tell(chunk.sink());
    });
  }

  @Override
  public void cancel(BackendJob job) {
    for (LocalChunk chunk : held) {
      if (chunk.job() == job) {
        chunk.cancel();
      }
    }
  }

  @Override
  public List<WorkerInfo> workers() {
    return numbers.infos(fixed ? capacity : 0);
  }

  /// A thread whose cancelled task goes on is not waited for.
  @Override
  public void close() {
    threads.shutdown();
    closed.complete(null);
  }

  @Override
  public void terminate() {
    close();
  }

  @Override
  public CompletableFuture<Void> closed() {
    return closed;
  }

  /// Numbers for those who run chunks, and what each has done.
  private static final class Numbers {
    private final BitSet taken = new BitSet(); // guarded by this
    private final List<Long> done = new ArrayList<>(); // guarded by this

    synchronized int take() {
      int free = taken.nextClearBit(0);
      taken.set(free);
      if (free == done.size()) {
        done.add(0L);
      }
      return free;
    }

    synchronized void giveBack(int number, int items) {
      taken.clear(number);
      done.set(number, done.get(number) + items);
    }

    /// @param all how many there are at least
    synchronized List<WorkerInfo> infos(int all) {
      long pid = ProcessHandle.current().pid();
      List<WorkerInfo> infos = new ArrayList<>();
      for (int i = 0; i < Math.max(all, taken.length()); i++) {
        if (i < all || taken.get(i)) {
          infos.add(
              new WorkerInfo(
                  i,
                  pid,
                  taken.get(i) ? WorkerInfo.State.BUSY : WorkerInfo.State.IDLE,
                  i < done.size() ? done.get(i) : 0));
        }
      }
      return infos;
    }
  }
}
