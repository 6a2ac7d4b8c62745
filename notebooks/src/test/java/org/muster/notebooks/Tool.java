package org.muster.notebooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A program that a reader would start, in a folder and with the environment of these tests.
///
/// @param environment added to what is there
record Tool(List<String> words, Path folder, Map<String, String> environment) {

  private static final long LIMIT_SECONDS = 300;

  /// What a program left behind.
  record Result(int exitCode, String out, String err) {

    /// The result, if the program was content.
    Result expectSuccess() {
      if (exitCode != 0) {
        throw new AssertionError("exit code %d%n%s%n%s".formatted(exitCode, out, err));
      }
      return this;
    }
  }

  /// Muster as it was just built.
  static Tool muster(Path folder, String... words) {
    Path jars = Path.of(System.getProperty("muster.image"), "lib");
    if (!Files.isDirectory(jars)) {
      throw new AssertionError("nothing is built in " + jars + "; run `./muster test`");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", jars.resolve("*").toString()));
    command.add("org.muster.install.Main");
    command.addAll(List.of(words));
    return new Tool(command, folder, Map.of());
  }

  Tool with(String variable, String value) {
    var more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Tool(words, folder, more);
  }

  /// Runs it to its end.
  ///
  /// @throws AssertionError if it does not come to one within five minutes
  Result run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    var builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "still running after %d s: %s%n%s%n%s"
                .formatted(LIMIT_SECONDS, words, Files.readString(out), Files.readString(err)));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
