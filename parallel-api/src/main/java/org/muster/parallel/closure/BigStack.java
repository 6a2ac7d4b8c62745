package org.muster.parallel.closure;

import org.jspecify.annotations.Nullable;

/// Runs what recurses as deep as its data is linked. Java serialization takes some five frames for
/// each link of a list: a thread's usual stack ends after a few thousand.
final class BigStack {

  /// Reserved, not used: pages are taken as the stack grows into them. A million links fit; where
  /// only the C1 compiler works, with its larger frames, 600,000.
  private static final long BYTES = 1L << 30;

  private BigStack() {}

  interface Work<T extends @Nullable Object, E extends Exception> {
    T run() throws E;
  }

  /// What happened in the other thread.
  private static final class Outcome<T extends @Nullable Object> {
    @Nullable T value;
    @Nullable Throwable failure;
  }

  /// Runs the work in a thread with a big stack and waits for it. An interrupt of the caller is
  /// handed on, and is kept.
  @SuppressWarnings({"unchecked", "NullAway"}) // the work throws nothing checked but an E
  static <T extends @Nullable Object, E extends Exception> T run(Work<T, E> work) throws E {
    Outcome<T> outcome = new Outcome<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Rehearsal.beforeDeepWork();
                outcome.value = work.run();
              } catch (Throwable e) {
                outcome.failure = e;
              }
            },
            "muster-big-stack",
            BYTES);
    thread.setDaemon(true);
    thread.setContextClassLoader(context);
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (outcome.failure) {
      case null -> {
        return outcome.value;
      }
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable e -> throw (E) e;
    }
  }
}
