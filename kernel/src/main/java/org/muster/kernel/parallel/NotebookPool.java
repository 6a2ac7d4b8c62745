package org.muster.kernel.parallel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;

/// The pool that every notebook has as `pool`.
public final class NotebookPool {

  private static final AtomicReference<@Nullable CompletableFuture<Pool>> PREPARED =
      new AtomicReference<>();

  private NotebookPool() {}

  /// Opens the pool in the background, for the first who asks for it.
  public static void prepare() {
    var pool = new CompletableFuture<Pool>();
    PREPARED.set(pool);
    Thread.ofPlatform()
        .name("muster-pool-start")
        .daemon(true)
        .start(() -> {
          try {
            pool.complete(open());
          } catch (RuntimeException | Error e) {
            pool.completeExceptionally(e);
          }
        });
  }

  /// A pool whose workers start with the first task: one for each available processor, or as many
  /// as the environment variable `MUSTER_WORKERS` says, and a spare that takes the place of one
  /// that is lost or was killed to end an interrupted cell.
  public static Pool create() {
    CompletableFuture<Pool> prepared = PREPARED.getAndSet(null);
    return prepared == null ? open() : prepared.join();
  }

  private static Pool open() {
    return Pool.open(c -> c.withLazyStart().withSpares(1));
  }
}
