package org.muster.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.muster.benchmarks.TutorialTasks.Work;
import org.muster.parallel.Advice;
import org.muster.parallel.Pool;

/// `./muster benchmark advice`: what `pool.advise` predicts of the tutorials' tasks for 1, 2 and 4
/// workers, beside what a loop and these workers then take; and whether its advice was good.
///
/// Each round asks for advice, then runs the loop, the pools, and what was advised. The median of
/// the rounds counts, of the predictions as of the measurements. Before, each way runs once, as in
/// the second run of a cell.
final class AdviceFigures {

  private static final List<Integer> WORKERS = List.of(1, 2, 4);
  private static final int ROUNDS = 5;
  private static final double ALLOWED = 0.25;

  private final StringBuilder rows = new StringBuilder();
  private final StringBuilder verdicts = new StringBuilder();
  private int kept;
  private int good;
  private int measured;

  private AdviceFigures() {}

  /// All rows as two Markdown tables.
  ///
  /// @param failures gets the tasks that could not be measured
  static String table(Failures failures) {
    var figures = new AdviceFigures();
    for (Work<?, ?> work : TutorialTasks.all()) {
      try (var race = new Race<>(work)) {
        race.run();
        figures.add(race);
      } catch (Exception e) {
        failures.add(work.what(), String.valueOf(e));
      }
    }
    return """
    | Task | Workers | Predicted, times a loop | Measured | All rounds | Off by |
    |---|---:|---:|---:|---|---:|
    %s
    %d of %d predictions within 25 %%.

    | Task | Advice | It took | Quickest way | That took |
    |---|---|---:|---|---:|
    %s
    %d of %d pieces of advice within 25 %% of the quickest way.
    %s\
    """
        .formatted(
            figures.rows,
            figures.kept,
            figures.measured * WORKERS.size(),
            figures.verdicts,
            figures.good,
            figures.measured,
            failures.markdown());
  }

  private void add(Race<?, ?> race) {
    measured++;
    for (int i = 0; i < WORKERS.size(); i++) {
      double predicted = median(race.predicted.get(i));
      double measured = median(race.measured.get(i));
      double off = predicted / measured - 1;
      boolean isKept = Math.abs(off) <= ALLOWED;
      kept += isKept ? 1 : 0;
      rows.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.3g | %.3g | %.3g to %.3g | %+.0f %%%s |\n",
              race.work.what(),
              WORKERS.get(i),
              predicted,
              measured,
              least(race.measured.get(i)),
              most(race.measured.get(i)),
              100 * off,
              isKept ? "" : ", **more than 25 %**"));
    }
    double advised = median(race.advised);
    double loop = median(race.loop);
    double threads = median(race.threads);
    double pool = median(race.pool);
    double quickest = Math.min(loop, Math.min(threads, pool));
    boolean isGood = advised <= (1 + ALLOWED) * quickest;
    good += isGood ? 1 : 0;
    verdicts.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.1f ms%s | %s | %.1f ms |\n",
            race.work.what(),
            race.advice,
            advised / 1e6,
            isGood ? "" : ", **more than 25 % longer**",
            quickest == loop ? "loop" : quickest == threads ? "threads" : "pool",
            quickest / 1e6));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double least(List<Double> values) {
    return stream(values).min().orElseThrow();
  }

  private static double most(List<Double> values) {
    return stream(values).max().orElseThrow();
  }

  private static DoubleStream stream(List<Double> values) {
    return values.stream().mapToDouble(value -> value);
  }

  /// The ways to run a task, in turns.
  private static final class Race<T, R> implements AutoCloseable {
    private final Work<T, R> work;
    private final List<Pool> pools = WORKERS.stream().map(Pool::of).toList();
    private final List<List<Double>> predicted = WORKERS.stream().map(_ -> none()).toList();
    private final List<List<Double>> measured = WORKERS.stream().map(_ -> none()).toList();
    private final List<Double> loop = none();
    private final List<Double> threads = none();
    private final List<Double> pool = none();
    private final List<Double> advised = none();
    private String advice = "";

    Race(Work<T, R> work) {
      this.work = work;
    }

    private static List<Double> none() {
      return new ArrayList<>();
    }

    void run() throws Exception {
      int processors = Runtime.getRuntime().availableProcessors();
      try (Pool local = Pool.threads(processors)) {
        loop();
        pools.forEach(each -> each.map(work.task(), work.items()));
        local.map(work.task(), work.items());
        for (int round = 0; round < ROUNDS; round++) {
          Advice given = pools.getLast().advise(work.task(), work.items());
          double inLoop = nanos(this::loop);
          loop.add(inLoop);
          for (int i = 0; i < pools.size(); i++) {
            Pool each = pools.get(i);
            double took = nanos(() -> each.map(work.task(), work.items()));
            predicted.get(i).add(given.speedUps().get(WORKERS.get(i) - 1));
            measured.get(i).add(inLoop / took);
            if (each == pools.getLast()) {
              pool.add(took);
            }
          }
          threads.add(nanos(() -> local.map(work.task(), work.items())));
          advised.add(given.choice() == Advice.Choice.LOOP ? inLoop : following(given));
          advice = given.toString().replaceFirst(";.*", "");
        }
      }
    }

    private double following(Advice given) throws Exception {
      if (given.choice() == Advice.Choice.THREADS) {
        try (Pool local = Pool.threads(given.workers())) {
          return nanos(() -> local.map(work.task(), work.items(), given.chunkSize()));
        }
      }
      int which = WORKERS.indexOf(given.workers());
      Pool asAdvised = which < 0 ? pools.getLast() : pools.get(which);
      return nanos(() -> asAdvised.map(work.task(), work.items(), given.chunkSize()));
    }

    private List<R> loop() throws Exception {
      List<R> results = new ArrayList<>();
      for (T item : work.items()) {
        results.add(work.task().apply(item));
      }
      return results;
    }

    private double nanos(Callable<List<R>> way) throws Exception {
      long start = System.nanoTime();
      List<R> results = way.call();
      long took = System.nanoTime() - start;
      if (results.size() != work.items().size()) {
        throw BenchmarkException.failed("results were lost");
      }
      return took;
    }

    @Override
    public void close() {
      pools.forEach(Pool::close);
    }
  }
}
