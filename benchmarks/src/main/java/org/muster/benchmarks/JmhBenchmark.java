package org.muster.benchmarks;

import java.util.Collection;
import java.util.List;
import org.muster.benchmarks.Comparison.Other;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// What JMH measures in one JVM, one method after the other.
///
/// @param suite has the methods
/// @param rows what the report has of them
public record JmhBenchmark(String name, Size size, Class<?> suite, List<Row> rows)
    implements Benchmark {

  public JmhBenchmark {
    rows = List.copyOf(rows);
  }

  /// A method of Muster's, and perhaps another way to do the same.
  ///
  /// @param method its name
  /// @param other the name of the other way in the report, or empty if there is none
  /// @param otherMethod the method that does it that way
  record Row(Figure figure, String method, String other, String otherMethod) {

    static Row alone(Figure figure, String method) {
      return new Row(figure, method, "", "");
    }
  }

  /// Measures; each iteration of JMH is a round.
  ///
  /// @throws BenchmarkException if a method fails
  public List<Comparison> run() {
    List<RunResult> results = List.copyOf(runJmh());
    return rows.stream().map(row -> comparison(row, results)).toList();
  }

  private static Comparison comparison(Row row, List<RunResult> results) {
    Measurement own = measurement(results, row.method(), "Muster");
    List<Other> others =
        row.other().isEmpty()
            ? List.of()
            : List.of(
                new Other(
                    measurement(results, row.otherMethod(), row.other()), row.figure().target()));
    return new Comparison(row.figure(), own, others, List.of());
  }

  private Collection<RunResult> runJmh() {
    // Its lock is for the whole machine; a second run elsewhere shows in the spread.
    System.setProperty("jmh.ignoreLock", "true");
    boolean full = size == Size.FULL;
    var options =
        new OptionsBuilder()
            .include("\\Q" + suite.getName() + "\\E\\..*")
            .forks(full ? 1 : 0)
            .warmupIterations(full ? 3 : 1)
            .warmupTime(full ? TimeValue.seconds(1) : TimeValue.milliseconds(100))
            .measurementIterations(full ? 5 : 3)
            .measurementTime(full ? TimeValue.seconds(1) : TimeValue.milliseconds(100))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return new Runner(options).run();
    } catch (RunnerException e) {
      throw BenchmarkException.failed("`%s` failed: %s".formatted(name, e.getMessage()));
    }
  }

  private static Measurement measurement(List<RunResult> results, String method, String peer) {
    List<Long> nanos =
        results.stream()
            .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
            .flatMap(result -> result.getBenchmarkResults().stream())
            .flatMap(result -> result.getIterationResults().stream())
            .map(JmhBenchmark::nanos)
            .toList();
    return new Measurement(peer, nanos);
  }

  private static long nanos(IterationResult iteration) {
    return Math.round(iteration.getPrimaryResult().getScore());
  }
}
