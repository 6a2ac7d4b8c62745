package org.muster.install.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.install.Command;
import org.muster.install.Notebooks;

/// One environment is made, used, moved and emptied: it takes seconds to make one.
@DisplayName("The wheel")
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WheelTest {

  @TempDir private static Path temporary;

  private static Path wheel = Path.of("");
  private static List<String> before = List.of();

  @BeforeAll
  static void install_it_into_an_environment() throws Exception {
    wheel = make("wheel", "UTC");
    expect(
        Command.of(
            List.of(Command.python(), "-m", "venv", "--system-site-packages", venv("anfangs"))));
    before = files(environment("anfangs"));
    expect(pip("anfangs", "install", "--no-index", "--no-deps", wheel.toString()));
  }

  @Test
  @Order(1)
  void has_the_same_bytes_whenever_and_wherever_it_is_made() throws Exception {
    assertEquals(-1, Files.mismatch(wheel, make("again", "Asia/Tokyo")));
  }

  @Test
  @Order(2)
  void brings_the_command() throws Exception {
    String version = expect(muster("anfangs", "version")).out();
    assertTrue(version.startsWith("muster 0."), version);
    String list = expect(muster("anfangs", "list")).out();
    assertTrue(list.contains("runs on the JDK that it finds when it starts"), list);
    var refused = muster("anfangs", "test").run();
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("works in a clone of the repository"), refused.err());
  }

  /// An old Java is the first on the `PATH`, names hold spaces and umlauts, and the locale is C.
  @Test
  @Order(3)
  void installs_a_kernel_that_also_starts_when_the_environment_was_moved() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("später"));
    Files.move(environment("anfangs"), environment("später"));
    Path old = Files.createDirectories(temporary.resolve("java 17/bin"));
    Files.writeString(old.resolveSibling("release"), "JAVA_VERSION=\"17.0.9\"\n");
    Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 1\n");
    assertTrue(java.toFile().setExecutable(true));
    Path notebook = Notebooks.write(folder.resolve("Größe.ipynb"), "int x = 20;\nx * 2 + 2");
    Command nbconvert =
        Command.of(
            List.of(
                "jupyter",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                notebook.toString(),
                "--output",
                "executed.ipynb"));
    expect(
        nbconvert
            .with("PATH", old + ":/usr/local/bin:/usr/bin:/bin")
            .with(
                "MUSTER_JDK_FOLDERS",
                Path.of(System.getProperty("java.home")).getParent().toString())
            .with("LC_ALL", "C")
            .with("PYTHONUTF8", "1")
            .with("JUPYTER_PATH", environment("später").resolve("share/jupyter").toString())
            .with("JUPYTER_DATA_DIR", temporary.resolve("data").toString())
            .with("JUPYTER_RUNTIME_DIR", temporary.resolve("runtime").toString())
            .with("IPYTHONDIR", temporary.resolve("ipython").toString())
            .with("HOME", temporary.toString()));
    String outputs = Notebooks.outputs(folder.resolve("executed.ipynb"), 0).toString();
    assertTrue(outputs.contains("\"42\""), outputs);
  }

  @Test
  @Order(4)
  void leaves_nothing_when_it_is_uninstalled() throws Exception {
    expect(pip("später", "uninstall", "--yes", "muster"));
    List<String> left = new ArrayList<>(files(environment("später")));
    left.removeIf(name -> before.contains(name) || name.contains("__pycache__"));
    assertEquals(List.of(), left);
  }

  private static Path make(String folder, String zone) throws Exception {
    Path root = Path.of(System.getProperty("muster.root"));
    Command make =
        Command.of(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=" + zone,
                "-cp",
                Command.jars().resolve("*").toString(),
                "org.muster.install.release.WheelMain",
                temporary.resolve(folder).toString(),
                root.toString()));
    return Path.of(expect(make).out().strip());
  }

  private static Command pip(String folder, String... words) {
    return Command.of(
        Stream.concat(Stream.of(venv(folder) + "/bin/python", "-m", "pip"), Stream.of(words))
            .toList());
  }

  private static Command muster(String folder, String... words) {
    Path data = environment(folder).resolve("share/jupyter");
    return Command.of(
            Stream.concat(Stream.of(venv(folder) + "/bin/muster"), Stream.of(words)).toList())
        .with("MUSTER_JAVA_HOME", System.getProperty("java.home"))
        .with("JUPYTER_PATH", data.toString())
        .with("JUPYTER_DATA_DIR", temporary.resolve("data").toString());
  }

  private static Command.Result expect(Command command) throws Exception {
    var result = command.run();
    assertEquals(0, result.exitCode(), result.out() + result.err());
    return result;
  }

  private static String venv(String folder) {
    return environment(folder).toString();
  }

  private static Path environment(String folder) {
    return temporary.resolve(folder).resolve("eine Umgebung");
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
