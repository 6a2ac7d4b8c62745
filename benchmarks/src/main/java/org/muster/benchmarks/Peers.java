package org.muster.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Peer.Lifetime;

/// Those who are compared.
final class Peers {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String WORKERS = Integer.toString(Race.WORKERS);

  private Peers() {}

  /// Muster in a JVM of its own: this one has other things loaded and compiled.
  static Peer muster() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData", // a killed JVM would leave its file behind
            "-cp",
            System.getProperty("java.class.path"),
            MusterProgram.class.getName(),
            WORKERS);
    return new ProgramPeer("Muster", command, Set.of(Lifetime.values()), PATIENCE);
  }

  /// CPython with its two ways to start a worker. `spawn` is what compares with a worker JVM: a new
  /// program that shares nothing. `fork` copies the running one, which is fast and unsafe as soon
  /// as that has threads. Once the workers run there is no difference.
  static List<Peer> cpython(Python python, Path script) {
    return List.of(
        cpython(python, script, "fork", Set.of(Lifetime.FRESH, Lifetime.WARMED)),
        cpython(python, script, "spawn", Set.of(Lifetime.FRESH)));
  }

  private static Peer cpython(Python python, Path script, String method, Set<Lifetime> lifetimes) {
    List<String> command =
        List.of(python.program().toString(), "-B", script.toString(), WORKERS, method);
    return new ProgramPeer("CPython " + method, command, lifetimes, PATIENCE);
  }
}
