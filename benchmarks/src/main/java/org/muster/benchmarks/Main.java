package org.muster.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.muster.benchmarks.Benchmark.Size;

/// `./muster benchmark [NAME…] [--quick] [--output FILE]`: Muster and its peers in Python side by
/// side, as a Markdown page on standard output. Python must be there; where a peer's libraries are
/// not installed, the page says so beside Muster's times.
///
/// `./muster benchmark faults` measures how long a pool takes to get over what goes wrong, and
/// `./muster benchmark soak [MINUTES]` tries it with random kills; `./muster benchmark advice`
/// compares what `pool.advise` predicts with what is measured then. These have no peers.
///
/// Exit status: 0 if everything was measured, 1 if a benchmark failed or computed a wrong result, 2
/// if the command line makes no sense or there is no Python to compare with. With 1 the page has
/// all others, and names those that failed.
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(List.of(args), System.getenv(), out, err));
  }

  /// Does it all; gives the exit status.
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      var failures = new Failures(err::println);
      Optional<String> alone = alone(words, failures, err);
      if (alone.isPresent()) {
        out.println(alone.get());
        return failures.exitStatus();
      }
      Arguments arguments = Arguments.parse(words);
      String page = measure(arguments, command(words), environment, failures, err).markdown();
      out.print(page);
      if (arguments.output().isPresent()) {
        Files.writeString(arguments.output().get(), page);
      }
      return failures.exitStatus();
    } catch (BenchmarkException e) {
      err.println("muster benchmark: " + e.getMessage());
      return e.exitStatus();
    } catch (IOException e) {
      err.println("muster benchmark: cannot write the report: " + e);
      return 1;
    }
  }

  /// What is no comparison, and is not part of a run of everything.
  private static Optional<String> alone(List<String> words, Failures failures, PrintStream err) {
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "faults" -> Optional.of(Machine.here().markdown() + "\n" + FaultFigures.table(failures));
      case "advice" ->
          Optional.of(Machine.here().markdown() + "\n" + AdviceFigures.table(failures));
      case "soak" -> Optional.of(SoakFigures.run(words.subList(1, words.size()), err));
      default -> Optional.empty();
    };
  }

  private static Report measure(
      Arguments arguments,
      String command,
      Map<String, String> environment,
      Failures failures,
      PrintStream err) {
    Machine machine = Machine.here();
    Size size = arguments.size();
    List<Race> races = arguments.races();
    List<String> versions = new ArrayList<>();
    Peers peers = new Peers(List.of(), Set.of(), List.of());
    if (!races.isEmpty()) {
      Python python = Python.find(environment);
      peers = Peers.find(python, races);
      versions.add(python.version());
      versions.addAll(peers.versions());
      peers.absent().forEach(rival -> err.println("not on this machine: " + rival.title()));
    }
    List<Section> sections = new ArrayList<>();
    for (Group group : arguments.groups()) {
      List<Comparison> comparisons = new ArrayList<>();
      try (var runner = new RaceRunner(peers, size.rounds(), size.warmUp(), err::println)) {
        for (Benchmark benchmark : group.benchmarks()) {
          try {
            comparisons.addAll(measure(benchmark, runner, err));
          } catch (BenchmarkException e) {
            failures.add(benchmark.name(), String.valueOf(e.getMessage()));
          } catch (RuntimeException e) { // not foreseen, and no reason to lose the others either
            failures.add(benchmark.name(), e.toString());
          }
        }
      }
      sections.add(new Section(group.title(), group.about(), comparisons));
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return new Report(command, today, machine, versions, size, sections, failures);
  }

  private static List<Comparison> measure(Benchmark benchmark, RaceRunner runner, PrintStream err) {
    return switch (benchmark) {
      case Race race -> runner.run(race);
      case JmhBenchmark loop -> {
        err.println(loop.name() + ": JMH");
        yield loop.run();
      }
    };
  }

  private static String command(List<String> words) {
    return String.join(" ", "./muster benchmark", String.join(" ", words)).strip();
  }
}
