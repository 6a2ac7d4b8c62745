package org.muster.kernel.parallel;

import org.muster.parallel.Pool;

/// The pool that every notebook has as `pool`.
public final class NotebookPool {

  private NotebookPool() {}

  /// A pool whose workers start with the first task: one for each available processor, or as many
  /// as the environment variable `MUSTER_WORKERS` says, and a spare that takes the place of one
  /// that is lost or was killed to end an interrupted cell.
  public static Pool create() {
    return Pool.open(c -> c.withLazyStart().withSpares(1));
  }
}
