package org.muster.parallel.jobs;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Advice;
import org.muster.parallel.Call;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.PreparedTask;

/// Tries a task and predicts what a pool would make of it.
///
/// What it measures goes into a [Forecast].
final class Adviser {

  private static final long MOST_NANOS = 100_000_000;
  private static final int MOST_ITEMS = 100_000;

  /// So many items show what moving one takes.
  private static final int MOST_MOVED = 1_000;

  private static final int MOST_MOVES = 50;
  private static final long MOVING_NANOS = 10_000_000;

  /// No call takes less.
  private static final double LEAST_NANOS = 1;

  private static final long COMPUTE_NANOS = 10_000_000;

  /// For a worker that is not there yet: a fifth of a millisecond is usual.
  private static final long USUAL_ROUND_TRIP = 200_000;

  private static final int ROUND_TRIPS = 5;
  private static final long ROUND_TRIP_WITHIN_MILLIS = 50;
  private static final long CHUNK_NANOS = 20_000_000;

  /// A pool that is not faster than this is not worth its trouble.
  private static final double WORTH_IT = 1.2;

  /// Less than this in all is not worth it either.
  private static final double WORTH_NANOS = 1e6;

  private static final int WAITING_THREADS = 64;

  /// A call that does nothing.
  record Nothing() implements Call<Integer> {
    @Override
    public Integer call() {
      return 0;
    }
  }

  /// What was tried.
  ///
  /// @param cpu the part of the time in which the thread was not waiting
  private record Trial(List<?> items, List<?> results, double perItem, double cpu, long took) {}

  /// What encoding some values takes.
  private record Moved(double nanos, long bytes) {}

  private final Engine engine;

  Adviser(Engine engine) {
    this.engine = engine;
  }

  Advice advise(Object task, Iterable<?> items) {
    PreparedTask prepared = engine.prepared(task);
    Trial trial = run(task, items);
    long n = items instanceof Collection<?> all ? all.size() : -1;
    long many = n < 0 ? 1_000_000 : n;
    int moved = Math.min(MOST_MOVED, trial.items.size());
    int tried = Math.max(1, moved);

    Moved in = moved(prepared, trial.items.subList(0, moved));
    Moved out = moved(prepared, trial.results.subList(0, moved));
    // Encoding was measured; decoding takes about as long.
    double moving = in.bytes + out.bytes == 0 ? 0 : 2 * (in.nanos + out.nanos) / tried;
    long measured = roundTrip();
    long roundTrip = measured < 0 ? USUAL_ROUND_TRIP : measured;
    int processors = Runtime.getRuntime().availableProcessors();
    long bytes = (in.bytes + out.bytes) / tried;
    var forecast =
        new Forecast(many, trial.perItem, trial.cpu, moving, bytes, roundTrip, processors);

    double loop = forecast.loop();
    List<Double> speedUps = new ArrayList<>();
    for (int k = 1; k <= engine.size(); k++) {
      speedUps.add(forecast.speedUp(forecast.workers(k)));
    }
    int best = 1;
    for (int k = 2; k <= speedUps.size(); k++) {
      // One more worker has to be worth something.
      best = speedUps.get(k - 1) > 1.02 * speedUps.get(best - 1) ? k : best;
    }
    double pool = speedUps.isEmpty() ? 0 : speedUps.get(best - 1);
    int most = trial.cpu < 0.5 ? WAITING_THREADS : processors;
    int threads = (int) Math.clamp(most, 1, Math.max(1, many));
    double withThreads = forecast.speedUp(forecast.threads(threads));

    Advice.Choice choice =
        loop < WORTH_NANOS || Math.max(pool, withThreads) < WORTH_IT
            ? Advice.Choice.LOOP
            : withThreads > 1.3 * pool ? Advice.Choice.THREADS : Advice.Choice.POOL;
    int workers =
        switch (choice) {
          case LOOP -> 1;
          case THREADS -> threads;
          case POOL -> best;
        };
    long byTime = (long) Math.max(1, CHUNK_NANOS / Math.max(1, trial.perItem));
    long chunk = Math.clamp(byTime, 1, Math.max(1, Math.ceilDiv(many, 4L * workers)));
    return new Advice(
        choice,
        workers,
        (int) Math.min(chunk, Integer.MAX_VALUE),
        n,
        Duration.ofNanos(Math.round(trial.perItem)),
        Duration.ofNanos(Math.round(moving)),
        in.bytes / tried,
        out.bytes / tried,
        Duration.ofNanos(roundTrip),
        measured >= 0,
        speedUps,
        trial.items.size(),
        Duration.ofNanos(trial.took));
  }

