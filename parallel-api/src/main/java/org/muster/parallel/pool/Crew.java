package org.muster.parallel.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.pool.Roster.Seat;
import org.muster.parallel.pool.Worker.State;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Message;

/// The workers of a pool: starts them, hears of their end, replaces them, stops them. What they
/// work on is the [WorkerBackend]'s business.
///
/// **Threads.** All methods run on the socket loop's thread; nothing here blocks.
final class Crew {

  /// What a crew tells its backend.
  interface Boss {

    /// The worker takes chunks from now on.
    void joined(Worker worker);

    void said(Worker worker, Message.Reply reply);

    /// The worker's process wrote past Muster: the JVM itself, native code.
    void wrote(Worker worker, String text);

    /// The worker has ended, and its place is taken again already if it will be.
    void lost(Worker worker, int exitCode);

    /// There is another worker than before.
    void changed();

    /// The worker of a place has come or gone.
    void happened(int place, Timeline.Change change, String note);

    /// No worker can be started for the moment.
    ///
    /// @param why makes the exception in the thread that throws it
    void stranded(Supplier<RuntimeException> why);
  }

  /// Who lives that long was started well, even without work.
  private static final Duration PROBATION = Duration.ofSeconds(10);

  private static final Duration DISCONNECTED_GRACE = Duration.ofSeconds(1);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final SocketLoop loop;
  private final PoolConfig config;
  private final Boss boss;
  private final Roster roster;
  private final Processes processes;
  private final StartPolicy starts = new StartPolicy();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private boolean mustered;
  private boolean retrying;
  private boolean stopping;

  Crew(
      SocketLoop loop,
      WorkerLauncher launcher,
      PoolConfig config,
      Duration helloWithin,
      Boss boss) {
    this.loop = loop;
    this.config = config;
    this.boss = boss;
    this.roster = new Roster(config.workers());
    this.processes = new Processes(loop, launcher, config, helloWithin, this, boss);
  }

  /// Completed once the crew was stopped and no process of it is left.
  CompletableFuture<Void> gone() {
    return gone;
  }

  /// How many workers there should be. May be called from any thread.
  int size() {
    return roster.size();
  }

  /// Has as many workers as this from now on.
  void resize(int workers) {
    if (stopping) {
      return;
    }
    roster.resize(workers).forEach(this::retire);
    if (mustered) {
      muster();
    }
  }

  /// The worker finishes what it has, and another takes its place now.
  void renew(Worker worker) {
    Seat seat = roster.seat(worker);
    if (seat != null && !stopping) {
      retire(worker);
      fill(seat, worker.itemsDone);
      startSpares();
    }
  }

  private void retire(Worker worker) {
    roster.addLeaving(worker);
    if (worker.isReady()) {
      send(worker, new Message.Stop());
    } else {
      worker.kill("the pool does not need it any more");
    }
  }

  /// The workers that there are, those included that start or leave.
  List<Worker> workers() {
    return roster.workers();
  }

  List<WorkerInfo> infos() {
    return roster.seated().stream().map(Worker::info).toList();
  }

  /// The worker with the fewest chunks of those that hold less than `window`, or null.
  @Nullable Worker leastLoaded(int window) {
    return roster.leastLoaded(window);
  }

  /// As [#leastLoaded(int)], of so many that are ready, the first ones.
  @Nullable Worker leastLoaded(int window, int among) {
    return roster.leastLoaded(window, among);
  }

  /// The worker in this place if it takes chunks, or null. What is meant for a place that is gone
  /// goes to another one.
  @Nullable Worker ready(int place) {
    return roster.ready(place);
  }

  /// Whether the worker is still one of the crew.
  boolean has(Worker worker) {
    return roster.has(worker);
  }

  /// Sends a request to a worker. If it cannot be reached any more it is replaced.
  void send(Worker worker, Message.Request request) {
    var line = worker.line;
    if (line != null && !line.send(request)) {
      // Most likely its process is ending: its exit code says more than ours would.
      loop.schedule(DISCONNECTED_GRACE, () -> killIfHere(worker, "its connection is gone"));
    }
  }

  private void killIfHere(Worker worker, String why) {
    if (has(worker)) {
      worker.kill(why);
    }
  }

  // ---- coming ----------------------------------------------------------------------------------

  /// Starts the workers that are not there, unless the last attempts failed: then a little later.
  void muster() {
    mustered = true;
    if (stopping || isComplete()) {
      return;
    }
    Duration wait = starts.waitBefore(System.nanoTime());
    if (wait.isZero()) {
      roster.free().forEach(seat -> fill(seat, 0));
      startSpares();
    } else if (!retrying) {
      retrying = true;
      loop.schedule(
          wait,
          () -> {
            retrying = false;
            muster();
          });
    }
  }

  private boolean isComplete() {
    // Spares must not hold up those that are waited for.
    return roster.isFull() && (roster.spares() == config.spares() || !roster.allReady());
  }

  private void startSpares() {
    while (roster.allReady() && roster.spares() < config.spares()) {
      processes.start(roster.addSpare());
    }
  }

