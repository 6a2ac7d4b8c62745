package org.muster.kernel.display;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

/// What has become of a future or a thread. When nobody asks a future for its result, this is the
/// only place that says why there is none.
final class TaskText {

  private TaskText() {}

  /// The state of a future, with its result or the exception that it has failed with.
  ///
  /// @param textOf an exception in lines of cells
  static String of(Future<?> future, Function<Throwable, String> textOf) {
    try {
      String state =
          switch (future.state()) {
            case RUNNING -> "not done yet";
            case SUCCESS -> "done: " + ValueText.of(future.resultNow());
            case CANCELLED -> "cancelled";
            case FAILED -> "failed:\n" + textOf.apply(future.exceptionNow());
          };
      String type = future instanceof CompletableFuture ? "CompletableFuture" : "Future";
      return type + ", " + state;
    } catch (UnsupportedOperationException e) { // a stage that hides its result
      return ValueText.of(future);
    }
  }

  /// A thread's own text with what it does: `Thread[#31,Thread-0,5,notebook], timed waiting`. That
  /// of a virtual one has it already.
  static String of(Thread thread) {
    String state = thread.getState().name().replace('_', ' ').toLowerCase(Locale.ROOT);
    return thread.isVirtual() ? ValueText.of(thread) : ValueText.of(thread) + ", " + state;
  }
}
