package org.muster.parallel.jobs;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WaitingCall;

/// A single call whose result a future waits for: the smallest of jobs, as there may be a million
/// of them.
///
/// **Threads.** The final fields belong to everybody, [#printed] too; the rest to the scheduler's
/// thread until the call is over, then to the one that completes the future.
final class Call<R> implements BackendJob, WaitingCall, ChunkSink {

  private static final List<@Nullable Object> NO_ITEM = Collections.singletonList(null);

  /// Cancelling it cancels the call.
  static final class Result<R> extends CompletableFuture<R> {
    private final Call<R> call;

    private Result(Call<R> call) {
      this.call = call;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean cancelled = super.cancel(mayInterrupt);
      if (cancelled && !call.cancelled) {
        call.cancelled = true;
        call.desk.cancel(call);
      }
      return cancelled;
    }
  }

  final Result<R> result = new Result<>(this);
  private final CallDesk desk;
  private final long id;
  private final Object original;
  private final PreparedTask task;
  private final Submitter submitter;
  private @Nullable Printed printed; // guarded by this
  private volatile boolean cancelled;

  /// How it ended: a [Cargo] with the result, an [ItemFailure], or what makes the exception.
  private @Nullable Object outcome;

  /// Where it waited, or null while it is on its way there.
  CallDesk.@Nullable Line line;

  private int tries;
  private boolean over;

  /// @param original the task as the caller gave it
  Call(CallDesk desk, long id, Object original, PreparedTask task, Submitter submitter) {
    this.desk = desk;
    this.id = id;
    this.original = original;
    this.task = task;
    this.submitter = submitter;
  }

  // ---- as a job of one chunk -------------------------------------------------------------------

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
    return submitter;
  }

  @Override
  public String name(long item) {
    return "the task";
  }

  @Override
  public BackendJob job() {
    return this;
  }

  @Override
  public Chunk chunk() {
    return new Chunk(id, 0, 1, task.load(NO_ITEM));
  }

  @Override
  public ChunkSink sink() {
    return this;
  }

  @Override
  public boolean isWanted() {
    return !over && !cancelled;
  }

  @Override
  public synchronized void printing() {
    if (printed == null) {
      printed = new Printed();
    }
    printed.sent();
  }

  @Override
  public synchronized void printed() {
    if (printed != null) {
      printed.shown();
    }
  }

  // ---- what becomes of it ----------------------------------------------------------------------

  boolean isOver() {
    return over;
  }

  /// Ends the call, unless it has ended.
  ///
  /// @return false if it had
  boolean end(Object how) {
    if (over) {
      return false;
    }
    over = true;
    outcome = how;
    return true;
  }

  /// Takes note that it failed.
  ///
  /// @return how often it had failed before
  int triedBefore() {
    return tries++;
  }

  @Override
  public void done(Cargo results, long nanos) {
    desk.done(this, results, nanos);
  }

  @Override
  public void failed(ItemFailure failure) {
    desk.failed(this, failure);
  }

  @Override
  public void dropped() {
    desk.dropped(this);
  }

  @Override
  public void givenBack() {
    desk.givenBack(this);
  }

  @Override
  public void lost(long item, Supplier<RuntimeException> why) {
    desk.failed(this, why);
  }

  // ---- and of its future -----------------------------------------------------------------------

  /// Whether to complete the future may take long: somebody's callbacks come with it, or what the
  /// call printed has to be shown first.
  synchronized boolean mayTakeLong() {
    return printed != null || result.getNumberOfDependents() > 0;
  }

  /// Completes the future of a call that is over.
  void deliver() {
    try {
      Printed output;
      synchronized (this) {
        output = printed;
      }
      if (output != null) {
        output.awaitShown();
      }
      complete(outcome);
    } catch (InterruptedException | RuntimeException | Error e) {
      result.completeExceptionally(e);
    } finally {
      outcome = null;
    }
  }

  private @Nullable Object read(Cargo results) {
    try {
      return task.unload(results)[0];
    } catch (RuntimeException
        | LinkageError
        | AssertionError
        | StackOverflowError
        | OutOfMemoryError e) {
      throw JobTerms.unreadable("result of the task", e, 0, Map.of());
    }
  }

  // The call's type says what it returns, which may be null.
  @SuppressWarnings({"unchecked", "NullAway"})
  private void complete(@Nullable Object how) {
    switch (how) {
      case Cargo results -> result.complete((R) read(results));
      case ItemFailure f ->
          result.completeExceptionally(
              JobTerms.failure(
                  JobTerms.named(true, f),
                  f,
                  task.thrown(f.thrown()),
                  Map.of(),
                  Attempts.call(original, null)));
      case Supplier<?> why -> result.completeExceptionally((Throwable) why.get());
      case null, default -> throw new AssertionError("a call that is over has an outcome");
    }
  }
}
