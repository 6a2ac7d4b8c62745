package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that the compiler alone has made, each in a process of its own with two workers: here
/// lambdas are the compiler's own serializable ones. The programs are among the test resources.
@DisplayName("From a plain main program travels")
@Timeout(180)
class PlainMainTest {

  private static final List<String> SOURCES = List.of("Checks", "Functions", "Values");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> functions() throws Exception {
    return checks("Functions", 45);
  }

  @TestFactory
  Stream<DynamicTest> types_variables_results_and_refusals() throws Exception {
    return checks("Values", 35);
  }

  private Stream<DynamicTest> checks(String program, int atLeast) throws Exception {
    compile();
    List<String[]> checks = new ArrayList<>();
    String said = run(program);
    said.lines()
        .filter(line -> line.startsWith("check\t"))
        .forEach(line -> checks.add(line.split("\t", -1)));
    assertTrue(checks.size() >= atLeast, () -> "only " + checks.size() + " checks:\n" + said);
    return checks.stream().map(PlainMainTest::test);
  }

  /// @param check the word itself, a name, what is expected, what came from the workers, and from
  ///   the program itself
  private static DynamicTest test(String[] check) {
    return DynamicTest.dynamicTest(
        check[1],
        () -> {
          assertEquals(check[2], check[3], "in the workers");
          assertEquals(check[2], check[4], "in the program");
        });
  }

  private void compile() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-proc:none", "-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", folder.toString()));
    for (String source : SOURCES) {
      Path file = folder.resolve(source + ".java");
      try (var in = PlainMainTest.class.getResourceAsStream("/programs/" + source + ".java")) {
        Files.write(file, in.readAllBytes());
      }
      arguments.add(file.toString());
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
  }

  private String run(String program) throws IOException, InterruptedException {
    Path output = folder.resolve(program + ".txt");
    String classPath =
        folder + System.getProperty("path.separator") + System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                program)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the program does not end");
      String said = Files.readString(output);
      assertEquals(0, process.exitValue(), said);
      assertFalse(said.contains("Exception in thread"), said);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
