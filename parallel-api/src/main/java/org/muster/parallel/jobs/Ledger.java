package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.PoolReport;
import org.muster.parallel.Timeline;
import org.muster.parallel.spi.ChunkTimes;

/// Keeps account of where the time of a pool's last runs went.
///
/// Its memory is bounded by the number of runs and of bars in each. Sums are exact whatever the
/// number of chunks.
///
/// **Threads.** May be used from any thread.
final class Ledger {

  /*
   * A chunk on the pool's clock. The worker says when it began and how long it took, by a clock
   * whose zero is anywhere. A message takes some time to arrive, never a negative one: of all
   * differences between arrival here and end there, the smallest is closest to that of the clocks
   * (Cristian 1989).
   *
   *     sent ------------------------- arrival             here
   *            | wait | prepare, decode, run, encode |     there, shifted
   *
   * The wait is the wire's, as far as the worker had nothing else.
   */

  private static final int RUNS = 16;

  /// A step of a clock that is no drift: a worker with this number is another process now.
  private static final long OTHER_CLOCK_NANOS = 1_000_000_000;

  /// A worker's clock.
  private static final class Clock {
    private long offset = Long.MAX_VALUE;
    private long lastEnd = Long.MIN_VALUE;

    /// Takes note that what ended then there is here now.
    ///
    /// @return by how much everything so far was thought to be too late
    long learn(long there, long arrival) {
      long difference = arrival - there;
      if (offset == Long.MAX_VALUE || Math.abs(difference - offset) > OTHER_CLOCK_NANOS) {
        offset = difference;
        return 0;
      }
      long late = Math.max(0, offset - difference);
      offset -= late;
      lastEnd -= late;
      return late;
    }

    /// When something ended here that ended then there.
    long here(long there) {
      return there + offset;
    }

    /// From when on the worker could have begun what was sent then.
    long free(long sent) {
      return Math.max(sent, lastEnd);
    }
  }

  /// A worker's part of a run.
  private static final class Part {
    private long busy;
    private long transfer;
    private long overhead;
    private long chunks;
    private long items;
    private long bytesIn;
    private long bytesOut;
    private Bars bars = new Bars();
  }

  /// A call, or several of the same line.
  static final class Run {
    private final Caller caller;
    private final boolean single;
    private final long began;
    private final Map<Integer, Part> parts = new TreeMap<>();
    private int calls = 1;
    private int open = 1;
    private long ended;
    private int bars;
    private boolean isDrawn = true;

    Run(Caller caller, boolean single, long began) {
      this.caller = caller;
      this.single = single;
      this.began = began;
      this.ended = began;
    }

    private Part part(int worker) {
      return parts.computeIfAbsent(worker, _ -> new Part());
    }

    /// There is a later run: nobody asks for the picture of this one any more.
    private void dropBars() {
      isDrawn = false;
      parts.values().forEach(part -> part.bars = new Bars());
    }

    private void failed(Part part, long from, long to) {
      if (isDrawn) {
        part.bars.addFailed(from - began, Math.max(from, to) - began);
        added();
      }
    }

    /// @param from when the chunk was under way to a worker that had nothing else
    private void done(Part part, long from, long start, long to, ChunkTimes times) {
      if (isDrawn) {
        part.bars.add(
            from - began,
            Math.max(start, to) - began,
            start - from + times.prepareNanos() + times.decodeNanos(),
            times.runNanos(),
            times.encodeNanos());
        added();
      }
    }

    private void added() {
      if (++bars > Bars.MOST) {
        bars = 0;
        for (Part each : parts.values()) {
          each.bars.halve();
          bars += each.bars.size();
        }
      }
    }
  }

  private final String pool;
  private final int size;

  /// Whether the pool has workers 0 to size - 1, and not as many as happen to be needed.
  private final boolean fixed;

  private final Deque<Run> runs = new ArrayDeque<>();
  private final Map<Integer, Clock> clocks = new HashMap<>();
  private final Happenings happened = new Happenings();

  /// @param fixed whether workers that did nothing are shown
  Ledger(String pool, int size, boolean fixed) {
    this.pool = pool;
    this.size = size;
    this.fixed = fixed;
  }

  /// A call of so many items has begun.
  ///
  /// @param began as [System#nanoTime]
  synchronized Run begin(Caller caller, long items, long began) {
    Run last = runs.peekFirst();
    if (items == 1 && last != null && last.single && last.caller.isSameLineAs(caller)) {
      last.calls++;
      last.open++;
      return last;
    }
    if (last != null) {
      last.dropBars();
    }
    var run = new Run(caller, items == 1, began);
    runs.addFirst(run);
    if (runs.size() > RUNS) {
      runs.removeLast();
    }
    return run;
  }

