package org.muster.parallel.pool;

import java.util.function.Supplier;
import org.muster.parallel.wire.Payload;

/// What the scheduler tells whoever waits for a job.
sealed interface JobEvent {

  /// There is room for more chunks.
  ///
  /// @param items in each of them, or fewer at the end
  record Wanted(int chunks, int items) implements JobEvent {}

  /// A chunk is done; its results are still encoded.
  record Arrived(long from, int count, Payload results) implements JobEvent {}

  /// The last result has been told. Nothing comes after it.
  record Finished() implements JobEvent {}

  /// An item failed. Nothing comes after it.
  ///
  /// @param argument the item as text
  /// @param from the first item of its chunk
  /// @param results of the items of the chunk before it
  record ItemFailed(
      long index, String argument, int worker, long from, Payload results, Payload exception)
      implements JobEvent {}

  /// The job cannot go on. Nothing comes after it.
  ///
  /// @param why made by the thread that throws it, so that its stack shows the caller
  record Ended(Supplier<RuntimeException> why) implements JobEvent {}
}
