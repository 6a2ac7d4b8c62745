package org.muster.parallel.spi;

import java.util.function.Supplier;

/// What becomes of one chunk. Exactly one of these is called, once, on the backend's event loop and
/// not before [Backend#submit] has returned.
public interface ChunkSink {

  /// Where the time of a chunk went. Called just before [#done], by a backend that knows.
  default void measured(ChunkTimes times) {}

  /// All its items have results.
  ///
  /// @param nanos what that took
  void done(Cargo results, long nanos);

  /// An item failed, and those after it were not started.
  void failed(ItemFailure failure);

  /// It was cancelled.
  void dropped();

  /// It was not started, or nobody heard of its results, and will not be: it can run elsewhere. The
  /// backend calls [Backend.Listener#changed] once it has given back all that it had to.
  void givenBack();

  /// Whoever ran it is gone.
  ///
  /// @param item the one that was running
  /// @param why makes the exception in the thread that throws it
  void lost(long item, Supplier<RuntimeException> why);

  /// A task that threw.
  ///
  /// @param item its index in the job
  /// @param argument the item as text
  /// @param worker who ran it, by number
  /// @param place the same in words: `worker 3`
  /// @param before the results of the items before it in the chunk
  /// @param thrown what it threw
  record ItemFailure(
      long item, String argument, int worker, String place, Cargo before, Cargo thrown) {}
}
