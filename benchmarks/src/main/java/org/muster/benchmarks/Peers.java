package org.muster.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Those who are compared, as far as they are on this machine.
///
/// @param present can run
/// @param absent cannot, because something that they need is not installed
/// @param versions of what they are made of
record Peers(List<Peer> present, Set<Rival> absent, List<String> versions) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// A kernel's cache is made before it is measured, and its memory after a gigabyte of output.
  private static final Duration PATIENCE_WITH_KERNELS = Duration.ofMinutes(15);

  private static final Pattern OF_PROGRAM =
      Pattern.compile("(muster-benchmarks|muster-parallel-api|jeromq|jnacl|jspecify)[^/\\\\]*$");

  private static final String WORKERS = Integer.toString(Race.WORKERS);

  /// Muster, and those of its rivals that these races ask for.
  ///
  /// @param python runs them
  static Peers find(Python python, List<Race> races) {
    Set<Rival> wanted = EnumSet.noneOf(Rival.class);
    races.forEach(race -> wanted.addAll(race.rivals()));
    List<Peer> present = new ArrayList<>(List.of(muster()));
    Path scripts = python.scripts();
    Kernels.programs().ifPresent(lib -> present.add(musterKernel(python, scripts, lib)));
    Set<Rival> absent = EnumSet.noneOf(Rival.class);
    Map<Rival, String> versions = new EnumMap<>(Rival.class);
    for (Rival rival : wanted) {
      Optional<String> found = python.versions(rival);
      if (found.isEmpty()) {
        absent.add(rival);
      } else {
        versions.put(rival, found.get());
        present.add(program(python, rival, scripts.resolve(rival.script())));
      }
    }
    List<String> named =
        versions.values().stream().distinct().filter(text -> !text.isEmpty()).toList();
    return new Peers(List.copyOf(present), absent, named);
  }

  /// Muster in a JVM of its own: this one has other things loaded and compiled.
  static Peer muster() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData", // a killed JVM would leave its file behind
            "--enable-native-access=ALL-UNNAMED", // as a kernel has it
            "-cp",
            classPathOfProgram(),
            MusterProgram.class.getName(),
            WORKERS);
    return new ProgramPeer("Muster", command, race -> !Kernels.isOne(race), PATIENCE);
  }

  /// The library, what it needs, and the program: not what the other benchmarks need as well. Every
  /// worker opens the jars of its class path.
  private static String classPathOfProgram() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith(".jar") || OF_PROGRAM.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Muster's kernel, and the client that all kernels have.
  private static Peer musterKernel(Python python, Path scripts, Path lib) {
    List<String> command =
        List.of(
            python.program().toString(),
            "-B",
            scripts.resolve(Rival.IPYKERNEL.script()).toString(),
            WORKERS,
            "muster",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            lib.toString(),
            scripts.resolve("installed").toString());
    return new ProgramPeer("Muster", command, Kernels::isOne, PATIENCE_WITH_KERNELS);
  }

  private static Peer program(Python python, Rival rival, Path script) {
    var command =
        new ArrayList<>(
            List.of(python.program().toString(), "-B", "-W", "ignore", script.toString(), WORKERS));
    command.addAll(rival.arguments());
    return new ProgramPeer(
        rival.title(),
        List.copyOf(command),
        race -> race.rivals().contains(rival),
        PATIENCE_WITH_KERNELS);
  }
}
