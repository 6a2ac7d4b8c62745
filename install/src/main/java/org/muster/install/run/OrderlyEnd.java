package org.muster.install.run;

import java.util.concurrent.CountDownLatch;
import org.muster.install.frontend.KernelProcess;

/// Sees to it that no kernel and no worker outlives this program when Ctrl-C or a signal ends it.
///
/// The JVM then runs this hook while the main thread goes on, finds its kernel dead and would
/// report that: [#parkIfInterrupted] keeps it quiet.
final class OrderlyEnd implements AutoCloseable {

  private final Thread hook;
  private volatile boolean interrupted;

  OrderlyEnd(KernelProcess kernel) {
    hook =
        new Thread(
            () -> {
              interrupted = true;
              kernel.kill();
            },
            "kill-kernel");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Does not return once the program is being ended by a signal.
  void parkIfInterrupted() throws InterruptedException {
    if (interrupted) {
      new CountDownLatch(1).await();
    }
  }

  @Override
  public void close() {
    if (!interrupted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The end has begun this moment; the hook does its work.
      }
    }
  }
}
