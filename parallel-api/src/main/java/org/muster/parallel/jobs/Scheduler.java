package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.muster.parallel.PoolClosedException;
import org.muster.parallel.TaskTimeoutException;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.ChunkTimes;
import org.muster.parallel.spi.Progress;

/// Decides which job's chunk goes to the backend next, and what becomes of a job.
///
/// **Threads.** All methods run on the backend's event loop; nothing here blocks, encodes or
/// decodes a value of the user's.
final class Scheduler implements Backend.Listener {

  /*
   * How a chunk lives.
   *
   *   wanted --made--> ready --submitted--> in flight --answered--> told
   *                      ^                     |
   *                      +----- given back ----+
   *
   * The scheduler asks a job for as many chunks as the backend may hold; the caller, or the feeder of an
   * imap, makes them. Where there is room, the next chunk of the next job in turn is submitted.
   */

  /// A job with its first chunks.
  private record Submission(Job job, List<Chunk> first, boolean inputEnded) {}

  /// So many jobs besides one for each place are looked at in turn.
  private static final int JOBS_AHEAD = 64;

  private final Backend backend;
  private final JobRules rules;
  private final Ledger ledger;

  /// The next one in turn first.
  private final Deque<Job> jobs = new ArrayDeque<>();

  /// Jobs of one item that wait until there are fewer jobs: a million of them are no more work for
  /// each decision than a hundred.
  private final Deque<Submission> waiting = new ArrayDeque<>();

  private final TimeLimit timeLimit;
  private final CallDesk calls;

  /// Whether the next free place is for calls: they and the jobs take turns.
  private boolean callsFirst;

  private boolean closing;
  private boolean stopping;

  /// May be called from any thread.
  ///
  /// @param workers for a picture, asked for by any thread
  Scheduler(Backend backend, JobRules rules, Ledger ledger, Supplier<List<WorkerInfo>> workers) {
    this.backend = backend;
    this.ledger = ledger;
    this.rules = rules;
    this.timeLimit = new TimeLimit(backend);
    this.calls = new CallDesk(backend, rules, this, workers);
  }

  /// Where calls are submitted. May be called from any thread.
  CallDesk calls() {
    return calls;
  }

  /// Gets the backend ready before there is work.
  void start() {
    if (!closing) {
      backend.start();
    }
  }

  // ---- jobs ------------------------------------------------------------------------------------

  /// Takes a job on.
  ///
  /// @param first chunks made in advance
  /// @param inputEnded whether these are all
  void submit(Job job, List<Chunk> first, boolean inputEnded) {
    if (closing) {
      job.events.add(new JobEvent.Ended(Scheduler::closedException));
      job.demands.add(new JobEvent.Finished());
      job.over = true;
      return;
    }
    if (job.over) {
      return; // cancelled before it came to its turn
    }
    backend.start();
    if (job.total == 1 && jobs.size() >= backend.capacity() + JOBS_AHEAD) {
      waiting.addLast(new Submission(job, first, inputEnded));
      return;
    }
    begin(job, first, inputEnded);
    dispatch();
  }

  /// Lets waiting jobs in where others have left.
  private void admit() {
    int most = backend.capacity() + JOBS_AHEAD;
    while (jobs.size() < most && !waiting.isEmpty()) {
      Submission next = waiting.removeFirst();
      if (!next.job.over) {
        begin(next.job, next.first, next.inputEnded);
      }
    }
  }

  /// There are new calls.
  void callsArrived() {
    if (!closing) {
      backend.start();
    }
    dispatch();
  }

  boolean isClosing() {
    return closing;
  }

  private void begin(Job job, List<Chunk> first, boolean inputEnded) {
    jobs.addLast(job);
    job.run =
        job.isTrial
            ? ledger.beginUnlisted(job.caller, job.created)
            : ledger.begin(job.caller, job.total, job.created);
    job.wanted = first.size();
    job.untaken = first.size();
    for (Chunk chunk : first) {
      accept(job, chunk);
    }
    job.inputEnded = inputEnded;
    finishIfComplete(job); // there may be no items at all
  }

  /// A chunk that was wanted.
  void offer(Job job, Chunk chunk) {
    if (!job.over && job.failure == null) {
      accept(job, chunk);
      dispatch();
    } else {
      chunk.items().release();
    }
  }

  private void accept(Job job, Chunk chunk) {
    job.wanted--;
    job.itemsCut += chunk.count();
    job.ready.addLast(chunk);
    if (job.ordered) {
      job.outstanding.add(chunk.from());
    }
  }

  /// There are no more items: chunks still wanted will not come.
  void inputEnded(Job job) {
    if (!job.over) {
      job.untaken -= job.wanted;
      job.wanted = 0;
      job.inputEnded = true;
      finishIfComplete(job);
      dispatch();
    }
  }

  /// The results of a chunk of a lazy job were taken.
  void taken(Job job) {
    job.untaken--;
    if (!job.over) {
      dispatch();
    }
  }

  /// The caller has no use for the job any more.
  void cancel(Job job) {
    job.tally.end(Progress.State.STOPPED);
    end(job, () -> new CancellationException("the work was cancelled"));
  }

