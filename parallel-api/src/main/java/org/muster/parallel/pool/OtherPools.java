package org.muster.parallel.pool;

import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.jobs.JobPool;
import org.muster.parallel.jobs.JobRules;
import org.muster.parallel.local.ThreadBackend;

/// Makes the pools that stay inside this JVM.
public final class OtherPools {

  private OtherPools() {}

  /// A pool of platform threads.
  ///
  /// @throws IllegalArgumentException unless there are 1 to [PoolConfig#MAX_WORKERS]
  public static Pool threads(int threads) {
    if (threads < 1 || threads > PoolConfig.MAX_WORKERS) {
      throw new IllegalArgumentException(
          "a pool has 1 to %d threads, not %d".formatted(PoolConfig.MAX_WORKERS, threads));
    }
    return JobPool.on(ThreadBackend.ofPlatformThreads(threads), JobRules.NONE, true);
  }

  /// A pool of virtual threads.
  public static Pool virtualThreads() {
    return JobPool.on(ThreadBackend.ofVirtualThreads(), JobRules.NONE, true);
  }

  /// A pool that is the calling thread.
  public static Pool sequential() {
    return JobPool.inPlace();
  }
}
