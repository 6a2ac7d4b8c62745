package org.muster.parallel.sync;

import java.util.Optional;
import org.muster.parallel.memory.LiveProcess;

/// A thread of some process as a number in shared memory: cheap enough to be noted each time that
/// somebody takes a lock.
final class Who {

  private static final int THREAD_BITS = 40;
  private static final long THREAD = (1L << THREAD_BITS) - 1;

  private Who() {}

  /// Of the calling thread: the worker, and the thread's id.
  static long stamp(Thread thread) {
    return ((long) Surroundings.workerPlusOne() << THREAD_BITS) | (thread.threadId() & THREAD);
  }

  /// For messages.
  ///
  /// @param process its number, as [LiveProcess] has it
  static String text(long process, long stamp) {
    long id = stamp & THREAD;
    String thread =
        process == LiveProcess.SELF
            ? platformThread(id).map(Who::thread).orElse("thread " + id)
            : "thread " + id;
    return "%s%s of process %d"
        .formatted(worker((int) (stamp >>> THREAD_BITS)), thread, LiveProcess.pid(process));
  }

  static String worker(int plusOne) {
    return plusOne == 0 ? "" : "worker %d, ".formatted(plusOne - 1);
  }

  static String thread(Thread thread) {
    return thread.getName().isEmpty()
        ? "thread " + thread.threadId()
        : "thread `%s`".formatted(thread.getName());
  }

  private static Optional<Thread> platformThread(long id) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.threadId() == id)
        .findFirst();
  }
}
