package org.muster.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Python interpreter with `multiprocessing`.
///
/// @param program its executable
/// @param version as in `CPython 3.11.2`
public record Python(Path program, String version) {

  private static final String SETTING = "MUSTER_PYTHON";

  private static final Path DISTRIBUTION = Path.of("/usr/bin/python3");

  private static final String PROBE =
      "import multiprocessing, platform;"
          + "print(platform.python_implementation(), platform.python_version())";

  private static final List<String> SCRIPTS =
      Stream.of(Rival.values()).map(Rival::script).distinct().toList();

  private static final long PROBE_SECONDS = 20;

  /// Finds the interpreter: `MUSTER_PYTHON`, the distribution's, the first `python3` on `PATH`.
  ///
  /// @throws BenchmarkException if there is none, or none where `MUSTER_PYTHON` says
  static Python find(Map<String, String> environment) {
    return find(environment, DISTRIBUTION);
  }

  static Python find(Map<String, String> environment, Path distribution) {
    String named = environment.getOrDefault(SETTING, "");
    if (!named.isEmpty()) {
      return probe(
          Path.of(named), SETTING + " names the Python `" + named + "`, but ", "Set it to");
    }
    List<Path> candidates = new ArrayList<>(List.of(distribution));
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        candidates.add(Path.of(folder, "python3"));
      }
    }
    return candidates.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> probe(found, "the Python found first is `" + found + "`, but ", SET_TO))
        .orElseThrow(() ->
            BenchmarkException.refused(
                "there is no `python3` to compare with, neither at %s nor on PATH. %s"
                    .formatted(distribution, SET_TO + REMEDY)));
  }

  private static final String SET_TO = "Install python3, or set " + SETTING + " to";

  private static final String REMEDY = " a Python 3 with the module `multiprocessing`.";

  private static Python probe(Path program, String subject, String todo) {
    Answer answer = ask(program, PROBE);
    if (answer.good()) {
      return new Python(program, answer.text());
    }
    throw BenchmarkException.refused(subject + answer.text() + ". " + todo + REMEDY);
  }

  /// The versions of the libraries that a rival needs, or nothing where one of them is missing.
  Optional<String> versions(Rival rival) {
    if (rival.probe().isEmpty()) {
      return Optional.of("");
    }
    Answer answer = ask(program, rival.probe());
    return answer.good() ? Optional.of(answer.text()) : Optional.empty();
  }

  /// @param text what Python printed, or if it did not end well the end of a sentence about that
  private record Answer(boolean good, String text) {}

  private static Answer ask(Path program, String code) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "-c", code).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.exitValue() == 0
            ? new Answer(true, text.strip())
            : new Answer(false, "it ends with " + process.exitValue() + ": " + text.strip());
      }
      process.destroyForcibly();
      return new Answer(false, "it says nothing for " + PROBE_SECONDS + " s");
    } catch (IOException e) {
      return new Answer(
          false, Files.exists(program) ? "it cannot be run" : "there is no such file");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(false, "this program was interrupted");
    }
  }

  /// Writes the scripts of the other side to a folder: workers that are not forked import them from
  /// there. The files go with this JVM.
  Path scripts() {
    try {
      Path folder = Files.createTempDirectory("muster-benchmark-");
      // With what the scripts have put there.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      for (String each : SCRIPTS) {
        Path file = folder.resolve(each);
        try (InputStream script =
            Objects.requireNonNull(Python.class.getResourceAsStream(each), each)) {
          Files.copy(script, file);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      // A folder for temporary files.
    }
  }
}
