package org.muster.kernel.eval;

import java.util.concurrent.locks.LockSupport;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.stop.RepeatedStop;
import org.muster.parallel.stop.StopPlace;
import org.muster.parallel.stop.ThreadStop;

/// Ends what an interrupted run does in code that asks no [StopCheck]: of the JDK, of libraries.
///
/// First come the stop checks and the interrupt, which end most cells within milliseconds. Then
/// every thread of the run that still runs such code is stopped wherever it is, again and again,
/// because code may swallow the error, and go on after the cell has ended. What is in native code,
/// or where a stop would do harm ([StopPlace]), has its next chance 3 ms later.
final class CellStops implements Runnable {

  /// For the stop checks and the interrupt.
  private static final long BEFORE_NANOS = 30_000_000;

  private static final long AGAIN_NANOS = 3_000_000;

  /// A thread of the common pool may rest for a moment between two parts.
  private static final int QUIET_ROUNDS = 3;

  private final CellRun run;
  private final long giveUpAt;
  private final RepeatedStop stop =
      new RepeatedStop(CellInterruptedError::new, CellStops::isOfCell, CellStops::mayStopAt);

  private CellStops(CellRun run, long graceMillis) {
    this.run = run;
    this.giveUpAt = System.nanoTime() + graceMillis * 1_000_000;
  }

  /// Begins to end the run's threads, on another thread.
  static void begin(CellRun run, long graceMillis) {
    LibraryThread.named("muster-stop").start(new CellStops(run, graceMillis));
  }

  @Override
  public void run() {
    ThreadStop.prepare();
    LockSupport.parkNanos(BEFORE_NANOS);
    int quietRounds = 0;
    while (quietRounds < QUIET_ROUNDS && System.nanoTime() < giveUpAt) {
      quietRounds = CellThreads.stop(run, stop::in) ? 0 : quietRounds + 1;
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  private static boolean mayStopAt(StackTraceElement[] stack) {
    return !isOfCell(stack[0]) && StopPlace.suits(stack, CellStops::isOfCell);
  }

  private static boolean isOfCell(StackTraceElement frame) {
    return WrapperName.isOfCell(frame.getClassName());
  }
}
