package org.muster.parallel.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PoolConfig;
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

/// The processes of a crew's workers, each from its launch until nothing more is heard of it. What
/// follows from that is the [Crew]'s business.
///
/// **Threads.** All methods run on the socket loop's thread; nothing here blocks.
final class Processes {

  /// How long a worker process may take until its first message. Generous: on a loaded machine a
  /// JVM may take seconds, and a lost connection is mended by the worker itself (PoolLine).
  static final Duration HELLO_WITHIN = Duration.ofSeconds(20);

  /// Where many JVMs start at once and all processors are taken, each gets little of them. One that
  /// is not idle may take this many times as long.
  private static final int MORE_TIMES = 6;

  /// A JVM that hangs uses a two-thousandth of a processor, one that starts and gets little a
  /// twentieth.
  private static final int IDLE = 200;

  /// What a worker sent before its end may still be on its way when its end is known. Waited for
  /// that long where it cannot be seen that nothing more comes.
  private static final Duration LAST_WORDS = Duration.ofMillis(30);

  private final SocketLoop loop;
  private final WorkerHub hub;
  private final WorkerLauncher launcher;
  private final PoolConfig config;
  private final Duration helloWithin;
  private final Crew crew;
  private final Crew.Boss boss;
  private int count;

  Processes(
      SocketLoop loop,
      WorkerLauncher launcher,
      PoolConfig config,
      Duration helloWithin,
      Crew crew,
      Crew.Boss boss) {
    this.loop = loop;
    this.hub = new WorkerHub(loop);
    this.launcher = launcher;
    this.config = config;
    this.helloWithin = helloWithin;
    this.crew = crew;
    this.boss = boss;
  }

  /// Whether none is left.
  boolean isEmpty() {
    return count == 0;
  }

  /// Starts the process of a worker.
  void start(Worker worker) {
    worker.line = hub.expect(worker.number, new Listener(worker));
    count++;
    Rendezvous rendezvous = worker.line.rendezvous();
    List<String> classPath = Host.current().workerClassPath();
    // Starting a process takes milliseconds in which the loop must not stand still.
    Thread.ofVirtual()
        .name("muster-launch-" + worker.number)
        .start(() -> launch(worker, rendezvous, classPath));
    loop.schedule(helloWithin, () -> killIfSilent(worker, 1, Duration.ZERO));
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
            jvmOptions(config, crew.size()));
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
    var _ = process.onExit().thenAccept(code -> loop.execute(() -> crew.ended(worker, code)));
  }

  private void launchFailed(Worker worker, Exception e) {
    worker.lastLines.append(String.valueOf(e.getMessage()));
    crew.launchFailed(worker);
  }

  /// @param times how often it was given its time
  /// @param usedBefore what it had used of the processors the last time
  private void killIfSilent(Worker worker, int times, Duration usedBefore) {
    if (!crew.has(worker) || !(worker.state instanceof State.Starting)) {
      return;
    }
    Duration used = processorTime(worker.pid());
    boolean idle = used.minus(usedBefore).compareTo(helloWithin.dividedBy(IDLE)) < 0;
    if (idle || times == MORE_TIMES) {
      long millis = helloWithin.multipliedBy(times).toMillis();
      worker.kill("it did not connect within %d ms".formatted(millis));
    } else {
      loop.schedule(helloWithin, () -> killIfSilent(worker, times + 1, used));
    }
  }

  private static Duration processorTime(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /// Runs an action once, when the last words of a process that has ended are there.
  void hearOut(Worker worker, Runnable action) {
    loop.schedule(LAST_WORDS, () -> heardOut(worker, action));
    if (worker.line != null) {
      worker.line.whenHeardOut(() -> whenWritten(worker, () -> heardOut(worker, action)));
    }
  }

  private void whenWritten(Worker worker, Runnable action) {
    LaunchedWorker process = worker.process;
    if (process != null) {
      var _ = process.onSilence().thenRun(() -> loop.execute(action));
    }
  }

  private static void heardOut(Worker worker, Runnable action) {
    if (!worker.isHeardOut) {
      worker.isHeardOut = true;
      action.run();
    }
  }

  /// Listens to the worker no more. What its memory says can still be read.
  void hangUp(Worker worker) {
    count--;
    if (worker.line != null) {
      worker.line.hangUp();
    }
  }

  /// Gives back the memory that was shared with the worker.
  static void release(Worker worker) {
    if (worker.progress != null) {
      worker.progress.close();
    }
    if (worker.lane != null) {
      worker.lane.end();
    }
  }

  /// Nobody is started any more.
  void close() {
    hub.close();
  }

  private final class Listener implements WorkerListener {
    private final Worker worker;

    Listener(Worker worker) {
      this.worker = worker;
    }

    @Override
    public void greeted(long pid) {
      crew.greeted(worker, pid);
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
