package org.muster.parallel.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PoolClosedException;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.WorkerLostException;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.pool.Worker.Interrupted;
import org.muster.parallel.pool.Worker.State;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.spi.WorkerLauncher.LaunchedWorker;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.spi.WorkerLauncher.WorkerLaunch;
import org.muster.parallel.spi.WorkerOutput;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.WorkerHub;
import org.muster.parallel.transport.WorkerListener;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.ClassRef;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Decides which worker gets which chunk, and what happens when one is lost.
///
/// **Threads.** All methods run on the socket loop's thread; nothing here blocks, encodes or
/// decodes a value of the user's.
final class Scheduler {

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

  /// How long a worker process may take until its first message. Generous: on a loaded machine a
  /// JVM may take seconds, and a lost connection is mended by the worker itself (PoolLine).
  static final Duration HELLO_WITHIN = Duration.ofSeconds(20);

  /// So many workers in a row that never said hello, and the pool gives up.
  private static final int START_ATTEMPTS = 3;

  /// What a worker sent before its end may still be on its way when its end is known.
  private static final Duration LAST_WORDS = Duration.ofMillis(30);

  /// How long a cancelled task may go on before its worker is killed.
  private static final Duration CANCEL_GRACE = Duration.ofMillis(700);

  private static final Duration DISCONNECTED_GRACE = Duration.ofSeconds(1);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final SocketLoop loop;
  private final WorkerHub hub;
  private final WorkerLauncher launcher;
  private final PoolConfig config;
  private final Submitter owner;
  private final OutputPump pump;
  private final Duration helloWithin;
  private final TaskCatalog catalog = new TaskCatalog();

  /// By number; null where no worker is to be had for the moment.
  private final @Nullable Worker[] seats;

  /// The next one in turn first.
  private final Deque<Job> jobs = new ArrayDeque<>();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;
  private boolean stopping;
  private int processes;
  private int failedStarts;

  Scheduler(
      SocketLoop loop,
      WorkerHub hub,
      WorkerLauncher launcher,
      PoolConfig config,
      Submitter owner,
      OutputPump pump,
      Duration helloWithin) {
    this.loop = loop;
    this.hub = hub;
    this.launcher = launcher;
    this.config = config;
    this.owner = owner;
    this.pump = pump;
    this.helloWithin = helloWithin;
    this.seats = new Worker[config.workers()];
  }

  /// Completed once no worker process is left.
  CompletableFuture<Void> closed() {
    return closed;
  }

  // ---- jobs ------------------------------------------------------------------------------------

  /// Starts the workers that are not there.
  void start() {
    for (int i = 0; i < seats.length; i++) {
      if (seats[i] == null) {
        startWorker(i, 0);
      }
    }
  }

  /// Takes a job on.
  ///
  /// @param first chunks made in advance
  /// @param inputEnded whether these are all
  void submit(Job job, List<Chunk> first, boolean inputEnded) {
    if (closing) {
      job.events.add(new JobEvent.Ended(closedException()));
      job.demands.add(new JobEvent.Finished());
      job.over = true;
      return;
    }
    start();
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
    end(job, new CancellationException("the work was cancelled"));
  }

  private void end(Job job, RuntimeException why) {
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
    for (Worker worker : seats) {
      if (worker != null && worker.holds(job)) {
        send(worker, new Message.Cancel(job.id));
        loop.schedule(CANCEL_GRACE, () -> killIfHolding(worker, job));
      }
    }
    stopWhenIdle();
  }

