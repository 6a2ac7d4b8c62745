package org.muster.parallel.jobs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;

/// One call of a pool method, as the scheduler and the caller share it.
///
/// **Threads.** The final fields belong to everybody; the others to the scheduler's thread.
final class Job implements BackendJob {

  final long id;
  final long created = System.nanoTime();

  /// Who asked for it; taken in the thread that makes it.
  final Caller caller = Caller.here();

  final PreparedTask task;
  final Submitter submitter;

  /// Requests for chunks; the same mailbox as [#events] if one thread does both.
  final Mailbox demands;

  /// Results, in the order in which they arrived.
  final Mailbox events = new Mailbox();

  /// What the job printed, so that the caller can wait until it has been shown.
  final Printed printed = new Printed();

  /// How many items there are, or [Long#MAX_VALUE] if nobody knows.
  final long total;

  /// How many items of the caller's each of them is.
  private final int itemsEach;

  /// Whether chunks are read only as far ahead as results are taken.
  final boolean lazy;

  /// Whether chunks before a failed one are still told: a lazy job whose results come in order.
  final boolean ordered;

  /// The first items of the chunks that an ordered job has and that are not answered.
  final NavigableSet<Long> outstanding = new TreeSet<>();

  /// What an ordered job has beyond the first of those.
  final Backlog backlog = new Backlog();

  /// What ends an ordered job once everything before it was told, and the first item of its chunk.
  @Nullable JobEvent failure;

  long failedFrom;

  /// Whether chunk `i` is for JVM `i`.
  final boolean everywhere;

  /// How often items were tried again, by index; empty unless the pool does that.
  final Map<Long, Integer> tries = new HashMap<>(0);

  /// For those that fail, until the job's caller has what it waits for.
  volatile @Nullable Attempts attempts;

  /// Whether it is run to be timed, and in no report.
  boolean isTrial;

  /// How many places of the backend it may use.
  private int places = Integer.MAX_VALUE;

  ChunkSizing sizing;
  final Deque<Chunk> ready = new ArrayDeque<>();
  int wanted;
  int inFlight;
  int untaken;
  long itemsCut;
  boolean inputEnded;
  boolean over;

  /// How far it is, for those who look at it.
  final Tally tally;

  /// Where the time goes, once the job has begun.
  Ledger.@Nullable Run run;

  /// A job whose chunks are made by the thread that takes its results.
  static Job eager(
      long id,
      PreparedTask task,
      Submitter submitter,
      ChunkSizing sizing,
      Row row,
      boolean everywhere,
      Supplier<List<WorkerInfo>> workers) {
    return new Job(
        id,
        task,
        submitter,
        sizing,
        row.size(),
        row.itemsEach(),
        false,
        false,
        everywhere,
        row.callersItems(),
        workers);
  }

  /// A job whose chunks are made by another thread than the one that takes its results.
  ///
  /// @param known how many items there are as far as anybody knows, or [Progress#UNKNOWN]
  static Job lazy(
      long id,
      PreparedTask task,
      Submitter submitter,
      ChunkSizing sizing,
      boolean ordered,
      long known,
      Supplier<List<WorkerInfo>> workers) {
    return new Job(
        id, task, submitter, sizing, Long.MAX_VALUE, 1, true, ordered, false, known, workers);
  }

  /// A trial in no more than so many places. Told before it is submitted.
  void tryIn(int most) {
    isTrial = true;
    places = most;
  }

  private Job(
      long id,
      PreparedTask task,
      Submitter submitter,
      ChunkSizing sizing,
      long total,
      int itemsEach,
      boolean lazy,
      boolean ordered,
      boolean everywhere,
      long known,
      Supplier<List<WorkerInfo>> workers) {
    this.tally = new Tally(caller.method(), known, submitter.progress(), workers);
    this.ordered = ordered;
    this.everywhere = everywhere;
    this.id = id;
    this.task = task;
    this.submitter = submitter;
    this.sizing = sizing;
    this.total = total;
    this.itemsEach = itemsEach;
    this.lazy = lazy;
    this.demands = lazy ? new Mailbox() : events;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public PreparedTask task() {
    return task;
  }

  @Override
  public Submitter submitter() {
    return submitter;
  }

  @Override
  public int places() {
    return places;
  }

  @Override
  public String name(long item) {
    if (itemsEach > 1) {
      return "one of the items %d to %d".formatted(item * itemsEach, (item + 1) * itemsEach - 1);
    }
    return total == 1 ? "the task" : "item " + item;
  }

  @Override
  public void printing() {
    printed.sent();
  }

  @Override
  public void printed() {
    printed.shown();
  }

  /// The results of so many items are there.
  void count(int items) {
    tally.count((long) items * itemsEach);
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
