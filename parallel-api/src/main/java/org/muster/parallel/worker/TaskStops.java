package org.muster.parallel.worker;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.muster.parallel.PrimitiveTasks;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.spi.LibraryThread;
import org.muster.parallel.stop.LiveThreads;
import org.muster.parallel.stop.RepeatedStop;
import org.muster.parallel.stop.StopPlace;
import org.muster.parallel.stop.VirtualThreads;
import org.muster.parallel.task.TaskInvoker;

/// Ends a cancelled task that is in code which does not ask [StopSignal]: of the JDK, of libraries.
///
/// The signal and the interrupt come first. What this cannot end either, such as native code, ends
/// with its worker: the pool kills it.
final class TaskStops {

  private static final long BEFORE_NANOS = 50_000_000;
  private static final long AGAIN_NANOS = 5_000_000;

  private final RepeatedStop stop =
      new RepeatedStop(
          StopSignal::stopped,
          TaskStops::isTask,
          stack -> StopPlace.suits(stack, TaskStops::isTask));

  private TaskStops() {}

  /// Stops something soon, again and again.
  ///
  /// @param stop returns whether there is anything left
  static void begin(Predicate<TaskStops> stop) {
    LibraryThread.named("muster-stop").start(() -> repeat(stop));
  }

  private static void repeat(Predicate<TaskStops> stop) {
    var stops = new TaskStops();
    LockSupport.parkNanos(BEFORE_NANOS);
    while (stop.test(stops)) {
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  /// Stops a thread that runs a task, and first those of the common pool, which have parts of its
  /// parallel streams: once the task has ended, nobody would end them.
  ///
  /// @param others that the task has started; they may wait for something as well
  void in(Thread taskThread, List<Thread> others) {
    others.forEach(Thread::interrupt);
    others.stream().filter(TaskStops::mayRun).forEach(stop::in);
    List<Thread> pool = LiveThreads.all().filter(LiveThreads::isOfCommonPool).toList();
    pool.forEach(stop::in);
    if (pool.stream().noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE)) {
      stop.in(taskThread);
    }
  }

  private static boolean mayRun(Thread thread) {
    return !thread.isVirtual() || VirtualThreads.isMounted(thread);
  }

  private static boolean isTask(StackTraceElement frame) {
    return StopSignal.isAskedBy(frame) || startsTask(frame);
  }

  private static boolean startsTask(StackTraceElement frame) {
    return frame.getClassName().startsWith(TaskInvoker.class.getName())
        || frame.getClassName().startsWith(PrimitiveTasks.class.getName());
  }
}
