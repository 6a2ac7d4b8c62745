package org.muster.parallel.jobs;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Results;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.ChunkSink.ItemFailure;
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
  private volatile boolean closed;

  @Override
  public Pending call(Object task, List<? extends @Nullable Object> items, int chunkSize) {
    Objects.requireNonNull(task, "task");
    return new Pending() {
      @Override
      public @Nullable Object[] await() {
        return all(task, items);
      }

      @Override
      public void start(BiConsumer<@Nullable Object @Nullable [], @Nullable Throwable> done) {
        @Nullable Object[] results;
        try {
          results = all(task, items);
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

  private @Nullable Object[] all(Object task, List<? extends @Nullable Object> items) {
    @Nullable Object[] results = new Object[items.size()];
    int i = 0;
    try {
      for (Object item : items) {
        results[i] = one(task, item, i, items.size() == 1);
        i++;
      }
    } catch (TaskFailedException e) {
      if (i > 0 && e.itemIndex() == i && e.completed().isEmpty()) {
        throw with(results, i, e);
      }
      throw e;
    }
    return results;
  }

  private static TaskFailedException with(
      @Nullable Object[] results, int done, TaskFailedException e) {
    Map<Long, Object> completed = new HashMap<>();
    for (int i = 0; i < done; i++) {
      Object result = results[i];
      if (result != null) {
        completed.put((long) i, result);
      }
    }
    return new TaskFailedException(
        String.valueOf(e.getMessage()),
        Objects.requireNonNull(e.getCause()),
        e.itemIndex(),
        e.argument(),
        e.worker(),
        completed);
  }

  private @Nullable Object one(Object task, @Nullable Object item, long index, boolean alone) {
    if (closed) {
      throw Scheduler.closedException();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted before item " + index);
    }
    try {
      return TaskInvoker.invoke(task, item);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted in item " + index);
      cancelled.initCause(e);
      throw cancelled;
    } catch (Throwable e) { // whatever a task throws is the caller's
      var failure =
          new ItemFailure(index, Preview.of(item), 0, "the calling thread", NOTHING, NOTHING);
      throw JobTerms.failure(alone, failure, e, Map.of());
    }
  }

  @Override
  public <R> Results<R> lazily(Object task, Iterable<?> items, int chunkSize, boolean ordered) {
    return new InPlaceResults<>(Objects.requireNonNull(task, "task"), items.iterator());
  }

  /// Pulls one item for each result.
  private final class InPlaceResults<R> implements Results<R> {
    private final Object task;
    private final Iterator<?> input;
    private long index;
    private boolean done;
    private @Nullable RuntimeException failure;

    InPlaceResults(Object task, Iterator<?> input) {
      this.task = task;
      this.input = input;
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
      return !done && input.hasNext();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the task's type says what it returns
    public R next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all results were taken");
      }
      try {
        return (R) one(task, input.next(), index++, false);
      } catch (TaskFailedException | CancellationException e) {
        failure = e;
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
    }
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
  public void close() {
    closed = true;
  }

  @Override
  public void terminate() {
    closed = true;
  }

  @Override
  public String toString() {
    return "Pool.sequential()";
  }
}