  private void killIfHolding(Worker worker, Job job) {
    if (isCurrent(worker) && worker.holds(job)) {
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
    Worker worker = leastLoaded(job.window(seats.length));
    if (worker == null) {
      return false;
    }
    job.ready.removeFirst();
    assign(worker, job, chunk);
    return true;
  }

  private @Nullable Worker leastLoaded(int window) {
    Worker best = null;
    for (Worker worker : seats) {
      if (worker != null
          && worker.isReady()
          && worker.inFlight.size() < window
          && (best == null || worker.inFlight.size() < best.inFlight.size())) {
        best = worker;
      }
    }
    return best;
  }

  private void assign(Worker worker, Job job, Chunk chunk) {
    sendClasses(worker, job.task.classes());
    long task = catalog.number(job.task.hash());
    if (worker.knownTasks.add(task)) {
      send(
          worker,
          new Message.DefineTask(task, refs(job.task.classes()), Payload.of(job.task.graph())));
    }
    sendClasses(worker, chunk.classes());
    send(
        worker,
        new Message.RunChunk(
            job.id,
            chunk.id(),
            task,
            chunk.from(),
            chunk.count(),
            refs(chunk.classes()),
            chunk.items()));
    worker.inFlight.addLast(new Assigned(job, chunk));
    worker.lastJob = job;
    job.inFlight++;
    forgetOldTasks();
  }

  private void sendClasses(Worker worker, List<CellClass> classes) {
    List<ClassBytes> missing = new ArrayList<>();
    for (CellClass c : classes) {
      if (worker.knownClasses.add(c.sha256())) {
        missing.add(bytes(c));
      }
    }
    if (!missing.isEmpty()) {
      send(worker, new Message.Classes(missing));
    }
  }

  private void forgetOldTasks() {
    for (Long old : catalog.trim()) {
      for (Worker worker : seats) {
        if (worker != null && worker.knownTasks.remove(old)) {
          send(worker, new Message.ForgetTask(old));
        }
      }
    }
  }

  private static List<ClassRef> refs(List<CellClass> classes) {
    return classes.stream().map(c -> new ClassRef(c.name(), c.sha256())).toList();
  }

  private static ClassBytes bytes(CellClass c) {
    return new ClassBytes(new ClassRef(c.name(), c.sha256()), c.cell(), c.bytes());
  }

  /// Asks for as many chunks as the workers may hold.
  private void want(Job job) {
    if (job.inputEnded) {
      return;
    }
    int items = job.chunkItems(seats.length);
    int capacity = seats.length * job.window(seats.length);
    int missing = capacity - job.inFlight - job.ready.size() - job.wanted;
    if (job.lazy) {
      // Twice what the workers hold: as much again may wait to be taken.
      missing = Math.min(missing, 2 * capacity - job.untaken);
      if (missing <= 0 && closing && job.inFlight == 0 && job.wanted == 0) {
        end(job, closedException()); // nobody takes its results: it would never end
        return;
      }
    }
    if (missing > 0) {
      job.wanted += missing;
      job.untaken += missing;
      job.demands.add(new JobEvent.Wanted(missing, items));
    }
  }

  private void send(Worker worker, Message.Request request) {
    var line = worker.line;
    if (line != null && !line.send(request)) {
      // Most likely its process is ending: its exit code says more than ours would.
      loop.schedule(DISCONNECTED_GRACE, () -> killIfCurrent(worker, "its connection is gone"));
    }
  }

  private void killIfCurrent(Worker worker, String why) {
    if (isCurrent(worker)) {
      worker.kill(why);
    }
  }

  // ---- what workers say ------------------------------------------------------------------------

  private void received(Worker worker, Message.Reply reply) {
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
          if (!failed.job().over) {
            chunkFailed(worker, failed, m);
          }
        }
      }
      case Message.ChunkDropped m -> {
        Assigned dropped = worker.remove(m.chunk());
        if (dropped != null) {
          answered(dropped);
        }
      }
      case Message.PullClass(String name) ->
          send(worker, new Message.PulledClass(name, find(worker, name)));
      case Message.Output m -> printed(worker, m);
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