  /// The least of several times: the first ones run code that is not compiled yet.
  private static Moved moved(PreparedTask prepared, List<?> values) {
    long bytes = 0;
    long least = Long.MAX_VALUE;
    long began = System.nanoTime();
    for (int i = 0; i < MOST_MOVES && System.nanoTime() - began < MOVING_NANOS; i++) {
      long start = System.nanoTime();
      Cargo cargo = prepared.load(values);
      least = Math.min(least, System.nanoTime() - start);
      bytes = cargo.bytes();
      cargo.release();
    }
    return new Moved(least, bytes);
  }

  private static Trial run(Object task, Iterable<?> items) {
    var here = InPlaceEngine.unseen();
    LongStream.Builder times = LongStream.builder();
    List<@Nullable Object> tried = new ArrayList<>();
    List<@Nullable Object> results = new ArrayList<>();
    // On a busy machine a thread that only computes has a processor for a part of the time, too.
    double most = Math.max(0.01, processorShare(Adviser::compute));
    double clock = clockNanos();
    long start = System.nanoTime();
    double share =
        processorShare(() -> {
          Iterator<Sample.Item> input = Sample.of(items);
          long before = System.nanoTime();
          while (tried.size() < MOST_ITEMS
              && (tried.isEmpty() || before - start < MOST_NANOS)
              && input.hasNext()) {
            Sample.Item next = input.next();
            long begin = System.nanoTime();
            Object result = here.one(task, next.value(), next.index(), null);
            before = System.nanoTime();
            times.add(before - begin);
            tried.add(next.value());
            results.add(result);
          }
        });
    long took = System.nanoTime() - start;
    return new Trial(
        tried,
        results,
        Math.max(LEAST_NANOS, perItem(times.build().toArray()) - clock),
        Math.min(1, share / most),
        took);
  }

  /// The part of the time in which the calling thread has a processor.
  private static double processorShare(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isCurrentThreadCpuTimeSupported()) {
      work.run();
      return 1;
    }
    long cpu = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    work.run();
    long took = Math.max(1, System.nanoTime() - start);
    return Math.clamp((double) (threads.getCurrentThreadCpuTime() - cpu) / took, 0, 1);
  }

  /// What it takes to look at the clock, which is in each time that was measured.
  private static double clockNanos() {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      long last = start;
      for (int i = 0; i < 1000; i++) {
        last = System.nanoTime();
      }
      least = Math.min(least, (last - start) / 1000.0);
    }
    return least;
  }

  private static void compute() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < COMPUTE_NANOS) {
      // nothing but computing
    }
  }

  /// The first calls run code that is not compiled yet: the last quarter counts.
  private static double perItem(long[] times) {
    return Arrays.stream(times, times.length * 3 / 4, times.length).average().orElse(0);
  }

  /// What a call takes now, or -1 if nobody is idle.
  private long roundTrip() {
    if (engine.isShutdown()
        || engine.workers().isEmpty()
        || engine.workers().stream().anyMatch(w -> w.state() != WorkerInfo.State.IDLE)) {
      return -1;
    }
    long[] times = new long[ROUND_TRIPS];
    for (int i = 0; i < ROUND_TRIPS; i++) {
      long start = System.nanoTime();
      var done = new CompletableFuture<Boolean>();
      Engine.Pending call = engine.call(new Nothing(), Row.of(Collections.singletonList(null)), 1);
      call.start((_, failure) -> done.complete(failure == null));
      try {
        if (!done.get(ROUND_TRIP_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
          return -1;
        }
      } catch (TimeoutException | ExecutionException e) {
        call.cancel();
        return -1;
      } catch (InterruptedException e) {
        call.cancel();
        Thread.currentThread().interrupt();
        return -1;
      }
      times[i] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    return times[ROUND_TRIPS / 2];
  }
}
