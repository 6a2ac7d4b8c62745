package org.muster.parallel.pool;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Explanation;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.pool.Worker.Interrupted;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.ChunkSink.ItemFailure;
import org.muster.parallel.spi.ChunkTimes;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WaitingCall;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.spi.WorkerOutput;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;
import org.muster.parallel.wire.Stowage;

/// Worker JVMs: gives each chunk to the worker that has least to do, and gives the chunks of a lost
/// one back.
///
/// A worker answers its chunks in order and notes in its progress cell which item it runs: that one
/// alone is lost with it.
final class WorkerBackend implements Backend, Crew.Boss {

  /// How long a cancelled task may go on before its worker is killed.
  private static final Duration CANCEL_GRACE = Duration.ofMillis(700);

  /// As many times longer may a worker that runs no task take to notice: it lacks a processor, and
  /// a new JVM in its place would need far more of that.
  private static final int GRACES_TO_NOTICE = 4;

  private final SocketLoop loop;
  private final Crew crew;
  private final Shipping shipping;
  private final Submitter owner;

  /// Has room for large items.
  private final Stowage stowage;

  private final int maxItems;
  private final long memoryLimit;
  private final @Nullable Initializer initializer;
  private final OutputPump pump = new OutputPump("muster-pool-output");
  private final Leveller leveller;
  private @Nullable Listener listener;

  /// Who prints, if that is not known by the worker's number.
  private @Nullable String label;

  private int lastExitCode;
  private List<String> lastLines = List.of();

  /// @param owner gets what workers write for no job
  /// @param helloWithin how long a worker may take until it has connected
  WorkerBackend(
      SocketLoop loop,
      WorkerLauncher launcher,
      PoolConfig config,
      Submitter owner,
      Duration helloWithin) {
    this.loop = loop;
    this.crew = new Crew(loop, launcher, config, helloWithin, this);
    this.shipping = new Shipping(crew);
    this.leveller = new Leveller(loop, crew);
    this.owner = owner;
    this.stowage = launcher.sharesMemory() ? Depot.SHARED : Stowage.NONE;
    this.maxItems =
        config.maxTasksPerWorker() == 0 ? Integer.MAX_VALUE : config.maxTasksPerWorker();
    this.memoryLimit = config.memoryLimitBytes();
    this.initializer =
        config.initializer() == null ? null : Initializer.of(config.initializer(), owner);
    var _ = crew.gone().thenRun(pump::close);
  }

  /// The backend of a single process.
  ///
  /// @param label says who prints
  static WorkerBackend ofOne(
      SocketLoop loop, WorkerLauncher launcher, PoolConfig config, Submitter owner, String label) {
    var backend = new WorkerBackend(loop, launcher, config, owner, Crew.HELLO_WITHIN);
    backend.label = label;
    return backend;
  }

  /// From now on a worker that ends leaves its place empty; once all have, this is closed.
  void replaceNobody() {
    crew.replaceNobody();
  }

  /// How the process ended that was the last to end.
  int lastExitCode() {
    return lastExitCode;
  }

  /// What that process printed last.
  List<String> lastLines() {
    return lastLines;
  }

  @Override
  public String name() {
    return "Pool of %d workers".formatted(crew.size());
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.COPIES, Capability.KILLS, Capability.REPLACES_WORKERS, Capability.RESIZES);
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  /// Tasks run elsewhere.
  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public PreparedTask prepare(Object task) {
    return new ShippedTask(PackedTask.of(task), stowage);
  }

  @Override
  public PreparedTask prepareCall(Object call) {
    return SiteCall.of(call);
  }

  @Override
  public Explanation explain(Object task) {
    return Explaining.explain(
        task,
        parcel -> {
          var deliveries = new CompletableFuture<List<Explanation.Delivery>>();
          loop.execute(() -> deliveries.complete(deliveries(parcel)));
          return deliveries.join();
        });
  }

  private List<Explanation.Delivery> deliveries(Explaining.Parcel parcel) {
    return crew.workers().stream().map(worker -> shipping.delivery(worker, parcel)).toList();
  }

  @Override
  public void open(Listener opened) {
    listener = opened;
  }

