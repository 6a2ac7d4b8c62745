package org.muster.parallel;

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
public record PoolConfig(
    int workers, @Nullable String heap, List<String> jvmOptions, boolean lazy) {

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
    jvmOptions = List.copyOf(jvmOptions);
  }

  /// One worker per available processor, the JVM's own heap rules.
  public static PoolConfig defaults() {
    return new PoolConfig(Workers.available(), null, List.of(), false);
  }

  /// How many worker JVMs.
  ///
  /// @throws IllegalArgumentException unless it is 1 to [#MAX_WORKERS]
  public PoolConfig withWorkers(int workers) {
    return new PoolConfig(workers, heap, jvmOptions, lazy);
  }

  /// The largest heap of one worker.
  ///
  /// @param heap as `-Xmx` takes it: `512m`, `2g`
  /// @throws IllegalArgumentException if it is no such size
  public PoolConfig withHeap(String heap) {
    return new PoolConfig(workers, heap, jvmOptions, lazy);
  }

  /// Adds an option to the workers' command line, after Muster's own.
  public PoolConfig withJvmOption(String option) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(option);
    return new PoolConfig(workers, heap, more, lazy);
  }

  /// Starts the workers with the first task instead of at once.
  public PoolConfig withLazyStart() {
    return new PoolConfig(workers, heap, jvmOptions, true);
  }
}
