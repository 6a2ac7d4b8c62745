package org.muster.parallel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pool is made with; immutable. Used as `Pool.open(c -> c.withWorkers(8).withHeap("2g"))`.
///
/// @param workers how many worker JVMs
/// @param heap the largest heap of one worker as `-Xmx` takes it (`512m`, `2g`), or null for a
///   share of the machine's memory
/// @param jvmOptions further options for the worker JVMs
/// @param lazy whether the workers start with the first task instead of at once
/// @param initializer runs in every worker before anything else, or null
/// @param taskTimeout how long one item may take, or null
/// @param retries how often an item is tried again
/// @param spares how many started workers wait to take the place of one that is lost
public record PoolConfig(
    int workers,
    @Nullable String heap,
    List<String> jvmOptions,
    boolean lazy,
    @Nullable Action initializer,
    @Nullable Duration taskTimeout,
    int retries,
    int spares) {

  /// The most workers that one pool may have.
  public static final int MAX_WORKERS = 1024;

  public PoolConfig {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "a pool has 1 to %d workers, not %d".formatted(MAX_WORKERS, workers));
    }
    if (heap != null && !heap.matches("[1-9][0-9]*[kKmMgGtT]?")) {
      throw new IllegalArgumentException(
          "`%s` is no heap size; write a number with k, m or g, as in \"512m\"".formatted(heap));
    }
    if (taskTimeout != null && !taskTimeout.isPositive()) {
      throw new IllegalArgumentException("a task timeout is positive, not " + taskTimeout);
    }
    if (retries < 0) {
      throw new IllegalArgumentException("an item is tried again 0 times or more, not " + retries);
    }
    if (spares < 0 || spares > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "a pool has 0 to %d spare workers, not %d".formatted(MAX_WORKERS, spares));
    }
    jvmOptions = List.copyOf(jvmOptions);
  }

  /// One worker per available processor, the JVM's own heap rules.
  public static PoolConfig defaults() {
    return new PoolConfig(Workers.available(), null, List.of(), false, null, null, 0, 0);
  }

  /// How many worker JVMs.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [#MAX_WORKERS]
  public PoolConfig withWorkers(int workers) {
    return new PoolConfig(
        workers, heap, jvmOptions, lazy, initializer, taskTimeout, retries, spares);
  }

  /// The largest heap of one worker.
  ///
  /// @param heap as `-Xmx` takes it: `512m`, `2g`
  /// @throws IllegalArgumentException if it is no such size
  public PoolConfig withHeap(String heap) {
    return new PoolConfig(
        workers, heap, jvmOptions, lazy, initializer, taskTimeout, retries, spares);
  }

  /// Adds an option to the workers' command line, after Muster's own.
  public PoolConfig withJvmOption(String option) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(option);
    return new PoolConfig(workers, heap, more, lazy, initializer, taskTimeout, retries, spares);
  }

  /// Starts the workers with the first task instead of at once.
  public PoolConfig withLazyStart() {
    return new PoolConfig(
        workers, heap, jvmOptions, true, initializer, taskTimeout, retries, spares);
  }

  /// Runs something once in every worker before its first task, in replacements too.
  public PoolConfig withInitializer(Action initializer) {
    return new PoolConfig(
        workers, heap, jvmOptions, lazy, initializer, taskTimeout, retries, spares);
  }

  /// Stops a task that takes longer than this for one item and ends its job with
  /// [TaskTimeoutException]. Items then travel alone unless the call has a chunk size; the chunk
  /// has so many times as long.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public PoolConfig withTaskTimeout(Duration taskTimeout) {
    return new PoolConfig(
        workers, heap, jvmOptions, lazy, initializer, taskTimeout, retries, spares);
  }

  /// Tries an item again whose task failed or whose worker died, this many times. So a task may run
  /// more than once for an item. Items then travel alone unless the call has a chunk size; the
  /// chunk is tried again as a whole.
  ///
  /// @throws IllegalArgumentException if it is negative
  public PoolConfig withRetries(int retries) {
    return new PoolConfig(
        workers, heap, jvmOptions, lazy, initializer, taskTimeout, retries, spares);
  }

  /// Keeps this many workers in reserve, connected and idle: one of them takes the place of a
  /// worker that was lost or killed at once, and a new one is started in the background. They run
  /// no tasks until then and do not count as workers of the pool; each takes the memory of an idle
  /// JVM.
  ///
  /// @throws IllegalArgumentException unless it is 0 to [#MAX_WORKERS]
  public PoolConfig withSpares(int spares) {
    return new PoolConfig(
        workers, heap, jvmOptions, lazy, initializer, taskTimeout, retries, spares);
  }
}
