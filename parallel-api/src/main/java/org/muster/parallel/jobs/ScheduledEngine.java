package org.muster.parallel.jobs;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.muster.parallel.Explanation;
import org.muster.parallel.Results;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerOutput;

/// Runs tasks on a [Backend].
///
/// A call prepares its task and its items in the calling thread, hands both to the [Scheduler] and
/// waits at the job's mailbox. Results are read by whoever waits for them.
final class ScheduledEngine implements Engine {

  /// Automatic chunks of an imap stay small: its results are wanted one by one, and what waits for
  /// them is held in memory.
  private static final int MOST_LAZY_ITEMS = 4096;

  /// Of more workers, a report shows those that did something.
  private static final int MOST_SHOWN = 64;

  private static final long SOON_MILLIS = 200;

  private final Backend backend;
  private final EventLoop loop;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final Engine inPlace = InPlaceEngine.unseen();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final JobRules rules;
  private volatile boolean shutdown;

  ScheduledEngine(Backend backend, JobRules rules, boolean startNow) {
    this.rules = rules;
    this.backend = backend;
    this.loop = backend.loop();
    int size = backend.capacity();
    this.ledger = new Ledger(backend.name(), size, size <= MOST_SHOWN);
    this.scheduler = new Scheduler(backend, rules, ledger, this::workersSoon);
    backend.open(scheduler);
    if (startNow) {
      loop.execute(scheduler::start);
    }
  }

  @Override
  public Pending call(Object task, Row row, int chunkSize) {
    return backend.isInside()
        ? inPlace.call(task, row, chunkSize)
        : begin(task, row, chunkSize, false);
  }

  @Override
  public <R> CompletableFuture<R> submit(Object call) {
    if (backend.isInside()) {
      return inPlace.submit(call);
    }
    Submitter submitter = Host.current().submitter();
    PreparedTask task;
    try {
      task = warned(backend.prepareCall(Objects.requireNonNull(call, "call")), submitter);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return scheduler.calls().<R>submit(call, task, submitter).result;
  }

  @Override
  public Pending everywhere(Object call) {
    return begin(call, Row.of(Collections.nCopies(backend.hosts(), null)), 1, true);
  }

  private Pending begin(Object task, Row row, int chunkSize, boolean everywhere) {
    return new EagerCall(this, eagerJob(task, row, chunkSize, everywhere), row);
  }

  private Job eagerJob(Object task, Row row, int chunkSize, boolean everywhere) {
    Submitter submitter = Host.current().submitter();
    Job job =
        Job.eager(
            JobTerms.nextNumber(),
            prepare(task, submitter),
            submitter,
            ChunkSizing.start(oneByOne(chunkSize), Integer.MAX_VALUE),
            row,
            everywhere,
            this::workersSoon);
    job.attempts = new Attempts(task, row);
    return job;
  }

  @Override
  public TrialRun trial(Object task, Row row, int places) {
    if (backend.isInside()) {
      return inPlace.trial(task, row, places);
    }
    long start = System.nanoTime();
    Job job = eagerJob(task, row, AUTOMATIC, false);
    job.tryIn(places);
    Object _ = new EagerCall(this, job, row).await();
    long took = System.nanoTime() - start;
    Ledger.Run run = job.run;
    return new TrialRun(took, run == null ? 0 : ledger.busyNanos(run));
  }

  @Override
  public boolean copies() {
    return backend.capabilities().contains(Backend.Capability.COPIES);
  }

  /// Threads need not be there: they start when they are needed.
  @Override
  public boolean isIdle() {
    if (shutdown) {
      return false;
    }
    List<WorkerInfo> workers = workers();
    boolean isComplete =
        workers.size() >= size()
            || !backend.capabilities().contains(Backend.Capability.REPLACES_WORKERS);
    return isComplete && workers.stream().allMatch(w -> w.state() == WorkerInfo.State.IDLE);
  }

  @Override
  public <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered) {
    if (backend.isInside()) {
      return inPlace.lazily(task, items, chunkSize, ordered);
    }
    Submitter submitter = Host.current().submitter();
    Job job =
        Job.lazy(
            JobTerms.nextNumber(),
            prepare(task, submitter),
            submitter,
            ChunkSizing.start(oneByOne(chunkSize), Math.clamp(MOST_LAZY_ITEMS / size(), 1, 1024)),
            ordered,
            Tally.known(items),
            this::workersSoon);
    job.attempts = new Attempts(task, null);
    var feeder = new Feeder(this, job, items);
    var results = new LazyResults<R>(this, job, feeder, ordered);
    feeder.start();
    submit(job, List.of(), false);
    job.tally.watch();
    return results;
  }

  /// Items that are timed or tried again each travel alone.
  private int oneByOne(int chunkSize) {
    return chunkSize == AUTOMATIC && rules.itemsTravelAlone() ? 1 : chunkSize;
  }

  private PreparedTask prepare(Object task, Submitter submitter) {
    return warned(backend.prepare(Objects.requireNonNull(task, "task")), submitter);
  }

  private PreparedTask warned(PreparedTask prepared, Submitter submitter) {
    for (String warning : prepared.warnings()) {
      if (warned.add(warning)) {
        submitter
            .output()
            .accept(new WorkerOutput(-1, -1, WorkerOutput.Stream.ERR, warning + "\n"));
      }
    }
    return prepared;
  }

  // ---- the way of a job ------------------------------------------------------------------------

  void submit(Job job, List<Chunk> first, boolean inputEnded) {
    loop.execute(() -> scheduler.submit(job, first, inputEnded));
  }

  void offer(Job job, Chunk chunk) {
    loop.execute(() -> scheduler.offer(job, chunk));
  }

  void inputEnded(Job job) {
    loop.execute(() -> scheduler.inputEnded(job));
  }

  void taken(Job job) {
    loop.execute(() -> scheduler.taken(job));
  }

  void cancel(Job job) {
    loop.execute(() -> scheduler.cancel(job));
  }

  // ---- the pool itself -------------------------------------------------------------------------

  @Override
  public Explanation explain(Object task) {
    return backend.explain(Objects.requireNonNull(task, "task"));
  }

  @Override
  public PreparedTask prepared(Object task) {
    return backend.prepare(task);
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public int size() {
    return backend.capacity();
  }

  @Override
  public void resize(int size) {
    if (!backend.capabilities().contains(Backend.Capability.RESIZES)) {
      throw new UnsupportedOperationException(
          "%s keeps its size; Pool.of(n) and Pool.threads(n) can be resized".formatted(this));
    }
    if (shutdown) {
      throw Scheduler.closedException();
    }
    var done = new CompletableFuture<Void>();
    loop.execute(() -> {
      backend.resize(size);
      scheduler.changed();
      done.complete(null);
    });
    done.join();
  }

  @Override
  public List<WorkerInfo> workers() {
    var infos = new CompletableFuture<List<WorkerInfo>>();
    loop.execute(() -> infos.complete(backend.workers()));
    return infos.join();
  }

  /// The workers for a picture, without waiting for a loop that has ended.
  private List<WorkerInfo> workersSoon() {
    var infos = new CompletableFuture<List<WorkerInfo>>();
    loop.execute(() -> infos.complete(backend.workers()));
    return infos.completeOnTimeout(List.of(), SOON_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void shutdown() {
    shutdown = true;
    loop.execute(scheduler::close);
  }

  @Override
  public void shutdownNow() {
    shutdown = true;
    loop.execute(scheduler::terminate);
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public CompletableFuture<Void> ended() {
    return backend.closed();
  }

  @Override
  public String toString() {
    return backend.name();
  }
}
