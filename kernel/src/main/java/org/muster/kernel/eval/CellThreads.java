package org.muster.kernel.eval;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.stop.LiveThreads;
import org.muster.parallel.stop.VirtualThreads;

/// The threads of all cells: the one that runs their statements, and those that these have started,
/// virtual ones as well.
///
/// A thread belongs to the run that was on the thread which made it, for as long as it lives. The
/// threads of the common pool serve every cell and belong to the latest run.
///
/// **Threads.** May be used from any thread; one at a time calls [#notebook] and [#abandon].
final class CellThreads {

  /// How long a cell waits for the common pool to be done with an interrupted one. On a busy
  /// machine a thread of the pool may have a task and no processor for as long as a second.
  private static final long POOL_PATIENCE_NANOS = 3_000_000_000L;

  private static final long POOL_LOOK_NANOS = 3_000_000;

  private static final InheritableThreadLocal<CellRun> OF_THREAD = new InheritableThreadLocal<>();

  private static final ThreadGroup GROUP = ThreadErrors.group();

  private static volatile @Nullable NotebookThread notebook;

  private static volatile @Nullable CellRun latest;

  private CellThreads() {}

  /// Makes a run that of the common pool's threads, and of those that belong to none. What is left
  /// of an interrupted run's parallel streams ends before: nobody could tell it from the new run's.
  static void begin(CellRun run) {
    CellRun before = latest;
    if (before != null && before.isInterrupted()) {
      awaitCommonPool();
    }
    latest = run;
  }

  private static void awaitCommonPool() {
    long giveUpAt = System.nanoTime() + POOL_PATIENCE_NANOS;
    // Not by the threads' states: one that was woken up for a task waits until it has a processor.
    while (!ForkJoinPool.commonPool().isQuiescent() && System.nanoTime() - giveUpAt < 0) {
      LockSupport.parkNanos(POOL_LOOK_NANOS);
    }
  }

  /// The run that the calling thread belongs to; for a thread that no cell started, the latest run;
  /// null before the first cell.
  static @Nullable CellRun ofCaller() {
    if (LiveThreads.isOfCommonPool(Thread.currentThread())) {
      return latest;
    }
    CellRun run = OF_THREAD.get();
    return run != null ? run : latest;
  }

  /// Whether the calling thread works for cells: it is the notebook's, of the common pool, or was
  /// started by one of these.
  static boolean isCallerOfCell() {
    return OF_THREAD.get() != null || LiveThreads.isOfCommonPool(Thread.currentThread());
  }

  /// Makes the calling thread belong to a run, or to none.
  ///
  /// @return the run that it belonged to before
  static @Nullable CellRun bind(@Nullable CellRun run) {
    CellRun before = OF_THREAD.get();
    if (run == null) {
      OF_THREAD.remove();
    } else {
      OF_THREAD.set(run);
    }
    return before;
  }

  /// The thread that runs the next piece.
  ///
  /// @param loader the context class loader of that thread, if it is a new one
  static NotebookThread notebook(ClassLoader loader) {
    NotebookThread thread = notebook;
    if (thread == null) {
      thread = new NotebookThread(GROUP, loader);
      notebook = thread;
    }
    return thread;
  }

  /// The next piece gets another thread, as this one does not end what it does.
  static void abandon(NotebookThread thread) {
    thread.abandon();
    notebook = null;
  }

  /// Interrupts the threads of a run.
  static void interrupt(CellRun run) {
    NotebookThread thread = notebook;
    if (thread != null) {
      thread.interrupt(run);
    }
    others(run).forEach(Thread::interrupt);
  }

  /// Stops the threads of a run that are where they may be stopped: the notebook's first, for which
  /// the front end waits.
  ///
  /// @param stop does it
  /// @return whether the run has any thread
  static boolean stop(CellRun run, Consumer<Thread> stop) {
    NotebookThread own = notebook;
    boolean runs = own != null && own.stop(run, stop);
    List<Thread> others = others(run).toList();
    others.stream().filter(CellThreads::mayRun).forEach(stop);
    return runs || others.stream().anyMatch(CellThreads::mayGoOn);
  }

  /// A cell may have a million virtual threads that wait.
  private static boolean mayRun(Thread thread) {
    return !thread.isVirtual() || VirtualThreads.isMounted(thread);
  }

  private static boolean mayGoOn(Thread thread) {
    return !LiveThreads.isOfCommonPool(thread) || worksForPool(thread);
  }

  private static boolean worksForPool(Thread thread) {
    return LiveThreads.isOfCommonPool(thread) && thread.getState() == Thread.State.RUNNABLE;
  }

  /// Whether a thread of a run is alive, apart from the notebook's own.
  static boolean areLeftOf(CellRun run) {
    return others(run).findAny().isPresent();
  }

  private static Stream<Thread> others(CellRun run) {
    NotebookThread own = notebook;
    return Stream.concat(LiveThreads.all(), VirtualThreads.all())
        .filter(thread -> own == null || !own.isThread(thread))
        .filter(thread -> isOf(run, thread));
  }

  private static boolean isOf(CellRun run, Thread thread) {
    if (LiveThreads.isOfCommonPool(thread)) {
      return run.equals(latest);
    }
    return InheritedRun.isKnown()
        ? run.equals(InheritedRun.of(thread, OF_THREAD))
        : run.isOlderThan(thread) && isInGroup(thread);
  }

  private static boolean isInGroup(Thread thread) {
    ThreadGroup group = thread.getThreadGroup(); // none if it has ended meanwhile
    return group != null && GROUP.parentOf(group);
  }
}
