package org.muster.parallel.worker;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.stop.LiveThreads;
import org.muster.parallel.stop.VirtualThreads;

/// The threads that a task has started, as far as they run code of cells. What libraries have
/// started on the way, and serves others as well, is none of them.
///
/// **Threads.** One at a time.
final class TaskThreads {

  private long idsBefore;

  /// A task begins: threads that are started from now on are its own.
  void begin() {
    idsBefore =
        Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {}).threadId();
  }

  /// Those that are alive.
  List<Thread> all() {
    return stream().toList();
  }

  boolean areLeft() {
    return stream().findAny().isPresent();
  }

  private Stream<Thread> stream() {
    return Stream.concat(LiveThreads.all(), VirtualThreads.all())
        .filter(thread -> thread.threadId() > idsBefore)
        .filter(TaskThreads::runsCellCode);
  }

  private static boolean runsCellCode(Thread thread) {
    return Arrays.stream(thread.getStackTrace()).anyMatch(StopSignal::isAskedBy);
  }
}
