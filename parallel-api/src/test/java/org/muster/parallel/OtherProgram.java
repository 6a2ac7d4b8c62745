package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Main programs in JVMs of their own.
final class OtherProgram {

  private OtherProgram() {}

  /// Starts one; what it prints goes to the file.
  static Process start(List<String> options, Path output, Class<?> program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /// Runs one to its end, which must be a good one.
  ///
  /// @return what it printed
  static String run(List<String> options, int seconds, Class<?> program) throws Exception {
    Path output = Files.createTempFile("program", ".txt");
    Process process = start(options, output, program);
    try {
      assertTrue(
          process.waitFor(seconds, TimeUnit.SECONDS),
          () -> program.getSimpleName() + " does not end: " + read(output));
      assertEquals(0, process.exitValue(), () -> read(output));
      return read(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
