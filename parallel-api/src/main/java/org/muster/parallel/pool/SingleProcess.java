package org.muster.parallel.pool;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Action;
import org.muster.parallel.Call;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.WorkerLostException;
import org.muster.parallel.WorkerProcess;
import org.muster.parallel.jobs.FailureOrigin;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.transport.SocketLoop;

/// A [WorkerProcess]: a backend of one worker that gets one chunk and is not replaced.
public final class SingleProcess implements WorkerProcess {

  /*
   * Starting --room for the chunk--> Running --answered--> leaving --its process has ended--> gone
   *
   * A worker that ends before it has said hello is replaced, as in a pool: nothing has run yet.
   * The exit code tells how the call ended; where the worker did not answer, how its process ended.
   */

  private static final int RETURNED = 0;
  private static final int THREW = 1;
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;
  private static final int NEVER_STARTED = -1;

  /// Signals that a process can get have numbers up to 64.
  private static final int LAST_SIGNAL = 128 + 64;

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final AtomicLong JOBS = new AtomicLong();

  private final String name;
  private final Submitter starter;
  private final WorkerBackend backend;
  private final OneJob job;
  private final Chunk chunk;
  private final CompletableFuture<Long> pid = new CompletableFuture<>();

  /// Completed with the exit code once everything has been shown.
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  /// What [#join] throws, made anew for each caller; set before [#exit].
  private volatile @Nullable Supplier<RuntimeException> failure;

  // ---- the event loop's own --------------------------------------------------------------------

  private boolean submitted;
  private boolean killed;
  private boolean terminated;
  private boolean gone;
  private int printing;
  private @Nullable Integer answer;
  private ChunkSink.@Nullable ItemFailure thrown;
  private @Nullable RuntimeException neverStarted;

  private SingleProcess(String name, Action action) {
    this.name = Objects.requireNonNull(name, "name");
    this.starter = Host.current().submitter();
    PreparedTask task = new ShippedTask(PackedTask.of(Objects.requireNonNull(action, "action")));
    this.job = new OneJob(task);
    this.chunk = new Chunk(1, 0, 1, task.load(Collections.singletonList(null)));
    this.backend =
        WorkerBackend.ofOne(loop(), noting(new LocalLauncher()), config(), starter, name);
  }

  /// A process that has been started.
  public static WorkerProcess start(String name, Action action) {
    var process = new SingleProcess(name, action);
    process.backend.open(process.new Listener());
    var _ = process.backend.closed().thenRun(process::ended);
    loop().execute(process.backend::start);
    return process;
  }

  /// A call as an action: its result need not be able to travel.
  public static Action withoutResult(Call<?> call) {
    return new WithoutResult(Objects.requireNonNull(call, "call"));
  }

  private record WithoutResult(Call<?> call) implements Action {
    @Override
    public void act() throws Exception {
      var _ = call.call();
    }
  }

  /// The name of a process that has none.
  public static String nextName() {
    return "process-" + NAMES.incrementAndGet();
  }

  private static SocketLoop loop() {
    return WorkerPool.loop();
  }

  private static PoolConfig config() {
    return PoolConfig.defaults().withWorkers(1);
  }

  /// Notes the number of the process as soon as there is one.
  private WorkerLauncher noting(WorkerLauncher launcher) {
    return (launch, output) -> {
      var worker = launcher.launch(launch, output);
      pid.complete(worker.pid());
      return worker;
    };
  }

  // ---- what the backend says -------------------------------------------------------------------

  private final class Listener implements Backend.Listener {

    @Override
    public void changed() {
      if (!submitted && !gone && backend.submit(job, chunk, 1, new Sink())) {
        submitted = true;
        backend.replaceNobody();
      }
    }

    @Override
    public void stranded(Supplier<RuntimeException> why) {
      neverStarted = why.get();
      backend.terminate();
    }
  }

  private final class Sink implements ChunkSink {

    @Override
    public void done(Cargo results, long nanos) {
      answered(RETURNED);
    }

    @Override
    public void failed(ItemFailure itemFailure) {
      // What a call throws that was asked to end is its way to end.
      thrown = terminated ? null : itemFailure;
      answered(terminated ? TERMINATED : THREW);
    }

    @Override
    public void dropped() {
      answered(TERMINATED);
    }

    private void answered(int code) {
      answer = code;
      backend.close();
    }

    @Override
    public void givenBack() {
      // Its process has ended, and its exit code says how.
    }

    @Override
    public void lost(long item, Supplier<RuntimeException> why) {
      // Likewise.
    }
  }

  /// The call as the backend sees it.
  private final class OneJob implements BackendJob {
    private final long id = JOBS.incrementAndGet();
    private final PreparedTask task;

