package org.muster.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script runs in a repository of its own here, with JDKs that are only folders and a Maven
/// that only makes a jar: what is tried is what it decides.
@DisplayName("./muster")
@Timeout(120)
class FrontDoorTest {

  private static final List<String> TOOLS =
      List.of(
          "sh",
          "awk",
          "cat",
          "cksum",
          "cp",
          "dirname",
          "expr",
          "find",
          "grep",
          "head",
          "id",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "sort",
          "tail",
          "tee",
          "tr");

  @TempDir Path temporary;

  private Path repository = Path.of("");
  private Path jdks = Path.of("");
  private Path bin = Path.of("");

  @BeforeEach
  void repository_with_fake_tools() throws IOException {
    repository = Files.createDirectories(temporary.resolve("Jürgens Müster"));
    jdks = Files.createDirectories(temporary.resolve("jdks"));
    bin = Files.createDirectories(temporary.resolve("bin"));
    Path real = Path.of(System.getProperty("muster.root"));
    Files.copy(real.resolve("muster"), repository.resolve("muster"));
    write("pom.xml", "<project>\n  <version>1.2.3</version>\n</project>\n");
    write("parallel-api/src/main/java/A.java", "class A {}\n");
    write("kernel/src/main/java/B.java", "class B {}\n");
    write("install/src/main/java/C.java", "class C {}\n");
    write("install/src/main/resources/org/muster/install/help/muster.txt", "The help.\n");
    write(
        "install/src/main/resources/org/muster/install/jdk.sh",
        Files.readString(real.resolve("install/src/main/resources/org/muster/install/jdk.sh")));
    for (String tool : TOOLS) {
      provide(tool);
    }
    fakeMaven("");
  }

  // ---- The JDK

  @Test
  void says_in_two_lines_what_is_missing_if_there_is_only_an_old_java() throws Exception {
    Path old = jdk("java-17", "17.0.9");
    var result = muster("list").with("JAVA_HOME", old.toString()).run();
    assertEquals(2, result.exitCode());
    assertEquals("", result.out());
    assertEquals(2, result.errorLines().size(), result.err());
    assertEquals(
        "muster: needs a JDK 25 or newer and found only Java 17.0.9 at " + old + ".",
        result.errorLines().getFirst());
    assertTrue(result.errorLines().getLast().contains("https://adoptium.net"), result.err());
    assertTrue(Files.notExists(repository.resolve("target")), "nothing was tried");
  }

  @Test
  void says_in_two_lines_what_is_missing_if_there_is_no_java_at_all() throws Exception {
    var result = muster("run", "x.ipynb").run();
    assertEquals(2, result.exitCode());
    assertEquals(2, result.errorLines().size(), result.err());
    assertTrue(result.err().contains("found no Java at all"), result.err());
  }

  @Test
  void does_not_take_a_java_without_compiler_or_without_jshell() throws Exception {
    Path jre = jdk("jre", "25.0.3");
    Files.delete(jre.resolve("bin/javac"));
    Path small = jdk("small", "25.0.3");
    Files.writeString(
        small.resolve("release"), "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base jdk.compiler\"\n");
    var result = muster("list").run();
    assertEquals(2, result.exitCode());
    assertTrue(
        result.err().contains("Java 25.0.3 without a compiler at " + jre)
            && result.err().contains("Java 25.0.3 without jdk.jshell at " + small),
        result.err());
  }

  @Test
  void passes_over_an_old_java_home_and_an_old_java_on_the_path() throws Exception {
    Path good = jdk("temurin-25", "25.0.3");
    Path old = jdk("java-17", "17.0.9");
    Files.createSymbolicLink(bin.resolve("java"), old.resolve("bin/java"));
    assertRunsOn(good, muster("list").with("JAVA_HOME", old.toString()));
  }

