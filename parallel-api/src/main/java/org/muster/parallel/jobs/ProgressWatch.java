package org.muster.parallel.jobs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.muster.parallel.spi.LibraryThread;

/// Looks at the calls that run, ten times a second, on a thread of its own that sleeps while there
/// is none.
///
/// To wake a thread takes longer than a short call. So it stays awake for some time after the last
/// one, and a loop of short calls wakes it once.
final class ProgressWatch {

  static final ProgressWatch SHARED = start();

  private static final long LOOK_NANOS = 100_000_000;
  private static final int LOOKS_IN_VAIN = 20;

  private final Set<Tally> watched = ConcurrentHashMap.newKeySet();
  private final Thread thread = LibraryThread.named("muster-progress").unstarted(this::run);
  private volatile boolean asleep;

  private ProgressWatch() {}

  private static ProgressWatch start() {
    var watch = new ProgressWatch();
    watch.thread.start();
    return watch;
  }

  void add(Tally tally) {
    watched.add(tally);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void remove(Tally tally) {
    watched.remove(tally);
  }

  private void run() {
    int inVain = 0;
    while (true) {
      inVain = watched.isEmpty() ? inVain + 1 : 0;
      if (inVain >= LOOKS_IN_VAIN) {
        sleep();
      }
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      for (Tally tally : watched) {
        look(tally, now);
      }
    }
  }

  /// Whoever adds a call now either sees that this sleeps or is seen by it.
  private void sleep() {
    asleep = true;
    while (watched.isEmpty()) {
      LockSupport.park();
    }
    asleep = false;
  }

  private void look(Tally tally, long now) {
    try {
      if (tally.look(now)) {
        tally.close();
      }
    } catch (RuntimeException e) {
      watched.remove(tally); // what cannot be shown must not keep others from being shown
    }
  }
}
