package org.muster.parallel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
    int spares,
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
    if (spares < 0 || spares > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "a pool has 0 to %d spare workers, not %d".formatted(MAX_WORKERS, spares));
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

  /// One worker per available processor; all their heaps together have most of the machine's
  /// memory.
  public static PoolConfig defaults() {
    return new PoolConfig(Workers.available(), null, List.of(), false, null, null, 0, 0, 0, null);
  }

  /// How many worker JVMs.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [#MAX_WORKERS]
  public PoolConfig withWorkers(int workers) {
    return with(draft -> draft.workers = workers);
  }

  /// The largest heap of one worker.
  ///
  /// @param heap as `-Xmx` takes it: `512m`, `2g`
  /// @throws IllegalArgumentException if it is no such size
  public PoolConfig withHeap(String heap) {
    return with(draft -> draft.heap = heap);
  }

  /// Adds an option to the workers' command line, after Muster's own.
  public PoolConfig withJvmOption(String option) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(option);
    return with(draft -> draft.jvmOptions = more);
  }

  /// Starts the workers with the first task instead of at once.
  public PoolConfig withLazyStart() {
    return with(draft -> draft.lazy = true);
  }

  /// Runs something once in every worker before its first task, in replacements too.
  public PoolConfig withInitializer(Action initializer) {
    return with(draft -> draft.initializer = initializer);
  }

  /// Stops a task that takes longer than this for one item and ends its job with
  /// [TaskTimeoutException]. The time begins when the task is called, after the worker has loaded
  /// its classes and read the item, which may take 30 s. Items then travel alone unless the call
  /// has a chunk size; the chunk has so many times as long.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public PoolConfig withTaskTimeout(Duration taskTimeout) {
    return with(draft -> draft.taskTimeout = taskTimeout);
  }

  /// Tries an item again whose task failed or whose worker died, this many times. So a task may run
  /// more than once for an item. Items then travel alone unless the call has a chunk size; the
  /// chunk is tried again as a whole.
  ///
  /// @throws IllegalArgumentException if it is negative
  public PoolConfig withRetries(int retries) {
    return with(draft -> draft.retries = retries);
  }

  /// Replaces a worker by a new one after it was given this many items, so that what tasks leave
  /// behind in it ends with it. It finishes the chunk that it was given last; a chunk is not cut
  /// for this. The initializer runs in the new one.
  ///
  /// @param maxTasksPerWorker 0 for no limit, as in a new configuration
  /// @throws IllegalArgumentException if it is negative
  public PoolConfig withMaxTasksPerWorker(int maxTasksPerWorker) {
    return with(draft -> draft.maxTasksPerWorker = maxTasksPerWorker);
  }

  /// Replaces a worker by a new one when its process uses more memory than this after a chunk:
  /// heap, classes, native memory, all that the system counts for it. It finishes what it was
  /// given; the initializer runs in the new one. This is no bound on what one chunk may take: that
  /// is [#withHeap].
  ///
  /// @param memoryLimit as in `512m`, `2g`; at least `96m`
  /// @throws IllegalArgumentException if it is no such size
  public PoolConfig withMemoryLimit(String memoryLimit) {
    return with(draft -> draft.memoryLimit = memoryLimit);
  }

  /// Keeps this many workers in reserve, connected and idle: one of them takes the place of a
  /// worker that was lost or killed at once, and a new one is started in the background. They run
  /// no tasks until then and do not count as workers of the pool; each takes the memory of an idle
  /// JVM.
  ///
  /// @throws IllegalArgumentException unless it is 0 to [#MAX_WORKERS]
  public PoolConfig withSpares(int spares) {
    return with(draft -> draft.spares = spares);
  }

  private PoolConfig with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.toConfig();
  }

  /// A configuration while one of its values is changed.
  private static final class Draft {
    int workers;
    @Nullable String heap;
    List<String> jvmOptions;
    boolean lazy;
    @Nullable Action initializer;
    @Nullable Duration taskTimeout;
    int retries;
    int spares;
    int maxTasksPerWorker;
    @Nullable String memoryLimit;

    Draft(PoolConfig from) {
      workers = from.workers;
      heap = from.heap;
      jvmOptions = from.jvmOptions;
      lazy = from.lazy;
      initializer = from.initializer;
      taskTimeout = from.taskTimeout;
      retries = from.retries;
      spares = from.spares;
      maxTasksPerWorker = from.maxTasksPerWorker;
      memoryLimit = from.memoryLimit;
    }

    PoolConfig toConfig() {
      return new PoolConfig(
          workers,
          heap,
          jvmOptions,
          lazy,
          initializer,
          taskTimeout,
          retries,
          spares,
          maxTasksPerWorker,
          memoryLimit);
    }
  }
}
