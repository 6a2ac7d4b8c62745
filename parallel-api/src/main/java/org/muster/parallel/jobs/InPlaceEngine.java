package org.muster.parallel.jobs;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Results;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.ChunkSink.ItemFailure;
import org.muster.parallel.spi.ChunkTimes;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Progress.State;
import org.muster.parallel.spi.ProgressSink;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.TaskInvoker;

/// Runs tasks in the thread that asks for them, one after the other.
///
/// It is no [org.muster.parallel.spi.Backend], because there is nothing to decide: no order but
/// one, nobody to wait for. A break point in a task shows the caller below it.
final class InPlaceEngine implements Engine {

  /// Nothing is moved.
  private static final Cargo NOTHING = new Cargo() {};

  private final ProcessHandle process = ProcessHandle.current();
  private final Ledger ledger = new Ledger(toString(), 1, true);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final boolean seen;
  private volatile boolean closed;

  private InPlaceEngine(boolean seen) {
    this.seen = seen;
  }

  /// What a user has as a pool: a call that takes long is shown.
  static InPlaceEngine seen() {
    return new InPlaceEngine(true);
  }

  /// What runs inside a call that is shown itself.
  static InPlaceEngine unseen() {
    return new InPlaceEngine(false);
  }

  @Override
  public Pending call(Object task, Row row, int chunkSize) {
    Objects.requireNonNull(task, "task");
    return new Pending() {
      @Override
      public Object await() {
        return all(task, row);
      }

      @Override
      public void start(BiConsumer<@Nullable Object, @Nullable Throwable> done) {
        Object results;
        try {
          results = all(task, row);
        } catch (RuntimeException | Error e) {
          done.accept(null, e);
          return;
        }
        done.accept(results, null);
      }

      @Override
      public void cancel() {
        // It is over as soon as anybody could ask.
      }
    };
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the task's type says what it returns
  public <R> CompletableFuture<R> submit(Object call) {
    Row row = Row.of(Collections.singletonList(null));
    try {
      return CompletableFuture.completedFuture(
          (R) ((@Nullable Object[]) all(Objects.requireNonNull(call, "call"), row))[0]);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// This JVM is the only one.
  @Override
  public Pending everywhere(Object call) {
    return call(call, Row.of(Collections.singletonList(null)), 1);
  }

  /// One item after the other, also where the task would take a whole slice: it can be interrupted
  /// between two.
  private Object all(Object task, Row row) {
    long start = System.nanoTime();
    Caller caller = Caller.here();
    Ledger.Run run = ledger.begin(caller, row.size(), start);
    Tally tally = tally(caller, row.callersItems());
    if (row.callersItems() > 1) {
      tally.watch();
    }
    try {
      runAll(task, row, tally);
      account(run, start, row.size());
      tally.end(State.DONE);
    } catch (CancellationException e) {
      ledger.failed(run, start, 0);
      throw e;
    } catch (RuntimeException | Error e) {
      ledger.failed(run, start, 0);
      tally.end(State.FAILED);
      throw e;
    } finally {
      ledger.end(run);
      tally.close();
    }
    return row.results();
  }

  private void account(Ledger.Run run, long start, int items) {
    ledger.done(run, start, ChunkTimes.inThisJvm(0, start, System.nanoTime() - start), items);
  }

  private Tally tally(Caller caller, long total) {
    ProgressSink sink = seen ? Host.current().submitter().progress() : ProgressSink.NONE;
    return new Tally(caller.method(), total, sink, this::busy);
  }

  private List<WorkerInfo> busy() {
    return List.of(new WorkerInfo(0, process.pid(), WorkerInfo.State.BUSY, 0));
  }

  private void runAll(Object task, Row row, Tally tally) {
    for (int i = 0; i < row.size(); i++) {
      Object result = one(task, row.load(i, i + 1).getFirst(), i, row);
      row.store(i, 1, new @Nullable Object[] {result});
      tally.count(row.itemsEach());
    }
  }

  /// Runs one item.
  ///
  /// @param row of its job, or null if it is none
  private @Nullable Object one(Object task, @Nullable Object item, long index, @Nullable Row row) {
    if (closed) {
      throw Scheduler.closedException();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted before item " + index);
    }
    try {
      return TaskInvoker.invoke(task, item, _ -> {});
    } catch (Throwable e) { // whatever a task throws is the caller's
      throw ended(task, item, index, row, e);
    }
  }

  /// What the caller gets if an item ended like this.
  ///
  /// @param row of its job, or null if it is none
  static RuntimeException ended(
      Object task, @Nullable Object item, long index, @Nullable Row row, Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted in item " + index);
      cancelled.initCause(thrown);
      return cancelled;
    }
    Object argument = TaskInvoker.isSlice(task, item) ? TaskInvoker.inSlice(item, 0) : item;
    var failure =
        new ItemFailure(index, Preview.of(argument), 0, "the calling thread", NOTHING, NOTHING);
    boolean alone = row != null && row.size() == 1;
    return JobTerms.failure(
        JobTerms.named(alone, failure),
        failure,
        thrown,
        row == null ? Map.of() : row.completed(),
        Attempts.call(task, item));
  }

  @Override
  public <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered) {
    return new InPlaceResults<>(Objects.requireNonNull(task, "task"), items, Tally.known(items));
  }

  @Override
  public TrialRun trial(Object task, Row row, int places) {
    long start = System.nanoTime();
    Object _ = unseen().all(task, row);
    long took = System.nanoTime() - start;
    return new TrialRun(took, took);
  }

  @Override
  public boolean isIdle() {
    return !closed;
  }

  /// Pulls one item for each result.
  private final class InPlaceResults<R> implements Results<R> {
    private final Ledger.Run run;
    private final Tally tally;
    private final Object task;
    private final Iterable<?> items;
    private final Iterator<?> input;
    private long index;
    private boolean done;
    private @Nullable RuntimeException failure;

    InPlaceResults(Object task, Iterable<?> items, long known) {
      this.task = task;
      this.items = items;
      this.input = items.iterator();
      Caller caller = Caller.here();
      run = ledger.begin(caller, Long.MAX_VALUE, System.nanoTime());
      ledger.end(run); // each result makes it longer
      tally = tally(caller, known);
      tally.endWith(this);
      tally.watch();
    }

    @Override
    public boolean hasNext() {
      RuntimeException why = failure;
      if (why != null) {
        throw why;
      }
      if (closed && !done) {
        throw Scheduler.closedException();
      }
      if (done || input.hasNext()) {
        return !done;
      }
      done = true;
      end(State.DONE);
      return false;
    }

    private void end(State how) {
      tally.end(how);
      tally.close();
      StreamItems.close(items);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the task's type says what it returns
    public R next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all results were taken");
      }
      Object item = input.next();
      long start = System.nanoTime();
      try {
        Object result = one(task, item, index++, null);
        account(run, start, 1);
        tally.count(1);
        return (R) result;
      } catch (TaskFailedException | CancellationException e) {
        ledger.failed(run, start, 0);
        failure = e;
        end(e instanceof CancellationException ? State.STOPPED : State.FAILED);
        throw e;
      }
    }

    @Override
    public Stream<R> stream() {
      return StreamSupport.stream(
              Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
          .onClose(this::close);
    }

    @Override
    public void close() {
      if (failure == null && !done && (closed || input.hasNext())) {
        failure = new CancellationException("these results were closed");
      }
      done = true;
      tally.close();
      StreamItems.close(items);
    }
  }

  /// Nothing is moved here.
  @Override
  public PreparedTask prepared(Object task) {
    return new PreparedTask() {
      @Override
      public Cargo load(List<? extends @Nullable Object> items) {
        return NOTHING;
      }

      @Override
      public @Nullable Object[] unload(Cargo results) {
        throw new AssertionError("nothing was moved");
      }

      @Override
      public Throwable thrown(Cargo failure) {
        throw new AssertionError("nothing was moved");
      }
    };
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public List<WorkerInfo> workers() {
    return List.of(new WorkerInfo(0, process.pid(), WorkerInfo.State.IDLE, 0));
  }

  @Override
  public void shutdown() {
    closed = true;
    ended.complete(null);
  }

  @Override
  public void shutdownNow() {
    shutdown();
  }

  @Override
  public boolean isShutdown() {
    return closed;
  }

  /// Nothing runs that its caller does not wait for.
  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public String toString() {
    return "Pool.sequential()";
  }
}
