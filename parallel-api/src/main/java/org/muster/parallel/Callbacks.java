package org.muster.parallel;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Futures that call back.
final class Callbacks {

  private Callbacks() {}

  /// Calls one of the two when the work is done, and completes then.
  ///
  /// @return cancelling it cancels the work
  static <R> CompletableFuture<R> after(
      CompletableFuture<R> work,
      Consumer<? super R> callback,
      Consumer<? super Throwable> errorCallback) {
    var told = new CompletableFuture<R>();
    var _ =
        work.whenComplete((result, failure) -> {
          try {
            if (failure == null) {
              callback.accept(result);
            } else {
              errorCallback.accept(failure);
            }
          } catch (RuntimeException | Error e) {
            told.completeExceptionally(failure == null ? e : failure);
            return;
          }
          if (failure == null) {
            told.complete(result);
          } else {
            told.completeExceptionally(failure);
          }
        });
    var _ =
        told.whenComplete((_, _) -> {
          if (told.isCancelled()) {
            work.cancel(true);
          }
        });
    return told;
  }
}
