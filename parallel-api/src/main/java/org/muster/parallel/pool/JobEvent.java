package org.muster.parallel.pool;

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
  /// @param why made in the scheduler's thread, for this job alone
  record Ended(RuntimeException why) implements JobEvent {

    /// The reason, with the stack of the calling thread: it waits for the job, while the
    /// scheduler's stack has nothing of the program that asked.
    RuntimeException seenHere() {
      why.setStackTrace(new Throwable().getStackTrace());
      return why;
    }
  }
}