  private Listener listener() {
    Listener l = listener;
    if (l == null) {
      throw new IllegalStateException("the backend was not opened");
    }
    return l;
  }

  /// A worker may take something that took nothing before: of what is there to do, or of what
  /// others have.
  private void tellOfRoom() {
    listener().changed();
    leveller.look();
  }

  @Override
  public void start() {
    crew.muster();
  }

  @Override
  public int capacity() {
    return crew.size();
  }

  @Override
  public boolean submit(BackendJob job, Chunk chunk, int window, ChunkSink sink) {
    return give(crew.leastLoaded(window, job.places()), new Assigned(job, chunk, sink));
  }

  /// @param worker null if there is none to be had
  private boolean give(@Nullable Worker worker, Assigned assigned) {
    if (worker == null) {
      return false;
    }
    shipping.ship(worker, assigned);
    given(worker, assigned.chunk().count());
    return true;
  }

  @Override
  public boolean submitCalls(
      Queue<? extends WaitingCall> waiting, int most, int window, Consumer<WaitingCall> taken) {
    Worker worker = crew.leastLoaded(window);
    if (worker == null) {
      return false;
    }
    int left = (int) (maxItems - worker.itemsGiven);
    Together together = Together.take(waiting, Math.min(most, left), taken);
    if (together == null) {
      WaitingCall alone = waiting.remove();
      taken.accept(alone);
      return give(worker, new Assigned(alone.job(), alone.chunk(), alone.sink()));
    }
    shipping.ship(worker, together);
    given(worker, together.calls().size());
    leveller.look();
    return true;
  }

  /// A worker leaves after the last item that it may have.
  private void given(Worker worker, int items) {
    if (maxItems < Integer.MAX_VALUE) {
      worker.itemsGiven += items;
      if (worker.itemsGiven >= maxItems) {
        crew.renew(worker);
      }
    }
  }

  @Override
  public void resize(int workers) {
    crew.resize(workers);
  }

  @Override
  public int hosts() {
    return crew.size();
  }

  @Override
  public boolean submitTo(int host, BackendJob job, Chunk chunk, ChunkSink sink) {
    return give(crew.ready(host), new Assigned(job, chunk, sink));
  }

  @Override
  public void cancel(BackendJob job) {
    for (Worker worker : crew.workers()) {
      if (worker.holds(job)) {
        crew.send(worker, new Message.Cancel(job.id()));
        crew.send(worker, new Message.ForgetJob(job.id()));
        loop.schedule(CANCEL_GRACE, () -> killIfHolding(worker, job, 1));
      }
    }
  }

  /// A chunk that is still waiting behind one of another job harms nobody: that one goes on.
  ///
  /// @param graces that it had so far
  private void killIfHolding(Worker worker, BackendJob job, int graces) {
    if (crew.has(worker) && worker.holds(job)) {
      Assigned running = worker.running();
      if (running == null ? graces >= GRACES_TO_NOTICE : running.job() == job) {
        worker.kill("it did not end a cancelled task");
      } else {
        loop.schedule(CANCEL_GRACE, () -> killIfHolding(worker, job, graces + 1));
      }
    }
  }

  @Override
  public List<WorkerInfo> workers() {
    return crew.infos();
  }

  @Override
  public void close() {
    crew.stop();
  }

  @Override
  public void terminate() {
    crew.kill();
  }

  @Override
  public CompletableFuture<Void> closed() {
    return crew.gone();
  }

  // ---- what workers say ------------------------------------------------------------------------

  @Override
  public void happened(int place, Timeline.Change change, String note) {
    listener().happened(place, change, note);
  }

