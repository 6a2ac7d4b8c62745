package org.muster.kernel.parallel;

import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;

/// The pool that every notebook has as `pool`.
public final class NotebookPool {

  private NotebookPool() {}

  /// A pool whose workers start with the first task: one for each available processor, or as many
  /// as the environment variable `MUSTER_WORKERS` says.
  public static Pool create() {
    return Pool.open(config -> workers(config).withLazyStart());
  }

  private static PoolConfig workers(PoolConfig config) {
    String wanted = System.getenv("MUSTER_WORKERS");
    return wanted != null && wanted.matches("[1-9][0-9]{0,2}")
        ? config.withWorkers(Integer.parseInt(wanted))
        : config;
  }
}