  private void end(Job job, Supplier<RuntimeException> why) {
    if (!job.over) {
      job.events.add(new JobEvent.Ended(why));
      close(job);
    }
  }

  /// Takes the job away from everybody who has a part of it.
  private void close(Job job) {
    job.over = true;
    jobs.remove(job);
    account(job);
    job.ready.forEach(chunk -> chunk.items().release());
    job.ready.clear();
    if (job.demands != job.events) {
      job.demands.add(new JobEvent.Finished());
    }
    backend.cancel(job);
    stopWhenIdle();
  }

  private void account(Job job) {
    job.tally.end(Progress.State.FAILED); // unless it has another end
    Ledger.Run run = job.run;
    if (run != null) {
      ledger.end(run);
    }
  }

  private void finishIfComplete(Job job) {
    if (!job.over && job.failure == null && job.isComplete()) {
      job.over = true;
      jobs.remove(job);
      job.tally.end(Progress.State.DONE);
      account(job);
      job.events.add(new JobEvent.Finished());
      if (job.demands != job.events) {
        job.demands.add(new JobEvent.Finished());
      }
      stopWhenIdle();
    }
  }

  /// A chunk did not get its results. An ordered lazy job still tells those of the chunks before
  /// it.
  ///
  /// @param item the one that failed
  private void fail(Job job, Chunk chunk, long item, JobEvent event) {
    if (job.over) {
      chunk.items().release();
      return;
    }
    job.tally.countFailure();
    if (job.tries.getOrDefault(item, 0) < rules.retries()) {
      job.tries.merge(item, 1, Integer::sum);
      job.ready.addFirst(chunk);
      return;
    }
    chunk.items().release();
    if (!job.ordered) {
      job.events.add(event);
      close(job);
      return;
    }
    job.outstanding.remove(chunk.from());
    if (job.failure == null || chunk.from() < job.failedFrom) {
      job.failure = event;
      job.failedFrom = chunk.from();
      job.ready.removeIf(c -> isBehind(job, c));
      job.inputEnded = true;
    }
    tellFailureIfDue(job);
  }

  /// Whether the failure makes this chunk superfluous.
  private static boolean isBehind(Job job, Chunk chunk) {
    boolean behind = chunk.from() > job.failedFrom;
    if (behind) {
      chunk.items().release();
    }
    return behind;
  }

  private void tellFailureIfDue(Job job) {
    JobEvent failure = job.failure;
    if (failure != null && job.outstanding.headSet(job.failedFrom).isEmpty()) {
      job.events.add(failure);
      close(job);
    }
  }

  // ---- assignment ------------------------------------------------------------------------------

  /// Submits chunks where there is room, job by job in turn, and asks for new chunks.
  private void dispatch() {
    admit();
    int window = window();
    boolean sent = true;
    while (sent) {
      sent = false;
      if (callsFirst && calls.sendNext(window)) {
        callsFirst = false;
        sent = true;
      }
      for (int turn = jobs.size(); turn > 0; turn--) {
        Job job = jobs.removeFirst();
        jobs.addLast(job);
        if (sendNext(job, window)) {
          callsFirst = true;
          sent = true;
        }
      }
      if (!sent) {
        sent = calls.sendNext(window);
      }
    }
    for (Job job : List.copyOf(jobs)) {
      want(job);
    }
  }

  /// How many chunks one worker may hold: as many as the job wants that wants most. One that held
  /// fewer would never find a worker that the others have left so empty.
  private int window() {
    if (rules.taskTimeout() != null) {
      return 1;
    }
    int most = calls.window(backend.capacity());
    for (Job job : jobs) {
      most = Math.max(most, job.window(places(job)));
    }
    return most;
  }

  private int places(Job job) {
    return Math.min(backend.capacity(), job.places());
  }

  private boolean sendNext(Job job, int window) {
    Chunk chunk = job.ready.peekFirst();
    if (chunk == null) {
      return false;
    }
    if (job.everywhere) {
      return sendToItsHost(job);
    }
    var inFlight = new InFlight(job, chunk);
    if (!backend.submit(job, chunk, window, inFlight)) {
      return false;
    }
    job.ready.removeFirst();
    sent(inFlight);
    return true;
  }

  private boolean sendToItsHost(Job job) {
    for (Chunk chunk : job.ready) {
      var inFlight = new InFlight(job, chunk);
      if (backend.submitTo((int) chunk.from(), job, chunk, inFlight)) {
        job.ready.remove(chunk);
        sent(inFlight);
        return true;
      }
    }
    return false;
  }

  /// A chunk whose items are timed goes to a worker that has nothing else.
  private void sent(InFlight inFlight) {
    inFlight.job.inFlight++;
    Duration timeout = rules.taskTimeout();
    if (timeout != null) {
      Chunk chunk = inFlight.chunk;
      Duration limit = timeout.multipliedBy(chunk.count());
      timeLimit.watch(chunk.id(), limit, inFlight::isOver, () -> inFlight.timeOut(timeout));
    }
  }

