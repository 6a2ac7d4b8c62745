package org.muster.kernel.eval;

import java.lang.constant.ClassDesc;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What the code of cells asks at the start of every method and `catch` and before every jump
/// backwards: whether its cell was interrupted. [org.muster.parallel.closure.StopChecks] puts the
/// questions there.
///
/// Unlike the JDK's own check, which is one flag for all threads, this one ends only the threads of
/// the interrupted cell, and keeps ending them after the next cell has started.
public final class StopCheck {

  static final ClassDesc NAME = ClassDesc.of(StopCheck.class.getName());

  private static final String OWN_PACKAGE = StopCheck.class.getPackageName() + ".";

  private static final Set<CellRun> INTERRUPTED = ConcurrentHashMap.newKeySet();

  /// Read at every check; true only while an interrupted run may still have threads.
  private static volatile boolean armed;

  private StopCheck() {}

  /// Called from woven code.
  ///
  /// @throws CellInterruptedError if the calling thread belongs to a run that was interrupted
  public static void check() {
    if (armed) {
      checkRun();
    }
  }

  /// Called where code that asks nothing comes by, such as a stream of the JDK that prints for
  /// ever. What code of cells has called goes on: it asks by itself, and may be cleaning up.
  ///
  /// @throws CellInterruptedError as [#check]
  static void checkOutsideCells() {
    if (armed
        && CellThreads.isCallerOfCell()
        && isRunInterrupted()
        && StackWalker.getInstance().walk(StopCheck::isCalledByOthers)) {
      throw new CellInterruptedError();
    }
  }

  /// Not if the `PrintStream` is still encoding: it is whole behind that, and comes by again.
  private static boolean isCalledByOthers(Stream<StackWalker.StackFrame> frames) {
    return frames
        .map(StackWalker.StackFrame::getClassName)
        .dropWhile(name -> name.startsWith(OWN_PACKAGE) || name.startsWith("java.io."))
        .findFirst()
        .filter(caller -> !caller.startsWith("sun.nio.") && !WrapperName.isOfCell(caller))
        .isPresent();
  }

  static synchronized void arm(CellRun run) {
    INTERRUPTED.add(run);
    armed = true;
  }

  /// Forgets interrupted runs that have no thread left. Called between cells.
  static synchronized void disarmIfPossible() {
    INTERRUPTED.removeIf(run -> !CellThreads.areLeftOf(run));
    armed = !INTERRUPTED.isEmpty();
  }

  private static void checkRun() {
    if (isRunInterrupted()) {
      throw new CellInterruptedError();
    }
  }

  private static boolean isRunInterrupted() {
    CellRun run = CellRun.ofThread();
    return run != null && run.isInterrupted();
  }
}
