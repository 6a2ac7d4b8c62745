package org.muster.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.muster.benchmarks.Benchmark.Group;
import org.muster.benchmarks.Peer.Lifetime;

/// Those who are compared.
final class Peers {

  /// What the report calls CPython where it sends functions.
  static final String JOBLIB = "CPython, joblib";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String WORKERS = Integer.toString(Race.WORKERS);

  private Peers() {}

  /// Muster in a JVM of its own: this one has other things loaded and compiled.
  static Peer muster() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData", // a killed JVM would leave its file behind
            "--enable-native-access=ALL-UNNAMED", // as a kernel has it
            "-cp",
            System.getProperty("java.class.path"),
            MusterProgram.class.getName(),
            WORKERS);
    return new ProgramPeer("Muster", command, _ -> true, PATIENCE);
  }

  /// CPython with its two ways to start a worker. `spawn` is what compares with a worker JVM: a new
  /// program that shares nothing. `fork` copies the running one, which is fast and unsafe as soon
  /// as that has threads. Once the workers run there is no difference.
  static List<Peer> cpython(Python python) {
    Predicate<Race> pools = race -> race.group() == Group.POOLS;
    Path script = python.script("peer.py");
    return List.of(
        cpython(python, "CPython fork", pools, script, "fork"),
        cpython(
            python,
            "CPython spawn",
            pools.and(race -> race.lifetime() == Lifetime.FRESH),
            script,
            "spawn"));
  }

  /// CPython with those of its libraries that send functions defined at a prompt: cloudpickle packs
  /// them, loky's workers run them, joblib maps large arrays into the workers.
  static Peer joblib(Python python) {
    Predicate<Race> functions = race -> race.group() == Group.FUNCTIONS;
    return cpython(python, JOBLIB, functions, python.script("joblib_peer.py"));
  }

  private static Peer cpython(
      Python python, String name, Predicate<Race> races, Path script, String... arguments) {
    var command =
        new ArrayList<>(List.of(python.program().toString(), "-B", script.toString(), WORKERS));
    command.addAll(List.of(arguments));
    return new ProgramPeer(name, List.copyOf(command), races, PATIENCE);
  }
}