    OneJob(PreparedTask task) {
      this.task = task;
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
      return starter;
    }

    @Override
    public String name(long item) {
      return "its call";
    }

    @Override
    public void printing() {
      printing++;
    }

    @Override
    public void printed() {
      loop()
          .execute(() -> {
            printing--;
            concludeIfOver();
          });
    }
  }

  // ---- its end ---------------------------------------------------------------------------------

  /// Its process is gone; called on the loop.
  private void ended() {
    gone = true;
    concludeIfOver();
  }

  private void concludeIfOver() {
    if (gone && printing == 0) {
      int code = code();
      List<String> lastLines = backend.lastLines();
      // Reading an exception runs code of the user's.
      Thread.ofVirtual()
          .name("muster-process-end")
          .start(() -> starter.run(() -> conclude(code, lastLines)));
    }
  }

  private int code() {
    Integer answered = answer;
    if (answered != null) {
      return answered;
    }
    if (neverStarted != null) {
      return NEVER_STARTED;
    }
    return submitted ? backend.lastExitCode() : killed ? KILLED : TERMINATED;
  }

  private void conclude(int code, List<String> lastLines) {
    pid.complete((long) NEVER_STARTED);
    try {
      ChunkSink.ItemFailure f = thrown;
      RuntimeException unstarted = neverStarted;
      if (f != null) {
        Throwable cause = job.task().thrown(f.thrown());
        failure = () -> failed(cause);
        starter.report("Exception in process `%s` (%d): ".formatted(name, pid()), cause);
      } else if (unstarted != null) {
        lost(unstarted.getMessage(), code, lastLines);
      } else if (code > 128 && code <= LAST_SIGNAL && !killed && !terminated) {
        lost(
            "process `%s` (%d) was ended by %s before its call was over%s. Start it again; if it happens again, look at its memory (-Xmx in MUSTER_WORKER_JVM_OPTS) and at native code that it uses."
                .formatted(name, pid(), Losses.end(code), Losses.lastWords(lastLines)),
            code,
            lastLines);
      }
    } finally {
      exit.complete(code);
    }
  }

  private TaskFailedException failed(Throwable cause) {
    return new TaskFailedException(
        "process `%s` failed: %s".formatted(name, cause),
        cause,
        0,
        "",
        0,
        Map.of(),
        new FailureOrigin(cause, null));
  }

  private void lost(@Nullable String why, int code, List<String> lastLines) {
    String message = why == null ? "process `%s` could not be started".formatted(name) : why;
    failure = () -> new WorkerLostException(message, -1, code, lastLines);
    starter.say(message + "\n");
  }

  // ---- what its starter asks -------------------------------------------------------------------

  @Override
  public String name() {
    return name;
  }

  @Override
  public long pid() {
    return await(pid, Long.MAX_VALUE);
  }

  @Override
  public void join() {
    var _ = joined(Long.MAX_VALUE);
  }

  @Override
  public boolean join(Duration timeout) {
    return joined(TimeUnit.NANOSECONDS.convert(timeout));
  }

  /// Waits; the cell that does so takes the process with it if it is interrupted.
  private boolean joined(long nanos) {
    try (var _ = Host.current().submitter().whenInterrupted(this::terminate)) {
      if (await(exit, nanos) == null) {
        return false;
      }
    }
    Supplier<RuntimeException> why = failure;
    if (why != null) {
      throw why.get();
    }
    return true;
  }

  /// What the future has, or null after this time.
  @SuppressWarnings("NullAway") // a time-out is what callers with a bound ask about
  private <T> T await(CompletableFuture<T> future, long nanos) {
    try {
      return future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for process `" + name + "`");
    } catch (ExecutionException e) {
      throw new AssertionError("it is never completed with an exception", e);
    }
  }

  @Override
  public boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public OptionalInt exitCode() {
    Integer code = exit.getNow(null);
    return code == null ? OptionalInt.empty() : OptionalInt.of(code);
  }

  @Override
  public void terminate() {
    loop()
        .execute(() -> {
          terminated = true;
          if (submitted) {
            backend.cancel(job);
          } else {
            backend.terminate();
          }
        });
  }

  @Override
  public void kill() {
    loop()
        .execute(() -> {
          killed = true;
          backend.terminate();
        });
  }

  @Override
  public CompletableFuture<WorkerProcess> onExit() {
    return exit.thenApply(_ -> this);
  }

  @Override
  public void close() {
    if (isAlive()) {
      terminate();
    }
    var _ = await(exit, Long.MAX_VALUE);
  }

  @Override
  public String toString() {
    return "process `%s`%s"
        .formatted(name, exit.isDone() ? ", ended with exit code " + exit.join() : "");
  }
}
