package org.muster.parallel.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.muster.parallel.Explanation;
import org.muster.parallel.PoolClosedException;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.pool.Worker.Interrupted;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.spi.WorkerOutput;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Message;

/// Decides which worker gets which chunk, and what happens when one is lost.
///
/// **Threads.** All methods run on the socket loop's thread; nothing here blocks, encodes or
/// decodes a value of the user's.
final class Scheduler implements Crew.Boss {

  /*
   * How a chunk lives.
   *
   *   wanted --made--> ready --sent--> in flight --answered--> told
   *                      ^                 |
   *                      +-- worker lost --+   (if the worker had not started it)
   *
   * The scheduler asks a job for as many chunks as its workers may hold; the caller, or the feeder of an
   * imap, encodes them. A free worker takes the next chunk of the next job in turn. A worker answers its
   * chunks in order and notes in its progress cell which item it runs: that one
   * alone is lost with it.
   */

  /// How long a cancelled task may go on before its worker is killed.
  private static final Duration CANCEL_GRACE = Duration.ofMillis(700);

  private final SocketLoop loop;
  private final Crew crew;
  private final Shipping shipping;
  private final Submitter owner;
  private final OutputPump pump;

  /// The next one in turn first.
  private final Deque<Job> jobs = new ArrayDeque<>();

  private boolean closing;
  private boolean stopping;

  /// May be called from any thread.
  ///
  /// @param owner gets what workers write for no job
  /// @param helloWithin how long a worker may take until it has connected
  Scheduler(
      SocketLoop loop,
      WorkerLauncher launcher,
      PoolConfig config,
      Submitter owner,
      OutputPump pump,
      Duration helloWithin) {
    this.loop = loop;
    this.crew = new Crew(loop, launcher, config, helloWithin, this);
    this.shipping = new Shipping(crew);
    this.owner = owner;
    this.pump = pump;
  }

  /// Completed once the pool was closed and no worker process is left.
  CompletableFuture<Void> closed() {
    return crew.gone();
  }

  /// Starts the workers that are not there.
  void start() {
    if (!closing) {
      crew.muster();
    }
  }

  List<WorkerInfo> workers() {
    return crew.infos();
  }

  List<Explanation.Delivery> deliveries(Explaining.Parcel parcel) {
    return crew.workers().stream().map(worker -> shipping.delivery(worker, parcel)).toList();
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
    crew.muster();
    jobs.addLast(job);
    job.wanted = first.size();
    job.untaken = first.size();
    for (Chunk chunk : first) {
      accept(job, chunk);
    }
    job.inputEnded = inputEnded;
    finishIfComplete(job); // there may be no items at all
    dispatch();
  }

  /// A chunk that was wanted.
  void offer(Job job, Chunk chunk) {
    if (!job.over) {
      accept(job, chunk);
      dispatch();
    }
  }

  private void accept(Job job, Chunk chunk) {
    job.wanted--;
    job.itemsCut += chunk.count();
    job.ready.addLast(chunk);
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
    job.ready.clear();
    if (job.demands != job.events) {
      job.demands.add(new JobEvent.Finished());
    }
    for (Worker worker : crew.workers()) {
      if (worker.holds(job)) {
        crew.send(worker, new Message.Cancel(job.id));
        loop.schedule(CANCEL_GRACE, () -> killIfHolding(worker, job));
      }
    }
    stopWhenIdle();
  }

  private void killIfHolding(Worker worker, Job job) {
    if (crew.has(worker) && worker.holds(job)) {
      worker.kill("it did not end a cancelled task");
    }
  }

  private void finishIfComplete(Job job) {
    if (!job.over && job.isComplete()) {
      job.over = true;
      jobs.remove(job);
      job.events.add(new JobEvent.Finished());
      if (job.demands != job.events) {
        job.demands.add(new JobEvent.Finished());
      }
      stopWhenIdle();
    }
  }

  // ---- assignment ------------------------------------------------------------------------------

  /// Gives free workers the next chunks, job by job in turn, and asks for new chunks.
  private void dispatch() {
    boolean sent = true;
    while (sent) {
      sent = false;
      for (int turn = jobs.size(); turn > 0; turn--) {
        Job job = jobs.removeFirst();
        jobs.addLast(job);
        sent |= sendNext(job);
      }
    }
    for (Job job : List.copyOf(jobs)) {
      want(job);
    }
  }

  private boolean sendNext(Job job) {
    Chunk chunk = job.ready.peekFirst();
    if (chunk == null) {
      return false;
    }
    Worker worker = crew.leastLoaded(job.window(crew.size()));
    if (worker == null) {
      return false;
    }
    job.ready.removeFirst();
    shipping.ship(worker, job, chunk);
    return true;
  }

