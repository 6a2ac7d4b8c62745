package org.muster.kernel.eval;

/// The platform threads that one run of a cell started.
final class CellThreads extends ThreadGroup {

  CellThreads(CellRun run) {
    super("cell [%d]".formatted(run.cell()));
  }

  /// A thread that was stopped says nothing; any other prints its exception, under its cell because
  /// that is where its `System.err` goes.
  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (!(thrown instanceof CellInterruptedError)) {
      super.uncaughtException(thread, thrown);
    }
  }
}