  private static @Nullable ClassBytes find(Worker worker, String name) {
    Assigned running = worker.inFlight.peekFirst();
    if (running != null && running.job().task.loader() instanceof ClassSource source) {
      CellClass found = source.cellClass(name);
      return found == null ? null : bytes(found);
    }
    return null;
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
              if (isCurrent(worker)) {
                send(worker, new Message.OutputTaken(bytes));
              }
            }));
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

  private void startWorker(int number, long itemsDone) {
    var worker = new Worker(number, itemsDone);
    seats[number] = worker;
    worker.line = hub.expect(number, new Listener(worker));
    processes++;
    Rendezvous rendezvous = worker.line.rendezvous();
    List<String> classPath = Host.current().workerClassPath();
    // Starting a process takes milliseconds in which the loop must not stand still.
    Thread.ofVirtual()
        .name("muster-launch-" + number)
        .start(() -> {
          ProgressCell progress = progressCell();
          try {
            LaunchedWorker process =
                launcher.launch(
                    new WorkerLaunch(
                        number,
                        progress == null ? null : progress.file(),
                        rendezvous,
                        classPath,
                        jvmOptions()),
                    text -> loop.execute(() -> rawOutput(worker, text)));
            loop.execute(() -> launched(worker, process, progress));
          } catch (IOException | RuntimeException e) {
            if (progress != null) {
              progress.close();
            }
            loop.execute(() -> launchFailed(worker, e));
          }
        });
    loop.schedule(helloWithin, () -> killIfSilent(worker));
  }

  /// Without one the pool knows less about how a worker ended, and works all the same.
  private static @Nullable ProgressCell progressCell() {
    try {
      return ProgressCell.create();
    } catch (IOException e) {
      return null;
    }
  }

  private List<String> jvmOptions() {
    List<String> options = new ArrayList<>();
    String heap = config.heap();
    if (heap != null) {
      options.add("-Xmx" + heap);
    } else {
      // The JVM's own rule is a quarter of the machine for each JVM.
      options.add("-XX:MaxRAMPercentage=" + Math.clamp(80 / config.workers(), 1, 25));
    }
    String more = System.getenv("MUSTER_WORKER_JVM_OPTS");
    if (more != null && !more.isBlank()) {
      options.addAll(List.of(more.strip().split("\\s+")));
    }
    options.addAll(config.jvmOptions());
    return options;
  }

  private void launched(Worker worker, LaunchedWorker process, @Nullable ProgressCell progress) {
    worker.process = process;
    worker.progress = progress;
    if (worker.condemned != null) {
      process.kill();
    }
    var _ =
        process.onExit().thenAccept(code -> loop.schedule(LAST_WORDS, () -> exited(worker, code)));
  }

  private void launchFailed(Worker worker, Exception e) {
    worker.lastLines.append(String.valueOf(e.getMessage()));
    exited(worker, -1);
  }

  private void killIfSilent(Worker worker) {
    if (isCurrent(worker) && worker.state instanceof State.Starting) {
      worker.kill("it did not connect within %d ms".formatted(helloWithin.toMillis()));
    }
  }

  private void rawOutput(Worker worker, String text) {
    show(worker, WorkerOutput.Stream.ERR, text, () -> {});
  }

  private void greeted(Worker worker, long pid) {
    worker.state = new State.Ready(pid, System.nanoTime());
    failedStarts = 0;
    if (stopping) {
      send(worker, new Message.Stop());
    }
    dispatch();
  }

  private void exited(Worker worker, int exitCode) {
    boolean silent = worker.state instanceof State.Starting;
    worker.state = new State.Dead(exitCode);
    processes--;
    if (worker.line != null) {
      worker.line.hangUp();
    }
    if (isCurrent(worker)) {
      seats[worker.number] = null;
      giveBack(worker, exitCode);
      if (!stopping) {
        replace(worker, exitCode, silent);
      }
    }
    if (worker.progress != null) {
      worker.progress.close();
    }
    dispatch();
    finishClosing();
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

  private void replace(Worker worker, int exitCode, boolean silent) {
    if (silent) {
      failedStarts++;
      if (failedStarts >= START_ATTEMPTS) {
        int attempts = failedStarts;
        giveUp(() -> Losses.atStart(worker, exitCode, attempts));
        return;
      }
    }
    startWorker(worker.number, worker.itemsDone);
  }

  /// No worker can be had: nothing waits for one. The next job tries again.
  private void giveUp(Supplier<WorkerLostException> why) {
    failedStarts = 0;
    for (Worker worker : seats) {
      if (worker != null && worker.isReady()) {
        return; // the pool is smaller for now, but it works
      }
    }
    for (Worker worker : seats) {
      if (worker != null) {
        seats[worker.number] = null;
        worker.kill("no worker could be started");
      }
    }
    for (Job job : List.copyOf(jobs)) {
      end(job, why.get());
    }
  }

  private boolean isCurrent(Worker worker) {
    return seats[worker.number] == worker;
  }

  List<WorkerInfo> workers() {
    List<WorkerInfo> infos = new ArrayList<>();
    for (Worker worker : seats) {
      if (worker != null) {
        infos.add(worker.info());
      }
    }
    return infos;
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
    for (Job job : List.copyOf(jobs)) {
      end(job, closedException());
    }
    stopping = true;
    for (Worker worker : seats) {
      if (worker != null) {
        worker.kill("the pool was terminated");
      }
    }
    finishClosing();
  }

  private void stopWhenIdle() {
    if (!closing || stopping || !jobs.isEmpty()) {
      return;
    }
    stopping = true;
    for (Worker worker : seats) {
      if (worker == null) {
        continue;
      }
      if (worker.isReady()) {
        send(worker, new Message.Stop());
      } else {
        worker.kill("the pool was closed");
      }
    }
    loop.schedule(
        STOP_WITHIN,
        () -> {
          for (Worker worker : seats) {
            if (worker != null) {
              worker.kill("it did not stop");
            }
          }
        });
    finishClosing();
  }

  private void finishClosing() {
    if (stopping && processes == 0 && !closed.isDone()) {
      hub.close();
      pump.close();
      closed.complete(null);
    }
  }

  private static PoolClosedException closedException() {
    return new PoolClosedException(
        "the pool is closed; open a new one with Pool.of(n), or use the notebook's `pool`");
  }

  private final class Listener implements WorkerListener {
    private final Worker worker;

    Listener(Worker worker) {
      this.worker = worker;
    }

    @Override
    public void greeted(long pid) {
      Scheduler.this.greeted(worker, pid);
    }

    @Override
    public void received(Message.Reply reply) {
      Scheduler.this.received(worker, reply);
    }

    @Override
    public void garbled(String why) {
      worker.kill("it could not be understood: " + why);
    }
  }
}
