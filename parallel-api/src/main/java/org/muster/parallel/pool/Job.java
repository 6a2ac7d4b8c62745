package org.muster.parallel.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.muster.parallel.spi.Submitter;

/// One call of a pool method, as the scheduler and the caller share it.
///
/// **Threads.** The final fields belong to everybody; the others to the scheduler's thread.
final class Job {

  final long id;
  final PackedTask task;
  final Submitter submitter;

  /// Requests for chunks; the same queue as [#events] if one thread does both.
  final BlockingQueue<JobEvent> demands;

  /// Results, in the order in which they arrived.
  final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();

  /// What the job printed, so that the caller can wait until it has been shown.
  final Printed printed = new Printed();

  /// How many items there are, or [Long#MAX_VALUE] if nobody knows.
  final long total;

  /// Whether chunks are read only as far ahead as results are taken.
  final boolean lazy;

  ChunkSizing sizing;
  final Deque<Chunk> ready = new ArrayDeque<>();
  int wanted;
  int inFlight;
  int untaken;
  long itemsCut;
  boolean inputEnded;
  boolean over;

  /// A job whose chunks are made by the thread that takes its results.
  static Job eager(long id, PackedTask task, Submitter submitter, ChunkSizing sizing, long total) {
    return new Job(id, task, submitter, sizing, total, false);
  }

  /// A job whose chunks are made by another thread than the one that takes its results.
  static Job lazy(long id, PackedTask task, Submitter submitter, ChunkSizing sizing) {
    return new Job(id, task, submitter, sizing, Long.MAX_VALUE, true);
  }

  private Job(
      long id, PackedTask task, Submitter submitter, ChunkSizing sizing, long total, boolean lazy) {
    this.id = id;
    this.task = task;
    this.submitter = submitter;
    this.sizing = sizing;
    this.total = total;
    this.lazy = lazy;
    this.demands = lazy ? new LinkedBlockingQueue<>() : events;
  }

  /// The size of the next chunk.
  int chunkItems(int workers) {
    long remaining = total == Long.MAX_VALUE ? total : total - itemsCut;
    return sizing.items(remaining, workers);
  }

  /// How many chunks one worker may hold.
  int window(int workers) {
    return sizing.window(chunkItems(workers));
  }

  /// Whether every result has been told.
  boolean isComplete() {
    return inputEnded && wanted == 0 && ready.isEmpty() && inFlight == 0;
  }
}
