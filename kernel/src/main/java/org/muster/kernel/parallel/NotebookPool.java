package org.muster.kernel.parallel;

import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;

/// The pool that every notebook has as `pool`.
public final class NotebookPool {

  private NotebookPool() {}

  /// A pool whose workers start with the first task: one for each available processor, or as many
  /// as the environment variable `MUSTER_WORKERS` says.
  public static Pool create() {
    return Pool.open(PoolConfig::withLazyStart);
  }
}
