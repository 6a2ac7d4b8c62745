package org.muster.parallel.pool;

import java.time.Duration;
import java.util.List;
import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.jobs.JobPool;
import org.muster.parallel.jobs.JobRules;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.transport.SocketLoop;

/// Makes pools of worker JVMs.
public final class WorkerPool {

  /// One thread owns the sockets of all pools of this JVM; it lives as long as the JVM.
  private static final class SharedLoop {
    static final SocketLoop LOOP = SocketLoop.start("muster-pool-io", true);
  }

  private WorkerPool() {}

  static SocketLoop loop() {
    return SharedLoop.LOOP;
  }

  /// A pool of worker JVMs on this machine.
  public static Pool open(PoolConfig config) {
    var launcher = new LocalLauncher();
    List<String> classPath = Host.current().workerClassPath();
    if (config.lazy()) {
      LocalLauncher.prepare(classPath);
    } else {
      launcher.startAhead(
          config.workers(), classPath, Processes.jvmOptions(config, config.workers()));
    }
    try {
      return open(config, launcher);
    } catch (RuntimeException | Error e) {
      launcher.endAhead();
      throw e;
    }
  }

  /// A pool whose workers come from this launcher.
  public static Pool open(PoolConfig config, WorkerLauncher launcher) {
    return open(config, launcher, Processes.HELLO_WITHIN);
  }

  /// A pool whose workers come from this launcher.
  ///
  /// @param helloWithin how long a worker may take until it has connected
  public static Pool open(PoolConfig config, WorkerLauncher launcher, Duration helloWithin) {
    var backend =
        new WorkerBackend(
            SharedLoop.LOOP, launcher, config, Host.current().submitter(), helloWithin);
    return JobPool.on(
        backend, new JobRules(config.taskTimeout(), config.retries()), !config.lazy());
  }
}