  @Override
  public void said(Worker worker, Message.Reply reply) {
    switch (reply) {
      case Message.Hello _ -> {}
      case Message.ChunkDone m -> chunkDone(worker, m);
      case Message.CallsDone m -> callsDone(worker, m);
      case Message.ChunkFailed m -> {
        Assigned failed = worker.remove(m.chunk());
        if (failed != null) {
          answered(worker);
          shipping.unfinished(worker, failed.job());
          failed.sink().failed(failure(worker, m));
        }
      }
      case Message.ChunkDropped m -> {
        Assigned dropped = worker.remove(m.chunk());
        if (dropped != null) {
          shipping.unfinished(worker, dropped.job());
          dropped.sink().dropped();
        }
      }
      case Message.ChunkUnreadable m -> {
        worker.sharesNothing = true;
        Assigned unread = worker.remove(m.chunk());
        if (unread != null) {
          shipping.unread(worker, unread);
          unread.sink().givenBack();
          listener().changed();
        }
      }
      case Message.GivenBack m -> givenBack(worker, m);
      case Message.PullClass(String name) -> shipping.answer(worker, name);
      case Message.Output m -> printed(worker, m);
      case Message.Capacity(long heapBytes) -> worker.holdings.heap(heapBytes);
      case Message.Memory(long bytes) -> {
        if (bytes > memoryLimit && !worker.initializing) {
          crew.renew(worker);
        }
      }
    }
    if (worker.isIdle()) {
      leveller.look();
    }
  }

  private void chunkDone(Worker worker, Message.ChunkDone m) {
    Payload results;
    try {
      results = found(worker, m.results());
    } catch (IllegalArgumentException e) {
      worker.kill("it could not be understood: " + e.getMessage());
      return;
    }
    Assigned done = worker.remove(m.chunk());
    if (done == null) {
      results.release();
      return;
    }
    answered(worker);
    worker.itemsDone += done.chunk().count();
    done.sink().measured(times(worker, done.chunk(), m));
    if (results.isIncomplete()) {
      done.sink().lost(done.chunk().from(), Losses.noRoom(done));
    } else {
      done.sink().done(new Shipped.Sent(results), m.nanos());
    }
  }

  /// The results where they are.
  ///
  /// @throws IllegalArgumentException if that is nowhere
  private Payload found(Worker worker, Payload results) {
    if (!results.isWhole()) {
      Lane lane = worker.lane;
      if (lane == null) {
        throw new IllegalArgumentException("it has no memory to share");
      }
      return lane.find(results);
    }
    if (results.frames().stream().anyMatch(WorkerBackend::isLate)) {
      crew.shareMemoryLater(worker);
    }
    return results;
  }

  /// Whether the frame would better not have travelled in a message.
  private static boolean isLate(Frame frame) {
    return frame instanceof Frame.Bytes && frame.size() >= Stowage.SMALLEST;
  }

  /// The first one last, so that it is the next to go elsewhere.
  private void givenBack(Worker worker, Message.GivenBack m) {
    for (Assigned back : worker.takeBack(m.from(), m.to())) {
      if (maxItems < Integer.MAX_VALUE) {
        worker.itemsGiven -= back.chunk().count();
      }
      shipping.unfinished(worker, back.job());
      back.sink().givenBack();
    }
    tellOfRoom();
  }

  private void answered(Worker worker) {
    if (!worker.initializing) {
      crew.answered(worker);
    }
  }

  private void callsDone(Worker worker, Message.CallsDone m) {
    answered(worker);
    var answers = new Shipped.Answers(m.results());
    long nanosEach = m.nanos() / m.ids().length;
    for (int i = 0; i < m.ids().length; i++) {
      Assigned done = worker.remove(m.ids()[i]);
      if (done != null) {
        worker.itemsDone++;
        done.sink().done(new Shipped.SentTogether(answers, i), nanosEach);
      }
    }
  }

  private static ChunkTimes times(Worker worker, Chunk chunk, Message.ChunkDone m) {
    return new ChunkTimes(
        worker.number,
        m.started(),
        m.nanos(),
        m.prepareNanos(),
        m.decodeNanos(),
        m.runNanos(),
        chunk.items().bytes(),
        m.results().bytes());
  }

  private static ItemFailure failure(Worker worker, Message.ChunkFailed m) {
    return new ItemFailure(
        m.index(),
        m.argument(),
        worker.number,
        "worker " + worker.number,
        sent(m.results()),
        sent(m.exception()));
  }

  private static Shipped.Sent sent(Payload payload) {
    return new Shipped.Sent(payload);
  }

