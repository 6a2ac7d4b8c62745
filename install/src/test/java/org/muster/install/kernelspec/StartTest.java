package org.muster.install.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.install.Command;

/// The script runs in a kernelspec's folder of its own here, with JDKs that only say how they were
/// called.
@DisplayName("The start of an installed kernel")
@Timeout(60)
class StartTest {

  @TempDir Path temporary;

  private Path kernel = Path.of("");
  private Path jdks = Path.of("");
  private Path bin = Path.of("");

  @BeforeEach
  void kernelspec_without_jars() throws IOException {
    kernel = Files.createDirectories(temporary.resolve("ein Kern für alle"));
    jdks = Files.createDirectories(temporary.resolve("jdks"));
    bin = Files.createDirectories(temporary.resolve("bin"));
    Path real =
        Path.of(System.getProperty("muster.root"), "install/src/main/resources/org/muster/install");
    for (String file : List.of("start", "jdk.sh")) {
      Files.copy(real.resolve(file), kernel.resolve(file));
    }
    for (String tool : List.of("dirname", "expr", "mkdir", "readlink", "sed")) {
      Path program = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          bin.resolve(tool), Files.exists(program) ? program : Path.of("/bin", tool));
    }
    Files.createDirectories(kernel.resolve("lib"));
    Files.createFile(kernel.resolve("lib/muster-kernel-1.jar"));
  }

  @Test
  void runs_the_kernel_with_its_connection_file() throws Exception {
    Path jdk = jdk("one", "25.0.3");
    assertEquals(
        List.of(
            "java of " + jdk,
            "-Dmuster.kernel.cache=" + kernel.resolve("lib/cache-25.0.3.aot"),
            "-Xms84m",
            "-XX:+UseSerialGC",
            "-Xone",
            "-jar",
            kernel.resolve("lib/muster-kernel-1.jar").toString(),
            "verbindung ü.json"),
        started(start(jdk, "-Xone")));
  }

  @Test
  void prefers_the_java_that_it_was_installed_with() throws Exception {
    Path installed = jdk("installed", "26");
    Path other = jdk("other", "25.0.3");
    Command start = start(installed).with("MUSTER_JAVA_HOME", other.toString());
    assertEquals("java of " + installed, started(start).getFirst());
  }

  @Test
  void takes_another_java_when_that_one_is_gone_or_too_old() throws Exception {
    Path good = jdk("good", "25.0.3");
    assertEquals("java of " + good, started(start(temporary.resolve("gone"))).getFirst());
    assertEquals("java of " + good, started(start(jdk("old", "17.0.9"))).getFirst());
  }

  @Test
  void passes_over_an_old_java_on_the_path_and_in_java_home() throws Exception {
    Path good = jdk("good", "25.0.3");
    Path old = jdk("old", "21.0.1");
    Files.createSymbolicLink(bin.resolve("java"), old.resolve("bin/java"));
    Command start = start(null).with("JAVA_HOME", old.toString());
    assertEquals("java of " + good, started(start).getFirst());
  }

  @Test
  void says_what_is_missing_when_there_is_no_java_that_will_do() throws Exception {
    Path old = jdk("old", "17.0.9");
    var result = start(temporary.resolve("gone")).run();
    assertEquals(2, result.exitCode());
    assertEquals(2, result.errorLines().size(), result.err());
    assertEquals(
        "muster: needs a JDK 25 or newer and found only Java 17.0.9 at " + old + ".",
        result.errorLines().getFirst());
    assertTrue(result.err().contains("https://adoptium.net"), result.err());
  }

  @Test
  void chooses_no_memory_and_no_collector_where_the_user_has() throws Exception {
    Path jdk = jdk("one", "25.0.3");
    List<String> words =
        started(start(jdk).with("MUSTER_JVM_OPTS", "-Xmx1g -XX:+UseG1GC -Dstar=*"));
    assertTrue(words.containsAll(List.of("-Xmx1g", "-XX:+UseG1GC", "-Dstar=*")), words::toString);
    assertFalse(words.contains("-Xms84m") || words.contains("-XX:+UseSerialGC"), words::toString);
  }

  @Test
  void uses_its_cache_where_there_is_one_and_the_options_allow_one() throws Exception {
    Path jdk = jdk("one", "25.0.3");
    Path cache = Files.createFile(kernel.resolve("lib/cache-25.0.3.aot"));
    assertTrue(started(start(jdk)).contains("-XX:AOTCache=" + cache));
    assertFalse(
        started(start(jdk, "-javaagent:x")).stream().anyMatch(word -> word.contains("cache")));
  }

  @Test
  void keeps_its_cache_in_the_users_folder_where_its_own_is_not_for_that() throws Exception {
    Path jdk = jdk("one", "25.0.3");
    Command start = command("cache", jdk.resolve("bin/java").toString());
    Path folder = temporary.resolve("home/.cache/muster/kernels");
    assertTrue(
        started(start).contains("-Dmuster.kernel.cache=" + folder.resolve("cache-25.0.3.aot")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  private Command start(@Nullable Path jdk, String... options) {
    return command(
        kernel.resolve("lib/cache").toString(),
        jdk == null ? "java" : jdk.resolve("bin/java").toString(),
        options);
  }

  private Command command(String cache, String java, String... options) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", kernel.resolve("start").toString()));
    words.addAll(List.of("verbindung ü.json", cache, java));
    words.addAll(List.of(options));
    return Command.of(words)
        .with("PATH", bin.toString())
        .with("MUSTER_JDK_FOLDERS", jdks.toString())
        .with("HOME", temporary.resolve("home").toString());
  }

  private static List<String> started(Command command) throws Exception {
    var result = command.run();
    assertEquals(0, result.exitCode(), result.err());
    return result.out().lines().toList();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = jdks.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    for (String program : List.of("java", "javac")) {
      Path file =
          Files.writeString(
              home.resolve("bin").resolve(program),
              "#!/bin/sh\nprintf '%%s\\n' 'java of %s' \"$@\"\n".formatted(home));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return home;
  }
}
