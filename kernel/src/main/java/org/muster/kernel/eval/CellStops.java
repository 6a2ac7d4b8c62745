package org.muster.kernel.eval;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.stop.LiveThreads;
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

  /// A thread that was stopped and runs such code after this time has swallowed the error. Sooner
  /// it may still be on its way there, and would be stopped in a `finally`.
  private static final long SWALLOWED_NANOS = 50_000_000;

  /// For the threads of the common pool that have parts of the cell's parallel streams.
  private static final int PATIENT_ROUNDS = 100;

  private final CellRun run;
  private final long giveUpAt;
  private final Map<Thread, Long> stoppedAt = new HashMap<>();

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
    for (int round = 0; stopThreads(round) && System.nanoTime() < giveUpAt; round++) {
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  private boolean stopThreads(int round) {
    return CellThreads.stop(run, round < PATIENT_ROUNDS, this::stop);
  }

  /// Stops a thread of the run, if it runs code that asks no stop check.
  private void stop(Thread thread) {
    Long last = stoppedAt.get(thread);
    if (last != null && System.nanoTime() - last < pause(thread)) {
      return;
    }
    var error = new CellInterruptedError();
    if (ThreadStop.throwIn(thread, error, CellStops::mayStopAt) == ThreadStop.Outcome.THROWN) {
      stoppedAt.put(thread, System.nanoTime());
    }
  }

  /// One of the common pool goes on with the next part of a parallel stream.
  private static long pause(Thread thread) {
    return LiveThreads.isOfCommonPool(thread) ? AGAIN_NANOS : SWALLOWED_NANOS;
  }

  private static boolean mayStopAt(StackTraceElement[] stack) {
    return !isOfCell(stack[0]) && StopPlace.suits(stack, CellStops::isOfCell);
  }

  private static boolean isOfCell(StackTraceElement frame) {
    return WrapperName.isOfCell(frame.getClassName());
  }
}
