package org.muster.parallel.jobs;

import java.util.function.Supplier;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.ChunkSink.ItemFailure;

/// What the scheduler tells whoever waits for a job.
sealed interface JobEvent {

  /// There is room for more chunks.
  ///
  /// @param items in each of them, or fewer at the end
  record Wanted(int chunks, int items) implements JobEvent {}

  /// A chunk is done; its results are still as they were moved.
  record Arrived(long from, int count, Cargo results) implements JobEvent {}

  /// The last result has been told. Nothing comes after it.
  record Finished() implements JobEvent {}

  /// An item failed. Nothing comes after it.
  ///
  /// @param from the first item of its chunk
  /// @param count how many items its chunk has
  record ItemFailed(long from, int count, ItemFailure failure) implements JobEvent {}

  /// The job cannot go on. Nothing comes after it.
  ///
  /// @param why made by the thread that throws it, so that its stack shows the caller
  record Ended(Supplier<RuntimeException> why) implements JobEvent {}
}
