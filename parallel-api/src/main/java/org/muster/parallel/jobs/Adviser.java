package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.muster.parallel.Advice;
import org.muster.parallel.Task;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.PreparedTask;

/// Tries a task and predicts what a pool would make of it.
///
/// A [LoopTrial] says what an item takes here, a [PoolTrial] what it takes in the pool; where the
/// pool cannot be tried, [Untried] assumes that. A [Forecast] has the rest.
final class Adviser {

  /// Nobody knows how many items there are.
  private static final long MANY = 1_000_000;

  /// So many items show what moving one takes.
  private static final int MOST_MOVED = 100;

  private static final int MOST_MOVES = 50;
  private static final long MOVING_NANOS = 5_000_000;

  /// For a pool that cannot be tried: a fifth of a millisecond is usual.
  private static final double USUAL_CALL_NANOS = 200_000;

  private static final long CHUNK_NANOS = 20_000_000;

  /// A pool that is not faster than this is not worth its trouble.
  private static final double WORTH_IT = 1.2;

  /// Less than this in all is not worth it either.
  private static final double WORTH_NANOS = 1e6;

  /// As much faster threads have to be: a task in another JVM can do no harm to this one.
  private static final double THREADS_WORTH_IT = 1.2;

  private static final int WAITING_THREADS = 64;

  /// What encoding some values takes.
  private record Moved(double nanos, long bytes) {}

  private final Engine engine;

  Adviser(Engine engine) {
    this.engine = engine;
  }

  @SuppressWarnings("unchecked") // the pool's method has paired them
  Advice advise(Task<?, ?> given, Iterable<?> items) {
    long start = System.nanoTime();
    var task = (Task<Object, ?>) given;
    PreparedTask prepared = engine.prepared(task);
    LoopTrial.Outcome here = LoopTrial.of(task, items);
    long known = items instanceof Collection<?> all ? all.size() : -1;
    long count = known >= 0 ? known : here.allRun() ? here.items().size() : MANY;

    int few = Math.min(MOST_MOVED, here.items().size());
    Moved in = moved(prepared, here.items().subList(0, few));
    Moved out = moved(prepared, here.results().subList(0, few));
    // Encoding was measured; decoding takes about as long.
    double moving = in.bytes + out.bytes == 0 ? 0 : 2 * (in.nanos + out.nanos);

    int processors = Runtime.getRuntime().availableProcessors();
    List<Integer> workers = numbers(engine.size(), processors);
    Optional<PoolTrial.Outcome> tried =
        new PoolTrial(engine, task, some -> Sample.of(items, here.items(), some), count)
            .run(workers, processors, here.itemNanos());
    PoolTrial.Outcome there =
        tried.orElseGet(() ->
            new PoolTrial.Outcome(
                USUAL_CALL_NANOS,
                1,
                new Untried(here.itemNanos(), here.cpu(), moving, in.bytes + out.bytes, processors)
                    .rates(workers)));
    var forecast =
        new Forecast(
            count,
            here.itemNanos(),
            here.cpu(),
            processors,
            there.crowding(),
            there.call(),
            there.rates());
    return advice(
        forecast,
        known,
        here,
        Duration.ofNanos(Math.round(moving)),
        in.bytes,
        out.bytes,
        basis(tried.isPresent() || count == 0, here),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static Advice.Basis basis(boolean tried, LoopTrial.Outcome here) {
    if (tried) {
      return Advice.Basis.TRIED;
    }
    return here.itemNanos() > PoolTrial.MOST_NANOS ? Advice.Basis.LONG_ITEMS : Advice.Basis.BUSY;
  }

  private Advice advice(
      Forecast forecast,
      long known,
      LoopTrial.Outcome here,
      Duration moving,
      long bytesIn,
      long bytesOut,
      Advice.Basis basis,
      Duration took) {
    List<Double> speedUps =
        IntStream.rangeClosed(1, engine.size())
            .mapToObj(k -> forecast.speedUp(forecast.workers(k)))
            .toList();
    int best = 1;
    for (int k = 2; k <= speedUps.size(); k++) {
      // One more worker has to be worth something.
      best = speedUps.get(k - 1) > 1.02 * speedUps.get(best - 1) ? k : best;
    }
    double pool = speedUps.isEmpty() ? 0 : speedUps.get(best - 1);
    int most = here.cpu() < 0.5 ? WAITING_THREADS : forecast.processors();
    int threads = (int) Math.clamp(most, 1, Math.max(1, forecast.items()));
    double withThreads = forecast.speedUp(forecast.threads(threads));

    Advice.Choice choice =
        forecast.loop() < WORTH_NANOS || Math.max(pool, withThreads) < WORTH_IT
            ? Advice.Choice.LOOP
            : withThreads > THREADS_WORTH_IT * pool ? Advice.Choice.THREADS : Advice.Choice.POOL;
    int workers =
        switch (choice) {
          case LOOP -> 1;
          case THREADS -> threads;
          case POOL -> best;
        };
    return new Advice(
        choice,
        workers,
        chunkSize(forecast, workers),
        known,
        Duration.ofNanos(Math.round(here.itemNanos())),
        moving,
        bytesIn,
        bytesOut,
        Duration.ofNanos(Math.round(forecast.call())),
        basis,
        speedUps,
        here.items().size(),
        took);
  }

  private static int chunkSize(Forecast forecast, int workers) {
    long byTime = (long) Math.max(1, CHUNK_NANOS / Math.max(1, forecast.task()));
    long byShare = Math.max(1, Math.ceilDiv(forecast.items(), 4L * workers));
    return (int) Math.min(Math.min(byTime, byShare), Integer.MAX_VALUE);
  }

  /// Of workers that are tried: between these something can be said of the others.
  private static List<Integer> numbers(int size, int processors) {
    return Stream.of(1, 2, processors, size).filter(k -> k <= size).distinct().sorted().toList();
  }

  /// What it takes for one of these. The least of several times: the first ones run code that is
  /// not compiled yet.
  private static Moved moved(PreparedTask prepared, List<?> values) {
    if (values.isEmpty()) {
      return new Moved(0, 0);
    }
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
    return new Moved((double) least / values.size(), bytes / values.size());
  }
}
