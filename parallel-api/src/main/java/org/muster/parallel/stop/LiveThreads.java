package org.muster.parallel.stop;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Stream;

/// The platform threads of this JVM.
public final class LiveThreads {

  private LiveThreads() {}

  /// All that are alive now.
  public static Stream<Thread> all() {
    ThreadGroup root = root();
    Thread[] found = new Thread[root.activeCount() + 16];
    int count;
    while ((count = root.enumerate(found)) == found.length) {
      found = new Thread[2 * count];
    }
    return Arrays.stream(found).filter(Objects::nonNull);
  }

  /// Whether it runs parallel streams and asynchronous tasks of whoever has some.
  public static boolean isOfCommonPool(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && ForkJoinPool.commonPool().equals(worker.getPool());
  }

  static ThreadGroup root() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root;
  }
}
