package org.muster.parallel.worker;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.muster.parallel.PrimitiveTasks;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.stop.LiveThreads;
import org.muster.parallel.stop.StopPlace;
import org.muster.parallel.stop.ThreadStop;
import org.muster.parallel.task.TaskInvoker;

/// Ends a cancelled task that is in code which does not ask [StopSignal]: of the JDK, of libraries.
///
/// The signal and the interrupt come first. What this cannot end either, such as native code, ends
/// with its worker: the pool kills it.
final class TaskStops {

  private static final long BEFORE_NANOS = 50_000_000;
  private static final long AGAIN_NANOS = 20_000_000;

  private TaskStops() {}

  /// Stops something soon, again and again.
  ///
  /// @param stop returns whether there is anything left
  static void begin(BooleanSupplier stop) {
    LibraryThread.named("muster-stop").start(() -> repeat(stop));
  }

  private static void repeat(BooleanSupplier stop) {
    LockSupport.parkNanos(BEFORE_NANOS);
    while (stop.getAsBoolean()) {
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  /// Stops a thread that runs a task, and first those of the common pool, which have parts of its
  /// parallel streams: once the task has ended, nobody would end them.
  static void stop(Thread taskThread) {
    List<Thread> pool = LiveThreads.all().filter(LiveThreads::isOfCommonPool).toList();
    pool.forEach(TaskStops::throwIn);
    if (pool.stream().noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE)) {
      throwIn(taskThread);
    }
  }

  private static void throwIn(Thread thread) {
    var _ =
        ThreadStop.throwIn(
            thread, StopSignal.stopped(), stack -> StopPlace.suits(stack, TaskStops::startsTask));
  }

  private static boolean startsTask(StackTraceElement frame) {
    return frame.getClassName().startsWith(TaskInvoker.class.getName())
        || frame.getClassName().startsWith(PrimitiveTasks.class.getName());
  }
}