  /// Asks for as many chunks as the backend may hold.
  private void want(Job job) {
    if (job.inputEnded) {
      return;
    }
    int places = places(job);
    int items = job.chunkItems(places);
    int capacity = places * job.window(places);
    int missing = capacity - job.inFlight - job.ready.size() - job.wanted;
    if (job.lazy) {
      // Twice what the backend holds: as much again may wait to be taken. Besides, there is what
      // cannot be taken yet.
      int blocked = job.backlog.hasRoom() ? job.backlog.chunks() : 0;
      missing = Math.min(missing, 2 * capacity - (job.untaken - blocked));
      if (missing <= 0 && closing && job.inFlight == 0 && job.wanted == 0) {
        end(job, Scheduler::closedException); // nobody takes its results: it would never end
        return;
      }
    }
    if (missing > 0) {
      job.wanted += missing;
      job.untaken += missing;
      job.demands.add(new JobEvent.Wanted(missing, items));
    }
  }

  // ---- what the backend says --------------------------------------------------------------------

  @Override
  public void changed() {
    dispatch();
    stopWhenIdle();
  }

  @Override
  public void happened(int worker, Timeline.Change change, String note) {
    ledger.happened(worker, change, note);
  }

  @Override
  public void stranded(Supplier<RuntimeException> why) {
    for (Job job : List.copyOf(jobs)) {
      end(job, why);
    }
    while (!waiting.isEmpty()) {
      end(waiting.removeFirst().job, why);
    }
    calls.endAll(why);
  }

  /// A chunk that the backend has.
  private final class InFlight implements ChunkSink {
    private final Job job;
    private final Chunk chunk;
    private final long sent = System.nanoTime();
    private boolean answered;

    InFlight(Job job, Chunk chunk) {
      this.job = job;
      this.chunk = chunk;
    }

    private void answered() {
      answered = true;
      job.inFlight--;
    }

    boolean isOver() {
      return answered || job.over;
    }

    void timeOut(Duration timeout) {
      end(job, timedOut(job, chunk.from(), timeout));
      changed();
    }

    @Override
    public void measured(ChunkTimes times) {
      Ledger.Run run = job.run;
      if (run != null) {
        ledger.done(run, sent, times, chunk.count());
      }
    }

    @Override
    public void done(Cargo results, long nanos) {
      answered();
      chunk.items().release();
      if (!job.over) {
        job.sizing = job.sizing.measured(chunk.count(), nanos);
        job.count(chunk.count());
        job.events.add(new JobEvent.Arrived(chunk.from(), chunk.count(), results));
        if (job.ordered) {
          job.outstanding.remove(chunk.from());
          keepInOrder(results);
          tellFailureIfDue(job);
        }
        finishIfComplete(job);
      } else {
        results.release();
      }
      changed();
    }

    /// Counts the results as long as others are missing before them.
    private void keepInOrder(Cargo results) {
      long missing = job.outstanding.isEmpty() ? Long.MAX_VALUE : job.outstanding.first();
      if (chunk.from() > missing) {
        job.backlog.add(chunk.from(), chunk.count(), chunk.items().bytes() + results.bytes());
      }
      job.backlog.advance(missing);
    }

    @Override
    public void failed(ItemFailure failure) {
      answered();
      Ledger.Run run = job.run;
      if (run != null) {
        ledger.failed(run, sent, failure.worker());
      }
      fail(
          job,
          chunk,
          failure.item(),
          new JobEvent.ItemFailed(chunk.from(), chunk.count(), failure));
      changed();
    }

    @Override
    public void dropped() {
      answered();
      chunk.items().release();
      changed();
    }

    @Override
    public void givenBack() {
      answered();
      if (!job.over) {
        job.ready.addFirst(chunk);
      } else {
        chunk.items().release();
      }
    }

    @Override
    public void lost(long item, Supplier<RuntimeException> why) {
      answered();
      fail(job, chunk, item, new JobEvent.Ended(why));
      changed();
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  /// Finishes the jobs there are, then closes the backend.
  void close() {
    calls.takeAllIn();
    closing = true;
    dispatch();
    stopWhenIdle();
  }

  /// Ends the jobs there are and the backend.
  void terminate() {
    calls.takeAllIn();
    closing = true;
    stopping = true;
    for (Job job : List.copyOf(jobs)) {
      job.tally.end(Progress.State.STOPPED);
      end(job, Scheduler::closedException);
    }
    while (!waiting.isEmpty()) {
      end(waiting.removeFirst().job, Scheduler::closedException);
    }
    calls.endAll(Scheduler::closedException);
    backend.terminate();
  }

  private void stopWhenIdle() {
    if (closing && !stopping && jobs.isEmpty() && waiting.isEmpty() && calls.isEmpty()) {
      stopping = true;
      backend.close();
    }
  }

  static Supplier<RuntimeException> timedOut(BackendJob job, long item, Duration timeout) {
    String message =
        "%s took longer than %s and was stopped; withTaskTimeout allows more"
            .formatted(job.name(item), Timeline.text(timeout));
    return () -> new TaskTimeoutException(message, item, timeout);
  }

  static RuntimeException closedException() {
    return new PoolClosedException("the pool is closed; open a new one, as in `pool = Pool.of(4)`");
  }
}