  private void printed(Worker worker, Message.Output m) {
    int bytes = m.text().length;
    if (m.error()) {
      worker.errBytes += bytes;
    } else {
      worker.outBytes += bytes;
    }
    printed(
        worker,
        worker.job(m.job()),
        m.error(),
        m.text(),
        () ->
            loop.execute(() -> {
              if (crew.has(worker)) {
                crew.send(worker, new Message.OutputTaken(bytes));
              }
            }));
  }

  private void printed(
      Worker worker, @Nullable BackendJob job, boolean error, byte[] bytes, Runnable taken) {
    String text = (error ? worker.err : worker.out).decode(bytes);
    worker.lastLines.append(text);
    show(worker, job, error ? WorkerOutput.Stream.ERR : WorkerOutput.Stream.OUT, text, taken);
  }

  /// Shows what a worker printed right before its end and did not send any more.
  private void showLastWords(Worker worker) {
    ProgressCell cell = worker.progress;
    if (cell != null) {
      for (boolean error : new boolean[] {false, true}) {
        byte[] rest = cell.printedAfter(error, error ? worker.errBytes : worker.outBytes);
        if (rest.length > 0) {
          Assigned running = worker.running();
          printed(worker, running == null ? null : running.job(), error, rest, () -> {});
        }
      }
    }
  }

  @Override
  public void wrote(Worker worker, String text) {
    worker.lastOfJvm.append(text);
    Assigned running = worker.running();
    show(worker, running == null ? null : running.job(), WorkerOutput.Stream.ERR, text, () -> {});
  }

  /// @param running the job that it is of, or null if that is over or not known
  private void show(
      Worker worker,
      @Nullable BackendJob running,
      WorkerOutput.Stream stream,
      String text,
      Runnable taken) {
    BackendJob job = running == null ? worker.lastJob : running;
    OutputSink sink = (job == null ? owner : job.submitter()).output();
    var output =
        label == null
            ? new WorkerOutput(worker.number, worker.pid(), stream, text)
            : new WorkerOutput(worker.number, worker.pid(), stream, text, label);
    pump.show(sink, output, job, taken);
  }

  // ---- workers come and go ---------------------------------------------------------------------

  @Override
  public void joined(Worker worker) {
    if (initializer == null) {
      crew.started();
    } else {
      worker.initializing = true;
      shipping.ship(worker, initializer.assigned(new FirstChunk(worker)));
    }
    tellOfRoom();
  }

  /// What becomes of the initializer in one worker. If it fails, the worker counts as one that
  /// could not be started.
  private final class FirstChunk implements ChunkSink {
    private final Worker worker;

    FirstChunk(Worker worker) {
      this.worker = worker;
    }

    @Override
    public void done(Cargo results, long nanos) {
      worker.initializing = false;
      crew.started();
      tellOfRoom();
    }

    @Override
    public void failed(ItemFailure failure) {
      Throwable thrown = failure.thrown() instanceof Shipped.Sent sent ? read(sent) : null;
      worker.kill("its initializer failed: " + thrown);
    }

    private @Nullable Throwable read(Shipped.Sent sent) {
      return initializer == null ? null : initializer.task().thrown(sent);
    }

    @Override
    public void dropped() {
      // Nobody cancels it.
    }

    @Override
    public void givenBack() {
      // The worker is gone, and with it its need.
    }

    @Override
    public void lost(long item, Supplier<RuntimeException> why) {
      // The crew replaces it.
    }
  }

  /// The item that the lost worker ran is reported. Its other chunks go to other workers: those
  /// that it had not started, and those that it had done and not yet answered.
  @Override
  public void lost(Worker worker, int exitCode) {
    showLastWords(worker);
    lastExitCode = exitCode;
    lastLines = worker.lastWords();
    Interrupted running = worker.takeRunning();
    for (Assigned last = worker.removeLast(); last != null; last = worker.removeLast()) {
      last.sink().givenBack();
    }
    if (running != null) {
      Assigned assigned = running.assigned();
      long item = running.item();
      assigned
          .sink()
          .lost(item, Losses.whileRunning(worker, assigned.job().name(item), item, exitCode));
    }
    tellOfRoom();
  }

  @Override
  public void changed() {
    tellOfRoom();
  }

  @Override
  public void stranded(Supplier<RuntimeException> why) {
    listener().stranded(why);
  }
}