  /// Puts a spare on a free seat, or a new worker.
  private void fill(Seat seat, long itemsDone) {
    Worker spare = roster.takeSpare();
    boss.happened(seat.number, Timeline.Change.STARTED, spare == null ? "" : "a spare");
    if (spare != null) {
      if (spare.isReady()) {
        boss.happened(seat.number, Timeline.Change.READY, "");
      }
      spare.number = seat.number;
      spare.itemsDone = itemsDone;
      seat.worker = spare;
    } else {
      var worker = new Worker(seat.number, itemsDone);
      seat.worker = worker;
      processes.start(worker);
    }
  }

  /// The worker can be used.
  void started() {
    if (!stopping) {
      startSpares();
    }
  }

  /// The worker has answered a chunk: whatever was wrong with starts is over.
  void answered(Worker worker) {
    if (!worker.hasAnswered) {
      worker.hasAnswered = true;
      starts.succeeded();
    }
  }

  void greeted(Worker worker, long pid) {
    worker.state = new State.Ready(pid);
    worker.readySince = System.nanoTime();
    if (stopping) {
      send(worker, new Message.Stop());
    }
    if (roster.seat(worker) != null) {
      boss.happened(worker.number, Timeline.Change.READY, "");
    }
    boss.joined(worker);
  }

  /// Starts nobody any more in the place of a worker that has ended.
  void replaceNobody() {
    stopping = true;
  }

  // ---- going -----------------------------------------------------------------------------------

  /// The place of a worker that did work is taken again at once; what became of it is said when its
  /// last words are there.
  void ended(Worker worker, int exitCode) {
    boolean worked = wasOfUse(worker);
    if (roster.seat(worker) != null && !stopping) {
      boss.happened(worker.number, Timeline.Change.LOST, note(worker, exitCode));
    }
    worker.state = new State.Dead(exitCode);
    if (worked) {
      leave(worker);
    }
    processes.hearOut(worker, () -> exited(worker, exitCode, worked));
  }

  private static String note(Worker worker, int exitCode) {
    String code = "exit code " + exitCode;
    return worker.condemned == null ? code : "%s: %s".formatted(code, worker.condemned);
  }

  /// Whether the start of a worker that has ended is not to blame: it did something, or at least
  /// lived for a while. One that says hello and dies is no better than one that does not say it,
  /// unless it was the pool that ended it.
  private static boolean wasOfUse(Worker worker) {
    return worker.state instanceof State.Ready
        && !worker.initializing
        && (worker.hasAnswered
            || worker.condemned != null
            || worker.running() != null
            || System.nanoTime() - worker.readySince > PROBATION.toNanos());
  }

  /// Takes a worker out of the crew, and another one in.
  private void leave(Worker worker) {
    Seat seat = roster.seat(worker);
    if (roster.removeSpare(worker)) {
      if (!stopping) {
        startSpares();
      }
    } else if (seat != null) {
      seat.worker = null;
      if (!stopping) {
        fill(seat, worker.itemsDone);
        startSpares();
        boss.changed();
      }
    }
  }

  void launchFailed(Worker worker) {
    exited(worker, -1, false);
  }

  private void exited(Worker worker, int exitCode, boolean worked) {
    worker.state = new State.Dead(exitCode);
    processes.hangUp(worker);
    Supplier<RuntimeException> stranded = null;
    boolean left = roster.removeLeaving(worker);
    if (!worked && !left && has(worker)) {
      stranded = failedToStart(worker, exitCode);
    }
    boss.lost(worker, exitCode);
    if (stranded != null) {
      boss.stranded(stranded);
    }
    Processes.release(worker);
    finishStopping();
  }

  /// Tries again, or gives up for the moment.
  ///
  /// @return why nobody can be had, if that is so
  private @Nullable Supplier<RuntimeException> failedToStart(Worker worker, int exitCode) {
    Seat seat = roster.seat(worker);
    if (seat != null) {
      seat.worker = null;
    }
    boolean _ = roster.removeSpare(worker);
    if (stopping) {
      return null;
    }
    starts.failed(System.nanoTime());
    if (!starts.isHopeless()) {
      muster();
      return null;
    }
    // With a single worker left the pool works on, and the next call tries again.
    return roster.seated().stream().anyMatch(Worker::isReady) ? null : giveUp(worker, exitCode);
  }

  /// The places stay free until [#muster] tries again.
  private Supplier<RuntimeException> giveUp(Worker last, int exitCode) {
    for (Worker worker : roster.everybody()) {
      worker.kill("no worker could be started");
    }
    roster.clear();
    return Losses.atStart(last, exitCode, starts.failures());
  }

  /// Lets the workers finish what they have, and ends them.
  void stop() {
    stopping = true;
    for (Worker worker : roster.everybody()) {
      if (worker.isReady()) {
        send(worker, new Message.Stop());
      } else {
        worker.kill("the pool was closed");
      }
    }
    loop.schedule(
        STOP_WITHIN, () -> roster.everybody().forEach(worker -> worker.kill("it did not stop")));
    finishStopping();
  }

  /// Ends the workers at once.
  void kill() {
    stopping = true;
    roster.everybody().forEach(worker -> worker.kill("the pool was terminated"));
    finishStopping();
  }

  private void finishStopping() {
    if (stopping && processes.isEmpty() && !gone.isDone()) {
      processes.close();
      gone.complete(null);
    }
  }
}
