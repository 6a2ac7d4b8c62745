package org.muster.parallel.pool;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
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
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.pool.Worker.Interrupted;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.EventLoop;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WaitingCall;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Message;
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
  private final int retries;
  private final Crew crew;
  private final Shipping shipping;

  /// Has room for large items.
  private final Stowage stowage;

  private final @Nullable Initializer initializer;
  private final Leveller leveller;
  private final Renewal renewal;
  private final Printer printer;
  private final Replies replies;
  private @Nullable Listener listener;

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
    this(loop, launcher, config, owner, helloWithin, null);
  }

  /// @param label says who prints, or null if the worker's number does
  private WorkerBackend(
      SocketLoop loop,
      WorkerLauncher launcher,
      PoolConfig config,
      Submitter owner,
      Duration helloWithin,
      @Nullable String label) {
    this.loop = loop;
    this.retries = config.retries();
    this.crew = new Crew(loop, launcher, config, helloWithin, this);
    var lanes = new Lanes(loop, launcher, crew);
    this.shipping = new Shipping(crew, lanes);
    this.leveller = new Leveller(loop, crew);
    this.renewal = new Renewal(crew, config);
    this.printer = new Printer(loop, crew, owner, label);
    Runnable changed = () -> listener().changed();
    this.replies = new Replies(crew, lanes, shipping, leveller, renewal, printer, changed);
    this.stowage = launcher.sharesMemory() ? Depot.SHARED : Stowage.NONE;
    this.initializer =
        config.initializer() == null ? null : Initializer.of(config.initializer(), owner);
  }

  /// The backend of a single process.
  ///
  /// @param label says who prints
  static WorkerBackend ofOne(
      SocketLoop loop, WorkerLauncher launcher, PoolConfig config, Submitter owner, String label) {
    return new WorkerBackend(loop, launcher, config, owner, Processes.HELLO_WITHIN, label);
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
    renewal.given(worker, assigned.chunk().count());
    return true;
  }

  @Override
  public boolean submitCalls(
      Queue<? extends WaitingCall> waiting, int most, int window, Consumer<WaitingCall> taken) {
    Worker worker = crew.leastLoaded(window);
    if (worker == null) {
      return false;
    }
    Together together = Together.take(waiting, Math.min(most, renewal.itemsLeft(worker)), taken);
    if (together == null) {
      WaitingCall alone = waiting.remove();
      taken.accept(alone);
      return give(worker, new Assigned(alone.job(), alone.chunk(), alone.sink()));
    }
    shipping.ship(worker, together);
    renewal.given(worker, together.calls().size());
    leveller.look();
    return true;
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
  public OptionalLong called(long chunk, long submitted) {
    for (Worker worker : crew.workers()) {
      Assigned running = worker.running();
      if (running != null && running.chunk().id() == chunk) {
        return worker.called(submitted);
      }
    }
    return OptionalLong.empty();
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

  // ---- what the crew tells ---------------------------------------------------------------------

  @Override
  public void happened(int place, Timeline.Change change, String note) {
    listener().happened(place, change, note);
  }

  @Override
  public void said(Worker worker, Message.Reply reply) {
    replies.said(worker, reply);
  }

  @Override
  public void wrote(Worker worker, String text) {
    printer.wrote(worker, text);
  }

  @Override
  public void joined(Worker worker) {
    if (initializer == null) {
      crew.started();
    } else {
      worker.initializing = true;
      shipping.ship(worker, initializer.assigned(worker, this::initialized));
    }
    tellOfRoom();
  }

  private void initialized() {
    crew.started();
    tellOfRoom();
  }

  /// The item that the lost worker ran is reported. Its other chunks go to other workers: those
  /// that it had not started, and those that it had done and not yet answered.
  @Override
  public void lost(Worker worker, int exitCode) {
    printer.showLastWords(worker);
    lastExitCode = exitCode;
    lastLines = worker.lastWords();
    Interrupted running = worker.takeRunning();
    for (Assigned last = worker.removeLast(); last != null; last = worker.removeLast()) {
      last.sink().givenBack();
    }
    if (running != null) {
      Assigned assigned = running.assigned();
      long item = running.item();
      String what = assigned.job().name(item);
      assigned.sink().lost(item, Losses.whileRunning(worker, what, item, exitCode, retries));
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
