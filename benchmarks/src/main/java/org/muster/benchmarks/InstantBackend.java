package org.muster.benchmarks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.PreparedTask;

/// Runs no task: the results of a chunk are its items, and they are there at once. What is left is
/// what the pool does.
final class InstantBackend implements Backend {

  /// What the pool is told that an item took: chunks are then as large as they get.
  private static final long ITEM_NANOS = 10;

  private final int capacity;
  private final CallersLoop loop = new CallersLoop();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  InstantBackend(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public String name() {
    return "a backend that answers at once";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public PreparedTask prepare(Object task) {
    return Unchanged.INSTANCE;
  }

  @Override
  public void open(Listener listener) {
    // There is always room.
  }

  @Override
  public void start() {
    // There is nothing to get ready.
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean submit(BackendJob job, Chunk chunk, int window, ChunkSink sink) {
    loop.execute(() -> sink.done(chunk.items(), ITEM_NANOS * chunk.count()));
    return true;
  }

  @Override
  public int hosts() {
    return 1;
  }

  @Override
  public boolean submitTo(int host, BackendJob job, Chunk chunk, ChunkSink sink) {
    return submit(job, chunk, 1, sink);
  }

  @Override
  public void cancel(BackendJob job) {
    // Nothing is ever running.
  }

  @Override
  public List<WorkerInfo> workers() {
    return List.of();
  }

  @Override
  public void close() {
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

  /// Items as they are.
  private enum Unchanged implements PreparedTask {
    INSTANCE;

    private record Values(@Nullable Object[] values) implements Cargo {}

    @Override
    public Cargo load(List<? extends @Nullable Object> items) {
      return new Values(items.toArray());
    }

    @Override
    public @Nullable Object[] unload(Cargo results) {
      return ((Values) results).values();
    }

    @Override
    public Throwable thrown(Cargo failure) {
      throw new IllegalStateException("nothing fails here");
    }
  }

  /// Runs actions in the thread that brings the first of them.
  private static final class CallersLoop implements EventLoop {

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> actions = new ArrayDeque<>(); // guarded by lock

    @Override
    public void execute(Runnable action) {
      lock.lock();
      try {
        actions.add(action);
        if (lock.getHoldCount() > 1) {
          return; // an action brought it: it comes after that one
        }
        for (Runnable next = actions.poll(); next != null; next = actions.poll()) {
          next.run();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Runnable schedule(Duration delay, Runnable action) {
      var cancelled = new AtomicBoolean();
      CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, this)
          .execute(() -> {
            if (!cancelled.get()) {
              action.run();
            }
          });
      return () -> cancelled.set(true);
    }
  }
}
