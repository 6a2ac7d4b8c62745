package org.muster.install.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.install.Command;

@DisplayName("An installed kernel")
@Timeout(120)
class KernelSpecTest {

  @TempDir Path temporary;

  private Path prefix = Path.of("");
  private Path folder = Path.of("");

  @BeforeEach
  void folders() {
    prefix = temporary.resolve("ein Präfix");
    folder = prefix.resolve("share/jupyter/kernels/muster");
  }

  @Test
  void holds_the_jars_the_logos_and_a_kernel_json_that_does_not_name_its_own_place()
      throws Exception {
    var result = install();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("installed " + folder), result.out());
    assertEquals(
        List.of(
            "jdk.sh",
            "kernel.json",
            "lib",
            "logo-32x32.png",
            "logo-64x64.png",
            "logo-svg.svg",
            "no-java.py",
            "start"),
        names(folder));
    assertEquals(names(Command.jars()), names(folder.resolve("lib")));
    String text = Files.readString(folder.resolve("kernel.json"));
    assertFalse(text.contains(temporary.toString()), text);
    JsonObject spec = JsonParser.parseString(text).getAsJsonObject();
    assertEquals("Java (Muster)", spec.get("display_name").getAsString());
    assertEquals("java", spec.get("language").getAsString());
    assertEquals("message", spec.get("interrupt_mode").getAsString());
    assertEquals(List.of("jupyter"), names(prefix.resolve("share")), "and nothing is left over");
    assertEquals(List.of("kernels"), names(prefix.resolve("share/jupyter")));
  }

  @Test
  void stays_as_it_is_when_it_is_installed_again() throws Exception {
    install();
    Path json = folder.resolve("kernel.json");
    Files.setLastModifiedTime(json, FileTime.fromMillis(1_000_000));
    Map<String, Object> before = snapshot();
    var again = install();
    assertEquals(0, again.exitCode(), again.err());
    assertTrue(again.out().contains("up to date"), again.out());
    assertEquals(before, snapshot());
  }

  @Test
  void is_replaced_as_a_whole_when_something_differs() throws Exception {
    install();
    Files.writeString(folder.resolve("lib/of-an-older-version.jar"), "old");
    var again = install("--jvm-opt=-Xmx1g", "--env", "GREETING=a=b ü");
    assertEquals(0, again.exitCode(), again.err());
    assertTrue(again.out().contains("replaced"), again.out());
    assertEquals(names(Command.jars()), names(folder.resolve("lib")));
    JsonObject spec =
        JsonParser.parseString(Files.readString(folder.resolve("kernel.json"))).getAsJsonObject();
    assertTrue(spec.get("argv").toString().contains("\"-Xmx1g\""), spec.toString());
    assertEquals("a=b ü", spec.getAsJsonObject("env").get("GREETING").getAsString());
    assertEquals(List.of("kernels"), names(prefix.resolve("share/jupyter")));
  }

  @Test
  void is_whole_when_several_install_it_at_once() throws Exception {
    List<Process> installations = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        installations.add(
            Command.muster("install", "--prefix", prefix.toString(), "--jvm-opt=-Dnumber=" + i)
                .start(temporary.resolve("out" + i), temporary.resolve("err" + i)));
      }
      for (Process installation : installations) {
        assertTrue(installation.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, installation.exitValue());
      }
    } finally {
      installations.forEach(Process::destroyForcibly);
    }
    assertEquals(names(Command.jars()), names(folder.resolve("lib")));
    assertEquals(
        List.of("kernels"), names(prefix.resolve("share/jupyter")), "nothing is left over");
  }

  @Test
  void takes_away_what_a_killed_installation_left() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertTrue(dead.waitFor(60, TimeUnit.SECONDS));
    Path data = Files.createDirectories(prefix.resolve("share/jupyter"));
    Path left = Files.createDirectories(data.resolve(".muster-%d-17/lib".formatted(dead.pid())));
    Files.writeString(left.resolve("half.jar"), "half");
    long living = ProcessHandle.current().pid();
    Files.createDirectories(data.resolve(".muster-%d-18".formatted(living)));
    install();
    assertEquals(List.of(".muster-%d-18".formatted(living), "kernels"), names(data));
  }

  @Test
  void is_only_described_by_a_dry_run() throws Exception {
    var result = install("--dry-run", "--name", "java25");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(
        result.out().contains("Would create " + folder.resolveSibling("java25")), result.out());
    assertTrue(result.out().contains("\"display_name\": \"Java (Muster)\""), result.out());
    assertTrue(Files.notExists(prefix));
  }

  @Test
  void does_not_take_the_place_of_another_kernel_unless_forced() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("kernel.json"), "{\"argv\": [\"other\"], \"language\": \"x\"}");
    var refused = install();
    assertEquals(1, refused.exitCode());
    assertEquals(2, refused.errorLines().size(), refused.err());
    assertTrue(refused.err().contains(folder.toString()), refused.err());
    assertTrue(refused.err().contains("--name"), refused.err());
    assertEquals(List.of("kernel.json"), names(folder));

    var uninstall = muster("uninstall");
    assertEquals(1, uninstall.exitCode(), "nor is that one removed");
    assertTrue(Files.exists(folder.resolve("kernel.json")));

    assertEquals(0, install("--force").exitCode());
    assertTrue(Files.exists(folder.resolve("lib")));
  }

  @Test
  void cannot_be_put_into_a_folder_that_cannot_be_written() throws Exception {
    // A file where a folder is needed stops root too, whom permissions do not.
    Files.createDirectories(prefix);
    Files.writeString(prefix.resolve("share"), "in the way");
    var inTheWay = install();
    assertEquals(1, inTheWay.exitCode());
    assertEquals(2, inTheWay.errorLines().size(), inTheWay.err());
    assertTrue(inTheWay.err().contains("cannot write to " + folder.getParent()), inTheWay.err());
    assertTrue(inTheWay.err().contains("--user"), inTheWay.err());

    Path readOnly = Files.createDirectories(temporary.resolve("read-only"));
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (!Files.isWritable(readOnly)) {
      var denied = run("install", "--prefix", readOnly.toString());
      assertEquals(1, denied.exitCode());
      assertTrue(denied.err().contains("permission denied"), denied.err());
    }
  }

  @Test
  void leaves_nothing_when_it_is_uninstalled() throws Exception {
    install();
    var result = muster("uninstall");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("Removed " + folder), result.out());
    assertEquals(List.of(), names(prefix.resolve("share")));
    var again = muster("uninstall");
    assertEquals(0, again.exitCode(), again.err());
    assertTrue(again.out().contains("Nothing to remove"), again.out());
  }

  @Test
  void leaves_other_kernels_alone_when_it_is_uninstalled() throws Exception {
    Path other = Files.createDirectories(folder.resolveSibling("other"));
    install();
    muster("uninstall");
    assertTrue(Files.isDirectory(other));
    assertTrue(Files.notExists(folder));
  }

  @Test
  void is_listed_with_its_java_also_when_that_is_gone() throws Exception {
    install();
    Path fake = fakeJdk(temporary.resolve("jdk-25"));
    install("--name", "second", "--java", fake.toString());
    var both = list();
    assertTrue(both.out().contains("muster       " + folder), both.out());
    assertTrue(both.out().contains("Java 25.0.3 at " + fake), both.out());

    Files.delete(fake.resolve("bin/java"));
    var gone = list();
    assertEquals(0, gone.exitCode(), gone.err());
    assertTrue(
        gone.out().contains("its Java is gone: there is no " + fake.resolve("bin/java")),
        gone.out());
  }

  @Test
  void runs_on_no_java_that_is_too_old_or_none() throws Exception {
    Path old = fakeJdk(temporary.resolve("jdk-17"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    var refused = install("--java", old.toString());
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("Java 17.0.9"), refused.err());
    assertEquals(2, install("--java", temporary.toString()).exitCode());
    assertTrue(Files.notExists(prefix));
  }

  @Test
  void goes_where_jupyter_looks() throws Exception {
    Command install = Command.muster("install", "--user");
    var user = install.with("JUPYTER_DATA_DIR", temporary.resolve("data").toString()).run();
    assertEquals(0, user.exitCode(), user.err());
    assertTrue(Files.exists(temporary.resolve("data/kernels/muster/kernel.json")));

    Command environment = Command.muster("install", "--sys-prefix");
    var venv = environment.with("VIRTUAL_ENV", temporary.resolve("venv").toString()).run();
    assertEquals(0, venv.exitCode(), venv.err());
    assertTrue(Files.exists(temporary.resolve("venv/share/jupyter/kernels/muster/kernel.json")));
  }

  @Test
  void is_refused_with_options_that_make_no_sense() throws Exception {
    for (String[] options :
        List.of(
            new String[] {"--frob"},
            new String[] {"--name"},
            new String[] {"--name", "a/b"},
            new String[] {"--user"},
            new String[] {"--env", "novalue"},
            new String[] {"operand"})) {
      var result = install(options);
      assertEquals(2, result.exitCode(), result.out());
      assertTrue(
          result.err().contains(options[0].equals("--name") ? "name" : options[0]), result.err());
    }
    assertTrue(Files.notExists(prefix));
  }

  private Command.Result install(String... options) throws Exception {
    return muster("install", options);
  }

  private Command.Result muster(String verb, String... options) throws Exception {
    return run(
        Stream.concat(Stream.of(verb, "--prefix", prefix.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private Command.Result list() throws Exception {
    return Command.muster("list")
        .with("JUPYTER_PATH", prefix.resolve("share/jupyter").toString())
        .with("JUPYTER_DATA_DIR", temporary.resolve("none").toString())
        .run();
  }

  private static Command.Result run(String... words) throws Exception {
    return Command.muster(words).run();
  }

  private static Path fakeJdk(Path home) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    for (String program : List.of("java", "javac")) {
      Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return home;
  }

  private Map<String, Object> snapshot() throws IOException {
    var files = new TreeMap<String, Object>();
    try (Stream<Path> walk = Files.walk(prefix)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(
            file.toString(),
            List.of(Files.getLastModifiedTime(file), Files.getAttribute(file, "unix:ino")));
      }
    }
    return files;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
