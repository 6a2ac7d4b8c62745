package org.muster.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A real Jupyter")
@Timeout(240)
class JupyterTest {

  @TempDir Path temporary;

  private Path data = Path.of("");

  @BeforeEach
  void kernel_is_installed_and_then_moved() throws Exception {
    Path prefix = temporary.resolve("first");
    var result = Command.muster("install", "--prefix", prefix.toString()).run();
    assertEquals(0, result.exitCode(), result.err());
    Path moved = Files.move(prefix, temporary.resolve("zweiter Örtlichkeit"));
    data = moved.resolve("share/jupyter");
  }

  /// jupyter_kernel_test's battery. None of it may fail or be left out.
  @Test
  void finds_that_the_kernel_keeps_the_protocol() throws Exception {
    Path battery =
        Path.of(System.getProperty("muster.root"), "install/src/test/python/kernel_battery.py");
    var result = jupyter(Command.python(), battery.toString(), "muster").run();
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(
        List.of(),
        result
            .err()
            .lines()
            .filter(line -> line.contains("... skipped"))
            .map(line -> line.strip().split(" ", 2)[0])
            .toList(),
        result.err());
  }

  @Test
  void executes_a_notebook() throws Exception {
    Path notebook =
        Notebooks.write(
            temporary.resolve("heft.ipynb"),
            "int x = 20;\nx * 2 + 2",
            "for (int i = 0; i < 1000; i++) System.out.println(\"line \" + i);");
    var result =
        jupyter(
                "jupyter",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                notebook.toString(),
                "--output",
                "executed.ipynb")
            .run();
    assertEquals(0, result.exitCode(), result.err());
    Path executed = temporary.resolve("executed.ipynb");
    assertTrue(Notebooks.outputs(executed, 0).toString().contains("\"42\""));
    String printed = Notebooks.outputs(executed, 1).toString();
    assertTrue(printed.contains("line 0\\n") && printed.contains("line 999\\n"), printed);
  }

  @Test
  void hands_the_options_in_the_environment_to_the_kernel() throws Exception {
    Path notebook =
        Notebooks.write(temporary.resolve("heft.ipynb"), "System.getProperty(\"greeting\")");
    var result =
        jupyter(
                "jupyter",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                notebook.toString(),
                "--output",
                "executed.ipynb")
            .with("MUSTER_JVM_OPTS", "-Xmx300m -Dgreeting=*")
            .run();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(
        Notebooks.outputs(temporary.resolve("executed.ipynb"), 0).toString().contains("\"*\""));
  }

  @Test
  void shows_in_the_notebook_that_there_is_no_java_that_will_do() throws Exception {
    Path kernels = data.resolve("kernels/muster/kernel.json");
    Files.writeString(
        kernels,
        Files.readString(kernels).replace(System.getProperty("java.home"), "/nowhere/jdk-25"));
    Path bin = Files.createDirectories(temporary.resolve("jdk-17/bin"));
    Files.writeString(bin.resolveSibling("release"), "JAVA_VERSION=\"17.0.9\"\n");
    for (String tool : List.of("dirname", "expr", "head", "readlink", "sed", "tr")) {
      Path program = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          bin.resolve(tool), Files.exists(program) ? program : Path.of("/bin", tool));
    }
    Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 1\n");
    assertTrue(java.toFile().setExecutable(true));
    Path notebook = Notebooks.write(temporary.resolve("heft.ipynb"), "1 + 1", "2 + 2");
    var result =
        jupyter(
                Command.python(),
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--allow-errors",
                notebook.toString(),
                "--output",
                "executed.ipynb")
            .with("PATH", bin.toString())
            .with("MUSTER_JDK_FOLDERS", temporary.resolve("none").toString())
            .run();
    assertEquals(0, result.exitCode(), result.err());
    for (int cell = 0; cell < 2; cell++) {
      String said = Notebooks.outputs(temporary.resolve("executed.ipynb"), cell).toString();
      assertTrue(said.contains("needs a JDK 25 or newer and found only Java 17.0.9"), said);
      assertTrue(said.contains("https://adoptium.net"), said);
    }
  }

  private Command jupyter(String... words) {
    return Command.of(List.of(words))
        .withOptionsOfTheBuild()
        .with("JUPYTER_PATH", data.toString())
        .with("JUPYTER_DATA_DIR", temporary.resolve("data").toString())
        .with("JUPYTER_CONFIG_DIR", temporary.resolve("config").toString())
        .with("JUPYTER_RUNTIME_DIR", temporary.resolve("runtime").toString())
        .with("IPYTHONDIR", temporary.resolve("ipython").toString())
        .with("HOME", temporary.toString());
  }
}
