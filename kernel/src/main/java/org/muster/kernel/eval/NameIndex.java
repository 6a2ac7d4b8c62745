package org.muster.kernel.eval;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// JShell's index of the names of all packages and classes, of the JDK and of libraries.
///
/// JShell makes it as soon as it starts, beside the first cells: 180 ms of processor time and 15 MB
/// for what only completion and the hints about unknown names ask for. Here it is made when one of
/// them asks.
///
/// JShell has no method for that, see [Internals]; where it looks otherwise, the index is made at
/// once, as before.
///
/// **Threads.** May be used from any thread.
final class NameIndex {

  /// How long somebody who makes a mistake waits for a hint.
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final CountDownLatch ASKED = new CountDownLatch(1);

  private static final @Nullable ExecutorService INDEXER = indexer();

  private NameIndex() {}

  /// Has JShell wait with it. To be called before there is a JShell.
  static void postpone() {
    if (INDEXER != null && ASKED.getCount() > 0) {
      INDEXER.execute(NameIndex::awaitQuestion);
    }
  }

  /// Has it made, and waits until it is there, for [#PATIENCE] at most.
  static void await() {
    ASKED.countDown();
    if (INDEXER == null) {
      return;
    }
    try {
      INDEXER.submit(() -> {}).get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // A slow machine: what is known until now has to do.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQuestion() {
    try {
      ASKED.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  private static @Nullable ExecutorService indexer() {
    try {
      Class<?> analysis = Class.forName("jdk.jshell.SourceCodeAnalysisImpl");
      return (ExecutorService) Internals.field("INDEXER", analysis).get(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