  /// A call has begun that is in no report.
  Run beginUnlisted(Caller caller, long began) {
    return new Run(caller, true, began);
  }

  /// The time that tasks of the run took, of all workers together.
  synchronized long busyNanos(Run run) {
    return run.parts.values().stream().mapToLong(part -> part.busy).sum();
  }

  /// The results of a chunk are there.
  ///
  /// @param sent when it was handed to the backend
  synchronized void done(Run run, long sent, ChunkTimes times, int items) {
    long arrival = System.nanoTime();
    Clock clock = clocks.computeIfAbsent(times.worker(), _ -> new Clock());
    Part part = run.part(times.worker());
    long late = clock.learn(times.started() + times.nanos(), arrival);
    if (late > 0) {
      part.bars.moveEarlier(late);
    }
    long end = clock.here(times.started() + times.nanos());
    long free = clock.free(sent);
    long start = Math.max(free, end - times.nanos());
    clock.lastEnd = Math.max(clock.lastEnd, end);
    part.busy += times.runNanos();
    part.overhead += times.prepareNanos();
    part.transfer +=
        times.nanos() - times.runNanos() - times.prepareNanos() + Math.max(0, start - free);
    part.chunks++;
    part.items += items;
    part.bytesIn += times.bytesIn();
    part.bytesOut += times.bytesOut();
    run.done(part, Math.min(free, start), start, end, times);
    run.ended = Math.max(run.ended, arrival);
  }

  /// An item of a chunk has failed. What the chunk took is known from here only.
  synchronized void failed(Run run, long sent, int worker) {
    long arrival = System.nanoTime();
    Clock clock = clocks.computeIfAbsent(worker, _ -> new Clock());
    long start = clock.free(sent);
    clock.lastEnd = Math.max(clock.lastEnd, arrival);
    Part part = run.part(worker);
    part.busy += Math.max(0, arrival - start);
    part.chunks++;
    run.failed(part, start, arrival);
    run.ended = Math.max(run.ended, arrival);
  }

  /// A worker has come or gone.
  synchronized void happened(int worker, Timeline.Change change, String note) {
    happened.add(worker, System.nanoTime(), change, note);
  }

  /// The call has come to its end.
  synchronized void end(Run run) {
    run.open--;
    run.ended = Math.max(run.ended, System.nanoTime());
  }

  synchronized PoolReport report() {
    return new PoolReport(pool, size, runs.stream().map(this::run).toList());
  }

  private PoolReport.Run run(Run run) {
    long elapsed = elapsed(run);
    List<PoolReport.Worker> workers = new ArrayList<>();
    for (Map.Entry<Integer, Part> entry : parts(run).entrySet()) {
      Part part = entry.getValue();
      long idle = Math.max(0, elapsed - part.busy - part.transfer - part.overhead);
      workers.add(
          new PoolReport.Worker(
              entry.getKey(),
              Duration.ofNanos(part.busy),
              Duration.ofNanos(part.transfer),
              Duration.ofNanos(part.overhead),
              Duration.ofNanos(idle),
              part.chunks,
              part.items,
              part.bytesIn,
              part.bytesOut));
    }
    return new PoolReport.Run(
        run.caller.text(),
        run.calls,
        workers.stream().mapToLong(PoolReport.Worker::items).sum(),
        workers.stream().mapToLong(PoolReport.Worker::chunks).sum(),
        Duration.ofNanos(elapsed),
        run.open > 0,
        workers);
  }

  private static long elapsed(Run run) {
    return (run.open > 0 ? System.nanoTime() : run.ended) - run.began;
  }

  /// With those that had no part of it.
  private Map<Integer, Part> parts(Run run) {
    Map<Integer, Part> all = new TreeMap<>(run.parts);
    for (int i = 0; fixed && i < size; i++) {
      all.putIfAbsent(i, new Part());
    }
    return all;
  }

  synchronized Timeline timeline() {
    @Nullable Run latest = runs.peekFirst();
    if (latest == null) {
      return new Timeline(pool + " has run nothing yet", Duration.ZERO, List.of());
    }
    List<Timeline.Lane> lanes = new ArrayList<>();
    parts(latest)
        .forEach((worker, part) ->
            lanes.add(
                new Timeline.Lane(worker, part.bars.toList(), happened.of(worker, latest.began))));
    return new Timeline(latest.caller.text(), Duration.ofNanos(elapsed(latest)), lanes);
  }
}
