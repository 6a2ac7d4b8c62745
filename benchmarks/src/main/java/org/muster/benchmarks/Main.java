package org.muster.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.muster.benchmarks.Benchmark.Group;
import org.muster.benchmarks.Benchmark.Size;

/// `./muster benchmark [NAME…] [--quick] [--output FILE]`: Muster and CPython's `multiprocessing`
/// side by side, as a Markdown page on standard output. Where CPython's joblib, cloudpickle and
/// NumPy are not installed, the page says so beside Muster's times.
///
/// `./muster benchmark faults` measures how long a pool takes to get over what goes wrong, and
/// `./muster benchmark soak [MINUTES]` tries it with random kills; neither has peers.
///
/// Exit status: 0 if everything was measured, 1 if a benchmark failed or computed a wrong result, 2
/// if the command line makes no sense or there is no Python to compare with.
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
      Optional<String> alone = alone(words, err);
      if (alone.isPresent()) {
        out.println(alone.get());
        return 0;
      }
      Arguments arguments = Arguments.parse(words);
      String page = measure(arguments, command(words), environment, err).markdown();
      out.print(page);
      if (arguments.output().isPresent()) {
        Files.writeString(arguments.output().get(), page);
      }
      return 0;
    } catch (BenchmarkException e) {
      err.println("muster benchmark: " + e.getMessage());
      return e.exitStatus();
    } catch (IOException e) {
      err.println("muster benchmark: cannot write the report: " + e);
      return 1;
    }
  }

  /// What is no comparison, and is not part of a run of everything.
  private static Optional<String> alone(List<String> words, PrintStream err) {
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "faults" -> Optional.of(Machine.here().markdown() + "\n" + FaultFigures.table());
      case "soak" -> Optional.of(SoakFigures.run(words.subList(1, words.size()), err));
      default -> Optional.empty();
    };
  }

  private static Report measure(
      Arguments arguments, String command, Map<String, String> environment, PrintStream err) {
    Machine machine = Machine.here();
    boolean full = arguments.size() == Size.FULL;
    int rounds = full ? 5 : 3;
    Duration warmUp = full ? Duration.ofSeconds(5) : Duration.ofMillis(200);

    List<Race> pools = arguments.races(Group.POOLS);
    List<Race> functions = arguments.races(Group.FUNCTIONS);
    Optional<Python> python =
        pools.isEmpty() && functions.isEmpty()
            ? Optional.empty()
            : Optional.of(Python.find(environment));
    Optional<String> libraries =
        functions.isEmpty() ? Optional.empty() : python.flatMap(Python::libraries);

    List<Peer> forPools = new ArrayList<>(List.of(Peers.muster()));
    python.ifPresent(p -> forPools.addAll(Peers.cpython(p)));
    List<Measurement> pooled = new RaceRunner(forPools, rounds, warmUp, err::println).run(pools);

    List<Peer> forFunctions = new ArrayList<>(List.of(Peers.muster()));
    python.filter(_ -> libraries.isPresent()).map(Peers::joblib).ifPresent(forFunctions::add);
    List<Measurement> sent =
        new RaceRunner(forFunctions, rounds, warmUp, err::println).run(functions);

    List<Measurement> coded =
        arguments
            .codec()
            .map(codec -> {
              err.println("codec: Muster's and java.io");
              return codec.run();
            })
            .orElse(List.of());
    return new Report(
        command,
        LocalDate.now(ZoneOffset.UTC),
        machine,
        Stream.of(python.map(Python::version), libraries).flatMap(Optional::stream).toList(),
        arguments.size(),
        rounds,
        List.of(
            Section.pools(arguments.size(), warmUp, pooled),
            Section.functions(
                warmUp, sent, libraries.isPresent() ? List.of() : List.of(Peers.JOBLIB)),
            Section.values(coded)));
  }

  private static String command(List<String> words) {
    return String.join(" ", "./muster benchmark", String.join(" ", words)).strip();
  }
}
