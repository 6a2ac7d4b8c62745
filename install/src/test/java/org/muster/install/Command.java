package org.muster.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A command line to run in a test, with an environment of its own: what the person who runs the
/// tests has set there does not reach it.
public record Command(List<String> words, Path directory, Map<String, String> environment) {

  private static final long LIMIT_SECONDS = 120;

  /// What the build has set for the JVMs of its tests, to take little time.
  private static final List<String> OF_THE_BUILD =
      List.of(
          "MUSTER_JVM_OPTS",
          "MUSTER_WORKER_JVM_OPTS",
          "MUSTER_KERNEL_CACHE",
          "MUSTER_WORKER_CACHE");

  /// What a command left behind.
  public record Result(int exitCode, String out, String err) {

    public List<String> errorLines() {
      return err.lines().toList();
    }
  }

  /// A command in the current folder that knows only where programs are.
  public static Command of(List<String> words) {
    var environment = new TreeMap<String, String>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("LC_CTYPE", "C.UTF-8");
    environment.put("HOME", System.getProperty("java.io.tmpdir"));
    return new Command(List.copyOf(words), Path.of("").toAbsolutePath(), environment);
  }

  /// This program with the jars that were just built.
  public static Command muster(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", jars().resolve("*").toString(), "org.muster.install.Main"));
    command.addAll(List.of(words));
    return of(command).withOptionsOfTheBuild();
  }

  /// The Python that has Jupyter's libraries.
  public static String python() {
    return System.getenv().getOrDefault("MUSTER_TEST_PYTHON", "/usr/bin/python3");
  }

  /// The folder with the jars that were just built.
  public static Path jars() {
    return Path.of(System.getProperty("muster.image"), "lib");
  }

  public Command with(String variable, String value) {
    var more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Command(words, directory, more);
  }

  /// With what kernels and workers of all tests get, where no test is about what they get.
  public Command withOptionsOfTheBuild() {
    var more = new TreeMap<>(environment);
    System.getenv()
        .forEach((name, value) -> {
          if (OF_THE_BUILD.contains(name)) {
            more.put(name, value);
          }
        });
    return new Command(words, directory, more);
  }

  public Command in(Path folder) {
    return new Command(words, folder, environment);
  }

  /// Starts it; the caller ends it.
  public Process start(Path out, Path err) throws IOException {
    var builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /// Runs it to its end.
  ///
  /// @throws AssertionError if it does not come to one within two minutes
  public Result run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    Process process = start(out, err);
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "still running after %d s: %s%n%s%n%s"
                .formatted(LIMIT_SECONDS, words, read(out), read(err)));
      }
      return new Result(process.exitValue(), read(out), read(err));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