  @Test
  void prefers_the_option_then_its_variable_then_java_home_then_the_path() throws Exception {
    Path option = jdkOutside("option");
    Path variable = jdkOutside("variable");
    Path javaHome = jdkOutside("java home");
    Path onPath = jdkOutside("path");
    Path usual = jdk("usual", "25.0.3");

    assertRunsOn(usual, muster("list"));
    Files.createSymbolicLink(bin.resolve("java"), onPath.resolve("bin/java"));
    assertRunsOn(onPath, muster("list"));
    assertRunsOn(javaHome, muster("list").with("JAVA_HOME", javaHome.toString()));
    Command both =
        muster("list")
            .with("JAVA_HOME", javaHome.toString())
            .with("MUSTER_JAVA_HOME", variable.toString());
    assertRunsOn(variable, both);
    assertRunsOn(
        option,
        muster("install", "--java", option.toString())
            .with("MUSTER_JAVA_HOME", variable.toString()));
    assertRunsOn(option, muster("install", "--java=" + option.resolve("bin/java")));
  }

  @Test
  void takes_the_newest_update_of_the_oldest_release_that_will_do() throws Exception {
    jdk("a", "26.0.1");
    jdk("b", "25.0.2");
    Path best = jdk("c", "25.0.10");
    jdk("d", "25.0.9");
    jdk("e", "25");
    assertRunsOn(best, muster("list"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MUSTER_JAVA_HOME", "--java"})
  void refuses_a_jdk_that_was_named_and_will_not_do(String how) throws Exception {
    jdk("good", "25.0.3");
    Path old = jdk("old", "17.0.9");
    Command command =
        how.equals("--java")
            ? muster("list", "--java", old.toString())
            : muster("list").with(how, old.toString());
    var result = command.run();
    assertEquals(2, result.exitCode());
    assertEquals(2, result.errorLines().size(), result.err());
    assertTrue(
        result.err().contains("%s names %s".formatted(how, old))
            && result.err().contains("Java 17.0.9"),
        result.err());
  }

  // ---- The build

  @Test
  void builds_once_and_says_so() throws Exception {
    Path jdk = jdk("good", "25.0.3");
    var first = muster("list").run();
    assertTrue(first.err().contains("muster: building with Java 25.0.3 at " + jdk), first.err());
    assertTrue(first.err().contains("muster: building Muster: kernel (3/4)"), first.err());
    assertTrue(first.out().contains("JAVA_HOME=" + jdk) || builds().contains(jdk.toString()));
    var second = muster("list").run();
    assertEquals("", second.err());
    assertEquals(1, builds().lines().count());
  }

  @Test
  void builds_again_when_a_source_changed_or_is_gone_but_not_when_it_was_only_touched()
      throws Exception {
    jdk("good", "25.0.3");
    Path source = repository.resolve("kernel/src/main/java/B.java");
    muster("list").run();

    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    muster("list").run();
    assertEquals(1, builds().lines().count());

    // Of the same length, and older than everything else: as after a checkout of an older commit.
    Files.writeString(source, "class X {}\n");
    Files.setLastModifiedTime(source, FileTime.fromMillis(0));
    muster("list").run();
    assertEquals(2, builds().lines().count());

    Files.delete(source);
    muster("list").run();
    assertEquals(3, builds().lines().count());

    Files.writeString(source, "class B {}\n");
    muster("list").run();
    assertEquals(3, builds().lines().count(), "that image is still there");
  }

  @Test
  void shows_what_a_failed_build_says() throws Exception {
    jdk("good", "25.0.3");
    fakeMaven("echo '[ERROR] B.java:[1,7] class C is public'; exit 1\n");
    var result = muster("list").run();
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("the build failed"), result.err());
    assertTrue(result.err().contains("B.java:[1,7] class C is public"), result.err());
    assertEquals("", result.out());
  }

  @Test
  void says_in_two_lines_that_maven_is_missing() throws Exception {
    jdk("good", "25.0.3");
    Files.delete(bin.resolve("mvn"));
    var result = muster("list").run();
    assertEquals(2, result.exitCode());
    assertEquals(2, result.errorLines().size(), result.err());
    assertTrue(result.err().contains("Maven"), result.err());
  }

  @ParameterizedTest(name = "with flock: {0}")
  @ValueSource(booleans = {true, false})
  void builds_once_when_it_is_called_twice_at_the_same_time(boolean flock) throws Exception {
    jdk("good", "25.0.3");
    if (flock) {
      provide("flock");
    }
    // The first build goes on until the second call is known to wait for it.
    Path second = temporary.resolve("second.err");
    fakeMaven(
        "n=0; until grep -q waiting \"%s\" 2>/dev/null || [ $n -ge 600 ]; do sleep 0.1; n=$((n+1)); done\n"
            .formatted(second));
    Path first = temporary.resolve("first.err");
    Process one = muster("list").start(temporary.resolve("first.out"), first);
    try {
      await(() -> Files.exists(repository.resolve("mvn-calls")));
      Process two = muster("list").start(temporary.resolve("second.out"), second);
      try {
        assertTrue(two.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, two.exitValue(), Files.readString(second));
      } finally {
        two.destroyForcibly();
      }
      assertTrue(one.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, one.exitValue(), Files.readString(first));
    } finally {
      one.descendants().forEach(ProcessHandle::destroyForcibly);
      one.destroyForcibly();
    }
    assertEquals(1, builds().lines().count());
  }

  @ParameterizedTest(name = "with flock: {0}")
  @ValueSource(booleans = {true, false})
  void is_not_held_up_by_the_lock_of_one_that_was_killed(boolean flock) throws Exception {
    jdk("good", "25.0.3");
    if (flock) {
      provide("flock");
    }
    fakeMaven("[ -e \"%s\" ] || exec sleep 60\n".formatted(temporary.resolve("go on")));
    Process killed = muster("list").start(temporary.resolve("o"), temporary.resolve("e"));
    await(() -> Files.exists(repository.resolve("mvn-calls")));
    List<ProcessHandle> family =
        Stream.concat(Stream.of(killed.toHandle()), killed.descendants()).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    assertTrue(killed.waitFor(60, TimeUnit.SECONDS));

    Files.createFile(temporary.resolve("go on"));
    var result = muster("list").run();
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(2, builds().lines().count());
  }

  @Test
  void runs_what_maven_has_just_built_when_a_test_of_the_suite_calls_it() throws Exception {
    jdk("good", "25.0.3");
    Files.createDirectories(repository.resolve("install/target/muster/lib"));
    var result = muster("list").with("MUSTER_TESTING", "1").run();
    assertEquals(0, result.exitCode(), result.err());
    assertFalse(Files.exists(repository.resolve("mvn-calls")));
  }

  // ---- A release

  @Test
  void runs_what_came_with_it_in_an_unpacked_release() throws Exception {
    jdk("good", "25.0.3");
    Path release = Files.createDirectories(temporary.resolve("eine Lieferung"));
    Files.copy(repository.resolve("muster"), release.resolve("muster"));
    Files.copy(
        repository.resolve("install/src/main/resources/org/muster/install/jdk.sh"),
        release.resolve("jdk.sh"));
    Files.createDirectories(release.resolve("lib"));
    repository = release;
    for (String verb : List.of("list", "help", "version")) {
      var result = muster(verb, "x").run();
      assertEquals(0, result.exitCode(), result.err());
      assertTrue(result.out().endsWith("[%s][x]\n".formatted(verb)), result.out());
    }
    var refused = muster("build").run();
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("this is a release"), refused.err());

    Files.delete(release.resolve("jdk.sh"));
    var torn = muster("list").run();
    assertEquals(2, torn.exitCode());
    assertEquals(2, torn.errorLines().size(), torn.err());
    assertTrue(torn.err().contains("has lost the files that belong to it"), torn.err());
  }

  // ---- The rest

  @Test
  void works_through_a_symbolic_link_from_another_folder() throws Exception {
    Path jdk = jdk("good", "25.0.3");
    Path elsewhere = Files.createDirectories(temporary.resolve("an derer Ort"));
    Path link = elsewhere.resolve("mü ster");
    Files.createSymbolicLink(link, Path.of("../Jürgens Müster/muster"));
    var result = environment(Command.of(List.of(link.toString(), "list"))).in(elsewhere).run();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains(jdk.toString()), result.out());
    assertTrue(result.out().contains("-Dmuster.root=" + repository), result.out());
  }

