package org.muster.parallel.pool;

import org.muster.parallel.PoolConfig;

/// Renews each worker that was given as many items as it may have, or takes more memory than it
/// may.
///
/// Belongs to the event loop's thread.
final class Renewal {

  private final Crew crew;
  private final int maxItems;
  private final long memoryLimit;

  Renewal(Crew crew, PoolConfig config) {
    this.crew = crew;
    this.maxItems =
        config.maxTasksPerWorker() == 0 ? Integer.MAX_VALUE : config.maxTasksPerWorker();
    this.memoryLimit = config.memoryLimitBytes();
  }

  /// How many items the worker may still be given.
  int itemsLeft(Worker worker) {
    return (int) (maxItems - worker.itemsGiven);
  }

  /// A worker leaves after the last item that it may have.
  void given(Worker worker, int items) {
    if (maxItems < Integer.MAX_VALUE) {
      worker.itemsGiven += items;
      if (worker.itemsGiven >= maxItems) {
        crew.renew(worker);
      }
    }
  }

  /// The worker has not started these.
  void givenBack(Worker worker, int items) {
    if (maxItems < Integer.MAX_VALUE) {
      worker.itemsGiven -= items;
    }
  }

  /// The worker says how much memory it takes.
  void takes(Worker worker, long bytes) {
    if (bytes > memoryLimit && !worker.initializing) {
      crew.renew(worker);
    }
  }
}
