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
/// @param maxTasksPerWorker how many items a worker gets before another takes its place, or 0
/// @param memoryLimit how much memory a worker's process may use before another takes its place, or
///   null
public record PoolConfig(
    int workers,
    @Nullable String heap,
    List<String> jvmOptions,
    boolean lazy,
    @Nullable Action initializer,
    @Nullable Duration taskTimeout,
    int retries,
    int maxTasksPerWorker,
    @Nullable String memoryLimit) {

  /// The most workers that one pool may have.
  public static final int MAX_WORKERS = 1024;

  private static final long LEAST_MEMORY = 96L << 20;

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
    if (maxTasksPerWorker < 0) {
      throw new IllegalArgumentException(
          "a worker gets 1 task or more before it is replaced, or 0 for no limit, not "
              + maxTasksPerWorker);
    }
    if (memoryLimit != null && bytes(memoryLimit) < LEAST_MEMORY) {
      throw new IllegalArgumentException(
          "a memory limit of `%s` is less than a worker JVM takes to do nothing; it is at least 96m"
              .formatted(memoryLimit));
    }
    jvmOptions = List.copyOf(jvmOptions);
  }

  /// The memory limit in bytes, or [Long#MAX_VALUE] if there is none.
  public long memoryLimitBytes() {
    return memoryLimit == null ? Long.MAX_VALUE : bytes(memoryLimit);
  }

  private static long bytes(String size) {
    if (!size.matches("[1-9][0-9]{0,9}[kKmMgGtT]?")) {
      throw new IllegalArgumentException(
          "`%s` is no size of memory; write a number with k, m or g, as in \"512m\""
              .formatted(size));
    }
    int last = size.length() - 1;
    int shift = 10 * ("kmgt".indexOf(Character.toLowerCase(size.charAt(last))) + 1);
    return Long.parseLong(shift == 0 ? size : size.substring(0, last)) << shift;
  }

  /// One worker per available processor, the JVM's own heap rules.
  public static PoolConfig defaults() {
    return new PoolConfig(Workers.available(), null, List.of(), false, null, null, 0, 0, null);
  }

  /// How many worker JVMs.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [#MAX_WORKERS]
  public PoolConfig withWorkers(int workers) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// The largest heap of one worker.
  ///
  /// @param heap as `-Xmx` takes it: `512m`, `2g`
  /// @throws IllegalArgumentException if it is no such size
  public PoolConfig withHeap(String heap) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Adds an option to the workers' command line, after Muster's own.
  public PoolConfig withJvmOption(String option) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(option);
    return new PoolConfig(
        workers,
        heap,
        more,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Starts the workers with the first task instead of at once.
  public PoolConfig withLazyStart() {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        true,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Runs something once in every worker before its first task, in replacements too.
  public PoolConfig withInitializer(Action initializer) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Stops a task that takes longer than this for one item and ends its job with
  /// [TaskTimeoutException]. Items then travel alone unless the call has a chunk size; the chunk
  /// has so many times as long.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public PoolConfig withTaskTimeout(Duration taskTimeout) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Tries an item again whose task failed or whose worker died, this many times. So a task may run
  /// more than once for an item. Items then travel alone unless the call has a chunk size; the
  /// chunk is tried again as a whole.
  ///
  /// @throws IllegalArgumentException if it is negative
  public PoolConfig withRetries(int retries) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Replaces a worker by a new one after it was given this many items, so that what tasks leave
  /// behind in it ends with it. It finishes the chunk that it was given last; a chunk is not cut
  /// for this. The initializer runs in the new one.
  ///
  /// @param maxTasksPerWorker 0 for no limit, as in a new configuration
  /// @throws IllegalArgumentException if it is negative
  public PoolConfig withMaxTasksPerWorker(int maxTasksPerWorker) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }

  /// Replaces a worker by a new one when its process uses more memory than this after a chunk:
  /// heap, classes, native memory, all that the system counts for it. It finishes what it was
  /// given; the initializer runs in the new one. This is no bound on what one chunk may take: that
  /// is [#withHeap].
  ///
  /// @param memoryLimit as in `512m`, `2g`; at least `96m`
  /// @throws IllegalArgumentException if it is no such size
  public PoolConfig withMemoryLimit(String memoryLimit) {
    return new PoolConfig(
        workers,
        heap,
        jvmOptions,
        lazy,
        initializer,
        taskTimeout,
        retries,
        maxTasksPerWorker,
        memoryLimit);
  }
}
