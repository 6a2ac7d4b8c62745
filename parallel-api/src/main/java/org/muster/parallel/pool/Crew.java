package org.muster.parallel.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.pool.Worker.State;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.spi.WorkerLauncher.LaunchedWorker;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.spi.WorkerLauncher.WorkerLaunch;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.WorkerHub;
import org.muster.parallel.transport.WorkerListener;
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

  /// How long a worker process may take until its first message. Generous: on a loaded machine a
  /// JVM may take seconds, and a lost connection is mended by the worker itself (PoolLine).
  static final Duration HELLO_WITHIN = Duration.ofSeconds(20);

  /// What a worker sent before its end may still be on its way when its end is known. Waited for
  /// that long where it cannot be seen that nothing more comes.
  private static final Duration LAST_WORDS = Duration.ofMillis(30);

  /// Who lives that long was started well, even without work.
  private static final Duration PROBATION = Duration.ofSeconds(10);

  private static final Duration DISCONNECTED_GRACE = Duration.ofSeconds(1);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final SocketLoop loop;
  private final WorkerHub hub;
  private final WorkerLauncher launcher;
  private final PoolConfig config;
  private final Duration helloWithin;
  private final Boss boss;

  /// A place for a worker.
  private static final class Seat {
    final int number;

    /// Null if none is to be had for the moment.
    @Nullable Worker worker;

    Seat(int number) {
      this.number = number;
    }
  }

  /// By number.
  private final List<Seat> seats = new ArrayList<>();

  /// Workers that finish what they have and leave then; others have their places.
  private final Set<Worker> leaving = new HashSet<>();

  private volatile int size;
  private boolean mustered;

  /// Workers without a seat, the next one first. Their numbers count on from those of the seats.
  private final List<Worker> spares = new ArrayList<>();

  private final StartPolicy starts = new StartPolicy();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private boolean stopping;
  private boolean retrying;
  private int processes;

  Crew(
      SocketLoop loop,
      WorkerLauncher launcher,
      PoolConfig config,
      Duration helloWithin,
      Boss boss) {
    this.loop = loop;
    this.hub = new WorkerHub(loop);
    this.launcher = launcher;
    this.config = config;
    this.helloWithin = helloWithin;
    this.boss = boss;
    takeSeats(config.workers());
  }

  /// Completed once the crew was stopped and no process of it is left.
  CompletableFuture<Void> gone() {
    return gone;
  }

  /// How many workers there should be. May be called from any thread.
  int size() {
    return size;
  }

  /// Has as many workers as this from now on.
  void resize(int workers) {
    if (stopping) {
      return;
    }
    while (seats.size() > workers) {
      Seat seat = leastMissed();
      seats.remove(seat);
      Worker worker = seat.worker;
      if (worker != null) {
        retire(worker);
      }
    }
    takeSeats(workers);
    if (mustered) {
      muster();
    }
  }

  /// Adds seats with the lowest free numbers.
  private void takeSeats(int workers) {
    for (int number = 0; seats.size() < workers; number++) {
      if (number == seats.size() || seats.get(number).number != number) {
        seats.add(number, new Seat(number));
      }
    }
    size = workers;
  }

  /// The seat without a worker, or else with the one that has least to do, the last of these.
  private Seat leastMissed() {
    Seat least = seats.getLast();
    for (Seat seat : seats.reversed()) {
      if (burden(seat) < burden(least)) {
        least = seat;
      }
    }
    return least;
  }

  private static int burden(Seat seat) {
    Worker worker = seat.worker;
    return worker == null ? -1 : worker.loads();
  }

  /// The worker finishes what it has, and another takes its place now.
  void renew(Worker worker) {
    Seat seat = seat(worker);
    if (seat != null && !stopping) {
      retire(worker);
      fill(seat, worker.itemsDone);
      startSpares();
    }
  }

  private void retire(Worker worker) {
    leaving.add(worker);
    if (worker.isReady()) {
      send(worker, new Message.Stop());
    } else {
      worker.kill("the pool does not need it any more");
    }
  }

  private @Nullable Seat seat(Worker worker) {
    for (Seat seat : seats) {
      if (seat.worker == worker) {
        return seat;
      }
    }
    return null;
  }

  /// The workers that there are, those included that start or leave.
  List<Worker> workers() {
    List<Worker> workers = staying();
    workers.addAll(leaving);
    return workers;
  }

  private List<Worker> staying() {
    List<Worker> workers = new ArrayList<>(seats.size());
    for (Seat seat : seats) {
      if (seat.worker != null) {
        workers.add(seat.worker);
      }
    }
    return workers;
  }

  private List<Worker> everybody() {
    List<Worker> all = workers();
    all.addAll(spares);
    return all;
  }

  List<WorkerInfo> infos() {
    return staying().stream().map(Worker::info).toList();
  }

  /// The worker with the fewest chunks of those that hold less than `window`, or null.
  @Nullable Worker leastLoaded(int window) {
    return leastLoaded(window, Integer.MAX_VALUE);
  }

  /// As [#leastLoaded(int)], of so many that are ready, the first ones.
  @Nullable Worker leastLoaded(int window, int among) {
    Worker best = null;
    int ready = 0;
    for (Seat seat : seats) {
      Worker worker = seat.worker;
      if (worker != null
          && worker.isReady()
          && ready++ < among
          && !worker.isSlow
          && worker.loads() < window
          && (best == null || worker.loads() < best.loads())) {
        best = worker;
      }
    }
    return best;
  }

  /// The worker in this place if it takes chunks, or null. What is meant for a place that is gone
  /// goes to another one.
  @Nullable Worker ready(int place) {
    Worker worker = seats.get(place % seats.size()).worker;
    return worker != null && worker.isReady() ? worker : null;
  }

  /// Whether the worker is still one of the crew.
  boolean has(Worker worker) {
    return leaving.contains(worker) || seat(worker) != null || spares.contains(worker);
  }

  /// Sends a request to a worker. If it cannot be reached any more it is replaced.
  void send(Worker worker, Message.Request request) {
    var line = worker.line;
    if (line != null && !line.send(request)) {
      // Most likely its process is ending: its exit code says more than ours would.
      loop.schedule(DISCONNECTED_GRACE, () -> killIfHere(worker, "its connection is gone"));
    }
  }

  /// Whether the worker can read what is in the [Depot]. It is told where that is when it is needed
  /// first.
  boolean sharesMemory(Worker worker) {
    if (worker.lane == null && mayShare(worker)) {
      Lane lane = Lane.open(size);
      worker.lane = lane;
      worker.sharesNothing = lane == null;
      if (lane != null) {
        send(worker, lane.offer());
      }
    }
    return !worker.sharesNothing && worker.lane != null;
  }

  private boolean mayShare(Worker worker) {
    return launcher.sharesMemory() && !worker.sharesNothing;
  }

  /// The worker has large results, and should have memory for them.
  void shareMemoryLater(Worker worker) {
    if (worker.lane == null && mayShare(worker)) {
      // The first one in this JVM takes long.
      Thread.ofVirtual()
          .name("muster-lane-" + worker.number)
          .start(() -> {
            if (Depot.SHARED.slots() != null) {
              loop.execute(() -> {
                if (has(worker)) {
                  boolean _ = sharesMemory(worker);
                }
              });
            }
          });
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
      for (Seat seat : seats) {
        if (seat.worker == null) {
          fill(seat, 0);
        }
      }
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
    for (Seat seat : seats) {
      if (seat.worker == null) {
        return false;
      }
    }
    return spares.size() == config.spares() || !allReady();
  }

  /// Spares must not hold up those that are waited for.
  private boolean allReady() {
    for (Seat seat : seats) {
      if (seat.worker == null || !seat.worker.isReady()) {
        return false;
      }
    }
    return true;
  }

  private void startSpares() {
    while (allReady() && spares.size() < config.spares()) {
      var worker = new Worker(freeNumber(), 0);
      spares.add(worker);
      start(worker);
    }
  }

  private int freeNumber() {
    int number = seats.getLast().number + 1;
    while (isTaken(number)) {
      number++;
    }
    return number;
  }

  private boolean isTaken(int number) {
    return spares.stream().anyMatch(spare -> spare.number == number);
  }

  /// Puts a spare on a free seat, or a new worker.
  private void fill(Seat seat, long itemsDone) {
    Worker spare = takeSpare();
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
      start(worker);
    }
  }

  /// A spare that is ready, or else one that has begun to start, or null.
  private @Nullable Worker takeSpare() {
    Worker best = null;
    for (Worker spare : spares) {
      if (spare.condemned == null && (best == null || (spare.isReady() && !best.isReady()))) {
        best = spare;
      }
    }
    if (best != null) {
      spares.remove(best);
    }
    return best;
  }

  private void start(Worker worker) {
    worker.line = hub.expect(worker.number, new Listener(worker));
    processes++;
    Rendezvous rendezvous = worker.line.rendezvous();
    List<String> classPath = Host.current().workerClassPath();
    // Starting a process takes milliseconds in which the loop must not stand still.
    Thread.ofVirtual()
        .name("muster-launch-" + worker.number)
        .start(() -> launch(worker, rendezvous, classPath));
    loop.schedule(helloWithin, () -> killIfSilent(worker));
  }

  /// Runs on a thread of its own.
  private void launch(Worker worker, Rendezvous rendezvous, List<String> classPath) {
    ProgressCell progress = progressCell();
    var launch =
        new WorkerLaunch(
            worker.number,
            progress == null ? null : progress.file(),
            rendezvous,
            classPath,
            jvmOptions(config, size));
    try {
      LaunchedWorker process =
          launcher.launch(launch, text -> loop.execute(() -> boss.wrote(worker, text)));
      loop.execute(() -> launched(worker, process, progress));
    } catch (IOException | RuntimeException e) {
      if (progress != null) {
        progress.close();
      }
      loop.execute(() -> launchFailed(worker, e));
    }
  }

  /// Without one the pool knows less about how a worker ended, and works all the same.
  private static @Nullable ProgressCell progressCell() {
    try {
      return ProgressCell.create();
    } catch (IOException e) {
      return null;
    }
  }

  /// The options of each worker's JVM in a pool of this size.
  static List<String> jvmOptions(PoolConfig config, int size) {
    List<String> options = new ArrayList<>();
    String heap = config.heap();
    if (heap != null) {
      options.add("-Xmx" + heap);
    } else {
      // The JVM's own rule is a quarter of the machine for each JVM.
      options.add("-XX:MaxRAMPercentage=" + Math.clamp(80 / size, 1, 25));
    }
    String more = System.getenv("MUSTER_WORKER_JVM_OPTS");
    if (more != null && !more.isBlank()) {
      options.addAll(List.of(more.strip().split("\\s+")));
    }
    if (config.memoryLimit() != null) {
      options.add("-Dmuster.worker.tellMemory=true");
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
    var _ = process.onExit().thenAccept(code -> loop.execute(() -> ended(worker, code)));
  }

  /// The place of a worker that did work is taken again at once; what became of it is said when its
  /// last words are there.
  private void ended(Worker worker, int exitCode) {
    boolean worked = wasOfUse(worker);
    if (seat(worker) != null && !stopping) {
      boss.happened(worker.number, Timeline.Change.LOST, note(worker, exitCode));
    }
    worker.state = new State.Dead(exitCode);
    if (worked) {
      leave(worker);
    }
    loop.schedule(LAST_WORDS, () -> heardOut(worker, exitCode, worked));
    if (worker.line != null) {
      worker.line.whenHeardOut(() -> whenWritten(worker, () -> heardOut(worker, exitCode, worked)));
    }
  }

  private void whenWritten(Worker worker, Runnable action) {
    LaunchedWorker process = worker.process;
    if (process != null) {
      var _ = process.onSilence().thenRun(() -> loop.execute(action));
    }
  }

  private void heardOut(Worker worker, int exitCode, boolean worked) {
    if (!worker.isHeardOut) {
      worker.isHeardOut = true;
      exited(worker, exitCode, worked);
    }
  }

  private static String note(Worker worker, int exitCode) {
    String code = "exit code " + exitCode;
    return worker.condemned == null ? code : "%s: %s".formatted(code, worker.condemned);
  }

  private void launchFailed(Worker worker, Exception e) {
    worker.lastLines.append(String.valueOf(e.getMessage()));
    exited(worker, -1, false);
  }

  private void killIfSilent(Worker worker) {
    if (has(worker) && worker.state instanceof State.Starting) {
      worker.kill("it did not connect within %d ms".formatted(helloWithin.toMillis()));
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

  private void greeted(Worker worker, long pid) {
    worker.state = new State.Ready(pid);
    worker.readySince = System.nanoTime();
    if (stopping) {
      send(worker, new Message.Stop());
    }
    if (seat(worker) != null) {
      boss.happened(worker.number, Timeline.Change.READY, "");
    }
    boss.joined(worker);
  }

  /// Starts nobody any more in the place of a worker that has ended.
  void replaceNobody() {
    stopping = true;
  }

  // ---- going -----------------------------------------------------------------------------------

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
    Seat seat = seat(worker);
    if (spares.remove(worker)) {
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

  private void exited(Worker worker, int exitCode, boolean worked) {
    worker.state = new State.Dead(exitCode);
    processes--;
    if (worker.line != null) {
      worker.line.hangUp();
    }
    Supplier<RuntimeException> stranded = null;
    boolean left = leaving.remove(worker);
    if (!worked && !left && has(worker)) {
      stranded = failedToStart(worker, exitCode);
    }
    boss.lost(worker, exitCode);
    if (stranded != null) {
      boss.stranded(stranded);
    }
    if (worker.progress != null) {
      worker.progress.close();
    }
    if (worker.lane != null) {
      worker.lane.end();
    }
    finishStopping();
  }

  /// Tries again, or gives up for the moment.
  ///
  /// @return why nobody can be had, if that is so
  private @Nullable Supplier<RuntimeException> failedToStart(Worker worker, int exitCode) {
    Seat seat = seat(worker);
    if (seat != null) {
      seat.worker = null;
    }
    spares.remove(worker);
    if (stopping) {
      return null;
    }
    starts.failed(System.nanoTime());
    if (!starts.isHopeless()) {
      muster();
      return null;
    }
    // With a single worker left the pool works on, and the next call tries again.
    return staying().stream().anyMatch(Worker::isReady) ? null : giveUp(worker, exitCode);
  }

  /// The places stay free until [#muster] tries again.
  private Supplier<RuntimeException> giveUp(Worker last, int exitCode) {
    for (Worker worker : everybody()) {
      worker.kill("no worker could be started");
    }
    seats.forEach(seat -> seat.worker = null);
    spares.clear();
    return Losses.atStart(last, exitCode, starts.failures());
  }

  /// Lets the workers finish what they have, and ends them.
  void stop() {
    stopping = true;
    for (Worker worker : everybody()) {
      if (worker.isReady()) {
        send(worker, new Message.Stop());
      } else {
        worker.kill("the pool was closed");
      }
    }
    loop.schedule(STOP_WITHIN, () -> everybody().forEach(worker -> worker.kill("it did not stop")));
    finishStopping();
  }

  /// Ends the workers at once.
  void kill() {
    stopping = true;
    everybody().forEach(worker -> worker.kill("the pool was terminated"));
    finishStopping();
  }

  private void finishStopping() {
    if (stopping && processes == 0 && !gone.isDone()) {
      hub.close();
      gone.complete(null);
    }
  }

  private final class Listener implements WorkerListener {
    private final Worker worker;

    Listener(Worker worker) {
      this.worker = worker;
    }

    @Override
    public void greeted(long pid) {
      Crew.this.greeted(worker, pid);
    }

    @Override
    public void received(Message.Reply reply) {
      boss.said(worker, reply);
    }

    @Override
    public void garbled(String why) {
      worker.kill("it could not be understood: " + why);
    }
  }
}
