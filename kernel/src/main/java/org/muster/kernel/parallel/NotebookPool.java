package org.muster.kernel.parallel;

import java.util.List;
import org.muster.parallel.Pool;
import org.muster.parallel.WorkerInfo;

/// The pool that every notebook has as `pool`.
public final class NotebookPool {

  private NotebookPool() {}

  /// A pool whose workers start with the first task: one for each available processor, or as many
  /// as the environment variable `MUSTER_WORKERS` says, and a spare that takes the place of one
  /// that is lost or was killed to end an interrupted cell.
  public static Pool create() {
    Pool pool = Pool.open(c -> c.withLazyStart().withSpares(1));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> closeIfIdle(pool), "muster-pool-exit"));
    return pool;
  }

  /// Idle workers leave in order when the kernel does: they close what they have opened, and delete
  /// their temporary files, also while another one still starts. Busy ones are not waited for; they
  /// end because the kernel is gone.
  private static void closeIfIdle(Pool pool) {
    List<WorkerInfo> workers = pool.workers();
    if (!workers.isEmpty() && workers.stream().noneMatch(w -> w.state() == WorkerInfo.State.BUSY)) {
      pool.close();
    }
  }
}
