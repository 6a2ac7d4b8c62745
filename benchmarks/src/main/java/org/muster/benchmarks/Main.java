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
import org.muster.benchmarks.Benchmark.Size;

/// `./muster benchmark [NAME…] [--quick] [--output FILE]`: Muster and CPython's `multiprocessing`
/// side by side, as a Markdown page on standard output.
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

  private static Report measure(
      Arguments arguments, String command, Map<String, String> environment, PrintStream err) {
    Machine machine = Machine.here();
    boolean full = arguments.size() == Size.FULL;
    int rounds = full ? 5 : 3;
    Duration warmUp = full ? Duration.ofSeconds(5) : Duration.ofMillis(200);

    List<Race> races = arguments.races();
    Optional<Python> python =
        races.isEmpty() ? Optional.empty() : Optional.of(Python.find(environment));
    List<Peer> peers = new ArrayList<>(List.of(Peers.muster()));
    python.ifPresent(p -> peers.addAll(Peers.cpython(p, Python.script())));
    var runner = new RaceRunner(peers, rounds, warmUp, err::println);
    List<Measurement> raced = runner.run(races);

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
        python.map(Python::version),
        arguments.size(),
        rounds,
        warmUp,
        raced,
        coded);
  }

  private static String command(List<String> words) {
    return String.join(" ", "./muster benchmark", String.join(" ", words)).strip();
  }
}
