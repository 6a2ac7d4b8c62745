package org.muster.parallel.jobs;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.muster.parallel.Call;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.jobs.Forecast.Rate;

/// Runs a part of the items in a pool, on some numbers of its workers, to see what one takes there.
///
/// Nothing else can tell what a task takes in another JVM, what its items cost the caller, and how
/// much busy processors slow each other down.
final class PoolTrial {

  /// For each number of workers, on a machine that is not busy. What cannot be done once in that
  /// time is not tried.
  static final long MOST_NANOS = 110_000_000;

  /// After this time there is no other run, whatever the last one was good for.
  private static final long LATE_NANOS = 3 * MOST_NANOS;

  /// A run this long is not made longer: the start and the end do not count any more.
  private static final long ENOUGH_NANOS = 45_000_000;

  private static final long MOST_ITEMS = 1_000_000;

  /// Times as many items as in the run before, at most.
  private static final double GROWTH = 30;

  /// Workers that are being started are there then, on most machines.
  private static final long START_NANOS = 500_000_000;

  private static final long LOOK_NANOS = 2_000_000;

  /// Not so many more items are no better than the same ones again.
  private static final double WORTH_GROWING = 1.4;

  private static final int ROUND_TRIPS = 5;

  /// A call that does nothing.
  record Nothing() implements Call<Integer> {
    @Override
    public Integer call() {
      return 0;
    }
  }

  /// What was seen.
  ///
  /// @param call a round trip that does nothing, in nanoseconds
  /// @param crowding how many times as long the task takes while all processors are busy
  record Outcome(double call, double crowding, List<Rate> rates) {}

  /// Of some run.
  ///
  /// @param task what an item took in the task alone
  private record Timed(Rate rate, double task) {}

  private final Engine engine;
  private final Object task;
  private final IntFunction<Sample.Part> sample;
  private final long items;

  /// @param sample so many of the items
  /// @param items how many there are
  PoolTrial(Engine engine, Object task, IntFunction<Sample.Part> sample, long items) {
    this.engine = engine;
    this.task = task;
    this.sample = sample;
    this.items = items;
  }

  /// Tries the task.
  ///
  /// @param workers how many, the smallest first
  /// @param processors more workers than these have to take turns
  /// @param itemNanos what an item takes in the calling thread
  /// @return nothing if not all workers are idle, or an item takes too long
  Optional<Outcome> run(List<Integer> workers, int processors, double itemNanos) {
    if (items == 0 || itemNanos > MOST_NANOS || !isIdleSoon()) {
      return Optional.empty();
    }
    double call = roundTrip();
    // Not counted: each worker gets the time that the loop had here to load and compile the code.
    var _ = timed(workers.getLast(), call, itemNanos);
    List<Timed> timed = workers.stream().map(k -> timed(k, call, itemNanos)).toList();
    double crowding = 1;
    for (Timed each : timed) {
      if (each.rate.workers() <= processors) {
        crowding = each.task / timed.getFirst().task;
      }
    }
    return Optional.of(
        new Outcome(call, Math.max(1, crowding), timed.stream().map(Timed::rate).toList()));
  }

  /// Whether nobody has anything to do, perhaps after waiting for workers that are being started.
  private boolean isIdleSoon() {
    long start = System.nanoTime();
    while (!engine.isIdle()) {
      if (engine.isShutdown()
          || engine.workers().stream().noneMatch(w -> w.state() == WorkerInfo.State.STARTING)
          || System.nanoTime() - start > START_NANOS) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted while waiting for the workers");
      }
    }
    return true;
  }

  private double roundTrip() {
    List<?> nothing = Collections.singletonList(null);
    double least = Double.MAX_VALUE;
    for (int i = 0; i < ROUND_TRIPS; i++) {
      least = Math.min(least, (double) engine.trial(new Nothing(), Row.of(nothing), 1).nanos());
    }
    return least;
  }

  /// Runs more and more items until they take long enough, and longer than what a run takes anyway:
  /// that is much on a busy machine. Of the runs with the most items the quickest counts; one run
  /// alone does only if its tasks are the most of it: else somebody may have been in its way.
  private Timed timed(int workers, double call, double taskNanos) {
    long start = System.nanoTime();
    int most = (int) Math.min(items, MOST_ITEMS);
    int count = Math.min(workers, most);
    double idle = Double.MAX_VALUE; // what a run takes however few items there are
    double quickest = Double.MAX_VALUE;
    int runs = 0; // with so many items
    Timed best = null;
    while (true) {
      Engine.TrialRun run = run(sample.apply(count), workers);
      runs++;
      Timed timed = timed(workers, count, run, call);
      best = best == null || timed.rate.itemNanos() < best.rate.itemNanos() ? timed : best;
      quickest = Math.min(quickest, (double) run.nanos());
      idle = Math.min(idle, quickest);
      double tasks = count * taskNanos / workers;
      double work = Math.max(quickest - idle, tasks);
      double growth = Math.clamp(Math.max(ENOUGH_NANOS - idle, idle) / work, 1, GROWTH);
      int larger = (int) Math.min(most, Math.round(count * growth));
      boolean isTooSmall = larger > WORTH_GROWING * count;
      boolean isTelling = !isTooSmall && (runs > 1 || quickest < 2 * tasks);
      long took = System.nanoTime() - start;
      if (took > LATE_NANOS || (isTelling && took + run.nanos() > MOST_NANOS)) {
        return best;
      }
      if (isTooSmall) {
        count = larger;
        quickest = Double.MAX_VALUE;
        runs = 0;
        best = null;
      }
    }
  }

  private Engine.TrialRun run(Sample.Part part, int workers) {
    try {
      return engine.trial(task, Row.of(part.items()), workers);
    } catch (TaskFailedException e) {
      throw part.named(e);
    }
  }

  private static Timed timed(int workers, int size, Engine.TrialRun run, double call) {
    double rounds = Math.ceilDiv(size, workers) * (double) workers;
    double itemNanos = Math.max(1, run.nanos() - call) / rounds;
    return new Timed(new Rate(workers, itemNanos), Math.max(1, run.busyNanos()) / (double) size);
  }
}
