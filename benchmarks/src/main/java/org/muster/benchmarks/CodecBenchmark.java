package org.muster.benchmarks;

import java.util.Collection;
import java.util.List;
import org.muster.benchmarks.Race.Figure;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The packed form of boxed numbers against `java.io` serialization, the floor: measured by JMH in
/// one JVM, one method after the other.
public record CodecBenchmark(Size size) implements Benchmark {

  @Override
  public String name() {
    return "codec";
  }

  @Override
  public Group group() {
    return Group.VALUES;
  }

  /// Measures; each iteration of JMH is a round.
  ///
  /// @throws BenchmarkException if a value comes back changed
  public List<Measurement> run() {
    List<RunResult> results = List.copyOf(runJmh());
    Figure encode = new Figure("encode", "encode 100,000 `Integer`s");
    Figure decode = new Figure("decode", "decode 100,000 `Integer`s");
    return List.of(
        measurement(results, "encodeWithCodec", encode, "Muster's codec"),
        measurement(results, "encodeWithJavaIo", encode, "java.io"),
        measurement(results, "decodeWithCodec", decode, "Muster's codec"),
        measurement(results, "decodeWithJavaIo", decode, "java.io"));
  }

  private Collection<RunResult> runJmh() {
    // Its lock is for the whole machine; a second run elsewhere shows in the spread.
    System.setProperty("jmh.ignoreLock", "true");
    boolean full = size == Size.FULL;
    var options =
        new OptionsBuilder()
            .include(CodecSuite.class.getName())
            .forks(full ? 1 : 0)
            .warmupIterations(full ? 5 : 1)
            .warmupTime(full ? TimeValue.seconds(1) : TimeValue.milliseconds(100))
            .measurementIterations(full ? 5 : 3)
            .measurementTime(full ? TimeValue.seconds(1) : TimeValue.milliseconds(100))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return new Runner(options).run();
    } catch (RunnerException e) {
      throw BenchmarkException.failed("`codec` failed: " + e.getMessage());
    }
  }

  private static Measurement measurement(
      List<RunResult> results, String method, Figure figure, String peer) {
    List<Long> nanos =
        results.stream()
            .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
            .flatMap(result -> result.getBenchmarkResults().stream())
            .flatMap(result -> result.getIterationResults().stream())
            .map(CodecBenchmark::nanos)
            .toList();
    return new Measurement(figure, peer, nanos);
  }

  private static long nanos(IterationResult iteration) {
    return Math.round(iteration.getPrimaryResult().getScore());
  }
}