  /// Asks for as many chunks as the workers may hold.
  private void want(Job job) {
    if (job.inputEnded) {
      return;
    }
    int items = job.chunkItems(crew.size());
    int capacity = crew.size() * job.window(crew.size());
    int missing = capacity - job.inFlight - job.ready.size() - job.wanted;
    if (job.lazy) {
      // Twice what the workers hold: as much again may wait to be taken.
      missing = Math.min(missing, 2 * capacity - job.untaken);
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

  // ---- what workers say ------------------------------------------------------------------------

  @Override
  public void said(Worker worker, Message.Reply reply) {
    switch (reply) {
      case Message.Hello _ -> {}
      case Message.ChunkDone m -> {
        Assigned done = worker.remove(m.chunk());
        if (done != null) {
          worker.itemsDone += done.chunk().count();
          answered(done);
          if (!done.job().over) {
            chunkDone(done, m);
          }
        }
      }
      case Message.ChunkFailed m -> {
        Assigned failed = worker.remove(m.chunk());
        if (failed != null) {
          answered(failed);
          shipping.unfinished(worker, failed.job().task);
          if (!failed.job().over) {
            chunkFailed(worker, failed, m);
          }
        }
      }
      case Message.ChunkDropped m -> {
        Assigned dropped = worker.remove(m.chunk());
        if (dropped != null) {
          answered(dropped);
          shipping.unfinished(worker, dropped.job().task);
        }
      }
      case Message.PullClass(String name) -> shipping.answer(worker, name);
      case Message.Output m -> printed(worker, m);
      case Message.Capacity(long heapBytes) -> worker.holdings.heap(heapBytes);
    }
    dispatch();
    stopWhenIdle();
  }

  private static void answered(Assigned assigned) {
    assigned.job().inFlight--;
  }

  private void chunkDone(Assigned done, Message.ChunkDone m) {
    Job job = done.job();
    Chunk chunk = done.chunk();
    job.sizing = job.sizing.measured(chunk.count(), m.nanos());
    job.events.add(new JobEvent.Arrived(chunk.from(), chunk.count(), m.results()));
    finishIfComplete(job);
  }

  private void chunkFailed(Worker worker, Assigned failed, Message.ChunkFailed m) {
    Job job = failed.job();
    job.events.add(
        new JobEvent.ItemFailed(
            m.index(),
            m.argument(),
            worker.number,
            failed.chunk().from(),
            m.results(),
            m.exception()));
    close(job);
  }

  private void printed(Worker worker, Message.Output m) {
    String text = (m.error() ? worker.err : worker.out).decode(m.text());
    int bytes = m.text().length;
    show(
        worker,
        m.error() ? WorkerOutput.Stream.ERR : WorkerOutput.Stream.OUT,
        text,
        () ->
            loop.execute(() -> {
              if (crew.has(worker)) {
                crew.send(worker, new Message.OutputTaken(bytes));
              }
            }));
  }

  @Override
  public void wrote(Worker worker, String text) {
    show(worker, WorkerOutput.Stream.ERR, text, () -> {});
  }

  private void show(Worker worker, WorkerOutput.Stream stream, String text, Runnable taken) {
    worker.lastLines.append(text);
    Assigned running = worker.inFlight.peekFirst();
    Job job = running == null ? worker.lastJob : running.job();
    OutputSink sink = (job == null ? owner : job.submitter).output();
    pump.show(
        sink,
        new WorkerOutput(worker.number, worker.pid(), stream, text),
        job == null ? null : job.printed,
        taken);
  }

  // ---- workers come and go ---------------------------------------------------------------------

  @Override
  public void joined(Worker worker) {
    dispatch();
  }

  @Override
  public void lost(Worker worker, int exitCode) {
    giveBack(worker, exitCode);
    dispatch();
  }

  @Override
  public void stranded(Supplier<RuntimeException> why) {
    for (Job job : List.copyOf(jobs)) {
      end(job, why);
    }
  }

  /// The item that the lost worker ran is reported. Its other chunks go to other workers: those
  /// that it had not started, and those that it had done and not yet answered.
  private void giveBack(Worker worker, int exitCode) {
    Interrupted running = worker.takeRunning();
    while (!worker.inFlight.isEmpty()) {
      Assigned waiting = worker.inFlight.removeLast();
      waiting.job().inFlight--;
      if (!waiting.job().over) {
        waiting.job().ready.addFirst(waiting.chunk());
      }
    }
    if (running != null) {
      Job job = running.assigned().job();
      job.inFlight--;
      end(job, Losses.whileRunning(worker, job, running.item(), exitCode));
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  /// Finishes the jobs there are, then stops the workers.
  void close() {
    closing = true;
    dispatch();
    stopWhenIdle();
  }

  /// Ends the jobs there are and kills the workers.
  void terminate() {
    closing = true;
    stopping = true;
    for (Job job : List.copyOf(jobs)) {
      end(job, Scheduler::closedException);
    }
    crew.kill();
  }

  private void stopWhenIdle() {
    if (closing && !stopping && jobs.isEmpty()) {
      stopping = true;
      crew.stop();
    }
  }

  private static RuntimeException closedException() {
    return new PoolClosedException(
        "the pool is closed; open a new one with Pool.of(n), or use the notebook's `pool`");
  }
}
