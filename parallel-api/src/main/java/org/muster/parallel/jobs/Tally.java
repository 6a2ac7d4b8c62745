package org.muster.parallel.jobs;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Progress;
import org.muster.parallel.spi.Progress.State;
import org.muster.parallel.spi.ProgressSink;

/// Counts how far a call is, and shows it if it takes long.
///
/// Whoever runs the call counts, without a lock: one thread at a time. [ProgressWatch] looks at the
/// counts ten times a second, and shows them where they have changed.
///
/// **Threads.** [#count] and [#end] by the thread that runs the call; the rest by any other.
final class Tally {

  /// What takes less is not shown.
  static final long LONG_NANOS = 500_000_000;

  /// What has not got on since is shown again after this time: it still runs.
  private static final long AGAIN_NANOS = 1_000_000_000;

  private final String what;
  private final ProgressSink sink;
  private final Supplier<List<WorkerInfo>> workers;
  private final AtomicLong total;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile State state = State.RUNNING;

  /// The results, where nobody but their reader knows that they are still wanted.
  private volatile @Nullable Reference<?> takenBy;

  private final Pace pace; // guarded by this
  private ProgressSink.@Nullable Place place; // guarded by this
  private @Nullable Progress last; // guarded by this
  private boolean closed; // guarded by this

  /// @param total how many items there are, or [Progress#UNKNOWN]
  Tally(String what, long total, ProgressSink sink, Supplier<List<WorkerInfo>> workers) {
    this.what = what;
    this.total = new AtomicLong(total);
    this.sink = sink;
    this.workers = workers;
    this.pace = new Pace(System.nanoTime());
  }

  /// How many items there are, if that can be known without reading them.
  static long known(Iterable<?> items) {
    return items instanceof Collection<?> all ? all.size() : Progress.UNKNOWN;
  }

  /// Begins to show the call as soon as it has taken long.
  void watch() {
    if (sink != ProgressSink.NONE) {
      ProgressWatch.SHARED.add(this);
    }
  }

  /// The call is over once nobody can reach its results any more.
  void endWith(Object results) {
    takenBy = new WeakReference<>(results);
  }

  /// So many more items have their results.
  void count(long items) {
    done.lazySet(done.getPlain() + items);
  }

  /// There are so many more items.
  void more(long items) {
    total.lazySet(total.getPlain() + items);
  }

  /// Whether all items have results.
  boolean isComplete() {
    return done.get() >= total.get();
  }

  void countFailure() {
    failures.lazySet(failures.getPlain() + 1);
  }

  /// The call has ended; the first of several ends counts.
  void end(State how) {
    if (state == State.RUNNING) {
      state = how;
    }
  }

  /// Shows how the call ended, if it was shown at all. One that has no end yet was stopped.
  void close() {
    ProgressWatch.SHARED.remove(this);
    synchronized (this) {
      if (!closed) {
        closed = true;
        end(State.STOPPED);
        if (place != null) {
          show(now(System.nanoTime()));
        }
      }
    }
  }

  /// Shows the call if there is something to show.
  ///
  /// @return whether it is over
  synchronized boolean look(long nanos) {
    if (closed) {
      return true;
    }
    pace.note(nanos, done.get());
    if (state != State.RUNNING || isForgotten()) {
      return true;
    }
    if (pace.elapsed(nanos) < LONG_NANOS) {
      return false;
    }
    if (place == null) {
      place = sink.open(this::refresh);
      if (place == null) {
        return false;
      }
    }
    Progress now = now(nanos);
    Progress before = last;
    if (before == null || isNews(before, now)) {
      show(now);
    }
    return false;
  }

  /// Shows the call as it is now, not as it was at the last look.
  private void refresh() {
    if (state != State.RUNNING) {
      close();
      return;
    }
    synchronized (this) {
      if (!closed) {
        show(now(System.nanoTime()));
      }
    }
  }

  private boolean isForgotten() {
    Reference<?> taker = takenBy;
    return taker != null && taker.refersTo(null);
  }

  /// A call whose caller takes no results, and for which nobody works, needs no second look.
  private static boolean isNews(Progress before, Progress now) {
    return now.done() != before.done()
        || now.failures() != before.failures()
        || !states(now).equals(states(before))
        || (now.elapsed().minus(before.elapsed()).toNanos() >= AGAIN_NANOS
            && states(now).contains(WorkerInfo.State.BUSY));
  }

  private static List<WorkerInfo.State> states(Progress progress) {
    return progress.workers().stream().map(WorkerInfo::state).toList();
  }

  private Progress now(long nanos) {
    long size = total.get();
    long counted = size == Progress.UNKNOWN ? done.get() : Math.min(size, done.get());
    boolean ended = state != State.RUNNING;
    return new Progress(
        what,
        state,
        counted,
        size,
        failures.get(),
        Duration.ofNanos(pace.elapsed(nanos)),
        ended ? pace.average(nanos, counted) : pace.lately(nanos, counted),
        place == null ? List.of() : workers.get());
  }

  private void show(Progress now) {
    if (place != null) {
      last = now;
      place.show(now);
    }
  }
}