  @Test
  void hands_arguments_over_as_they_are() throws Exception {
    jdk("good", "25.0.3");
    var result = muster("run", "mein Heft ü.ipynb", "-o", "*", "").run();
    assertTrue(result.out().endsWith("[run][mein Heft ü.ipynb][-o][*][]\n"), result.out());
  }

  @Test
  void helps_and_says_its_version_without_java() throws Exception {
    assertEquals("The help.\n", muster().run().out());
    assertEquals("The help.\n", muster("--help").run().out());
    assertEquals("muster 1.2.3\n", muster("--version").run().out());
  }

  @Test
  void refuses_an_unknown_verb() throws Exception {
    var result = muster("frobnicate").run();
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("unknown verb \"frobnicate\""), result.err());
  }

  @Test
  void adds_up_the_tests_of_all_modules_in_its_last_line() throws Exception {
    jdk("good", "25.0.3");
    fakeMaven(
        """
        echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in A'
        echo 'bye[WARNING] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1'
        echo '[ERROR] Tests run: 4, Failures: 1, Errors: 2, Skipped: 0'
        echo 'BUILD FAILURE'
        exit 1
        """);
    for (String tool : List.of("jupyter-nbconvert", "jupyter-notebook", "chromium", "python")) {
      script(bin.resolve(tool), "exit 0\n");
    }
    var result = muster("test").with("MUSTER_TEST_PYTHON", bin.resolve("python").toString()).run();
    assertEquals(1, result.exitCode(), result.err());
    assertTrue(
        result.out().endsWith("\nTests run: 7, Failures: 1, Errors: 2, Skipped: 1\n"),
        result.out());
  }

  @Test
  void names_what_the_tests_need_and_does_not_leave_them_out() throws Exception {
    jdk("good", "25.0.3");
    var result = muster("test").with("MUSTER_TEST_PYTHON", "/nowhere/python").run();
    assertEquals(2, result.exitCode());
    assertEquals(2, result.errorLines().size(), result.err());
    assertTrue(
        result.err().contains("jupyter_kernel_test") && result.err().contains("chromium"),
        result.err());
    assertFalse(Files.exists(repository.resolve("mvn-calls")));
  }

  // ---- The stage

  private void assertRunsOn(Path jdk, Command command) throws Exception {
    var result = command.run();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().startsWith("java of " + jdk + "\n"), result.out() + result.err());
  }

  private Command muster(String... words) {
    return environment(
        Command.of(
            Stream.concat(Stream.of(repository.resolve("muster").toString()), Stream.of(words))
                .toList()));
  }

  private Command environment(Command command) {
    return command
        .with("PATH", bin.toString())
        .with("MUSTER_JDK_FOLDERS", jdks.toString())
        .with("HOME", temporary.toString());
  }

  /// What the calls of Maven left, a line for each.
  private String builds() throws IOException {
    return Files.readString(repository.resolve("mvn-calls"));
  }

  private Path jdk(String name, String version) throws IOException {
    return jdkAt(jdks.resolve(name), version);
  }

  private Path jdkOutside(String name) throws IOException {
    return jdkAt(temporary.resolve("other jdks").resolve(name), "25.0.3");
  }

  private static Path jdkAt(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\nMODULES=\"java.base jdk.jshell\"\n"
            .formatted(version));
    script(home.resolve("bin/javac"), "");
    script(
        home.resolve("bin/java"),
        """
        echo "java of %s"
        printf '[%%s]' "$@" | sed 's/.*\\[-D/[-D/; s/\\]\\[-cp\\]\\[[^]]*\\]\\[org.muster.install.Main\\]/]\\n/'
        echo
        """
            .formatted(home));
    return home;
  }

  /// @param more shell commands to run before it makes the jar
  private void fakeMaven(String more) throws IOException {
    script(
        bin.resolve("mvn"),
        """
        echo "$JAVA_HOME $*" >> mvn-calls
        echo '[INFO] Building Muster: kernel 0.1.0-SNAPSHOT                 [3/4]'
        %s
        mkdir -p install/target/muster/lib
        echo jar > install/target/muster/lib/one.jar
        """
            .formatted(more));
  }

  private void provide(String tool) throws IOException {
    for (String folder : List.of("/usr/bin", "/bin")) {
      Path program = Path.of(folder, tool);
      if (Files.isExecutable(program)) {
        script(bin.resolve(tool), "exec %s \"$@\"\n".formatted(program));
        return;
      }
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = repository.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen within 60 s");
      Thread.sleep(20);
    }
  }
}
