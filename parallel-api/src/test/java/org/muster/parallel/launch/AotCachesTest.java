package org.muster.parallel.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.parallel.spi.WorkerLauncher.LaunchedWorker;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.spi.WorkerLauncher.WorkerLaunch;

@DisplayName("The AOT cache of worker JVMs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class AotCachesTest {

  @TempDir Path folder;

  private List<String> jars = List.of();
  private Path made = Path.of("");

  /// Caches exist for jars only, and the build runs tests from folders.
  @BeforeAll
  void makes_jars_of_what_the_tests_run_from(@TempDir Path jarFolder) throws Exception {
    List<String> packed = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        packed.add(jarOf(path, jarFolder.resolve(packed.size() + ".jar")).toString());
      } else if (path.getFileName().toString().matches("(jeromq|jnacl|jspecify).*")) {
        packed.add(entry);
      }
    }
    jars = List.copyOf(packed);
    made = jarFolder.resolve("made.aot");
  }

  private static Path jarOf(Path classes, Path jar) {
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    assertEquals(
        0,
        tool.run(
            System.out, System.err, "-c", "-f", jar.toString(), "-C", classes.toString(), "."));
    return jar;
  }

  @Test
  void is_made_in_the_background_and_used_from_then_on() throws Exception {
    Process first = program(jars, "until-there-is-a-cache");
    assertEquals("without\nmade\n", outputOf(first));
    assertEquals("with\n", outputOf(program(jars, "once")));
    Path log = folder.resolve("classes.log");
    assertEquals(
        "with\n", outputOf(program(jars, "once", "-Xlog:class+load:file=" + log)), "with a log");
    assertTrue(
        Files.readString(log).lines().anyMatch(AotCachesTest::isWorkerClassFromCache),
        "no class of a worker comes from the cache");
    assertEquals(List.of("aot"), kindsOfFiles());
  }

  private static boolean isWorkerClassFromCache(String line) {
    return line.contains("org.muster.parallel.worker.ChunkRunner ")
        && line.contains("shared objects file");
  }

  @Test
  void does_no_harm_when_it_is_damaged() throws Exception {
    Path cache = trained();
    byte[] bytes = Files.readAllBytes(cache);
    Files.write(cache, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);
    assertEquals("with\n", outputOf(program(jars, "once")), "all but empty");
    Files.write(cache, Arrays.copyOf(bytes, bytes.length / 2));
    assertEquals("with\n", outputOf(program(jars, "once")), "cut in half");
  }

  @Test
  void is_not_used_for_a_jar_that_has_changed() throws Exception {
    String before = AotCacheKey.of(jars, List.of());
    Path changed = folder.resolve("changed.jar");
    Files.copy(Path.of(jars.getFirst()), changed, StandardCopyOption.COPY_ATTRIBUTES);
    List<String> others = new ArrayList<>(jars);
    others.set(0, changed.toString());
    String copied = AotCacheKey.of(others, List.of());
    Files.write(changed, new byte[1], StandardOpenOption.APPEND);
    String appended = AotCacheKey.of(others, List.of());
    assertNotEquals(before, copied);
    assertNotEquals(copied, appended);
    assertEquals(before, AotCacheKey.of(jars, List.of()));
  }

  @Test
  void is_the_same_for_workers_of_any_heap_and_another_for_other_flags() {
    assertEquals(
        AotCacheKey.of(jars, List.of("-Xmx1g")), AotCacheKey.of(jars, List.of("-Dname=value")));
    assertNotEquals(AotCacheKey.of(jars, List.of()), AotCacheKey.of(jars, List.of("-XX:+UseG1GC")));
  }

  @Test
  void is_not_to_be_had_for_folders() {
    assertNull(AotCacheKey.of(List.of(folder.toString()), List.of()));
  }

  @Test
  void is_not_used_next_to_options_that_the_jvm_refuses_with_it() throws Exception {
    Path _ = trained();
    assertEquals("without\n", outputOf(program(jars, "once", "-Xshare:off")));
  }

  @Test
  void is_not_used_when_it_is_switched_off() throws Exception {
    Path _ = trained();
    ProcessBuilder builder = builder(jars, "once");
    builder.environment().put(AotCaches.SWITCH, "off");
    assertEquals("without\n", outputOf(builder.start()));
  }

  @Test
  void is_made_once_by_two_programs_that_want_it_at_the_same_time() throws Exception {
    Path cache = folder.resolve("twice.aot");
    Process first = training(cache);
    Process second = training(cache);
    assertTrue(first.waitFor(120, TimeUnit.SECONDS));
    assertTrue(second.waitFor(120, TimeUnit.SECONDS));
    assertTrue(Files.isRegularFile(cache));
    assertEquals(List.of("aot"), kindsOfFiles());
  }

  @Test
  void is_given_up_with_the_program_that_wanted_it() throws Exception {
    Process training = training(folder.resolve("unwanted.aot"));
    List<ProcessHandle> workers = new ArrayList<>();
    while (workers.isEmpty() && training.isAlive()) {
      Thread.onSpinWait();
      training.descendants().forEach(workers::add);
    }
    assertFalse(workers.isEmpty(), "the training ended by itself");
    training.getOutputStream().close();
    assertTrue(training.waitFor(60, TimeUnit.SECONDS));
    for (ProcessHandle worker : workers) {
      var _ = worker.onExit().get(60, TimeUnit.SECONDS);
    }
    assertEquals(List.of("lock"), kindsOfFiles());
  }

  /// On a busy machine its pool killed it while it wrote, and there was never a cache.
  @Test
  void is_made_of_the_record_of_a_worker_that_is_not_killed_when_it_takes_long() throws Exception {
    var nowhere = new Rendezvous("tcp://127.0.0.1:1", new byte[16], new byte[32], new byte[32]);
    var launch = new WorkerLaunch(0, null, nowhere, jars, List.of());
    LaunchedWorker worker = new LocalLauncher(List.of()).launch(launch, _ -> {});
    worker.kill();
    assertThrows(TimeoutException.class, () -> worker.onExit().get(500, TimeUnit.MILLISECONDS));
    ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void is_one_of_a_few_that_are_kept() throws IOException {
    for (int i = 0; i < 9; i++) {
      Path file = Files.createFile(folder.resolve(i + ".aot"));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * (i + 1)));
    }
    Path abandoned = Files.createFile(folder.resolve("x.aot.77.unfinished"));
    Files.setLastModifiedTime(abandoned, FileTime.fromMillis(1));
    Path recent = Files.createFile(folder.resolve("y.aot.78.unfinished"));
    CacheFolder.tidy(folder);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          List.of(
              "3.aot",
              "4.aot",
              "5.aot",
              "6.aot",
              "7.aot",
              "8.aot",
              recent.getFileName().toString()),
          left.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  // ---- programs --------------------------------------------------------------------------------

  /// The cache of a program's workers, as if it had been made before. It is made once, because that
  /// takes seconds.
  private Path trained() throws Exception {
    if (Files.notExists(made)) {
      assertTrue(training(made).waitFor(120, TimeUnit.SECONDS));
    }
    Path workers = Files.createDirectories(folder.resolve("muster").resolve("workers"));
    return Files.copy(made, workers.resolve(AotCacheKey.of(jars, List.of()) + ".aot"));
  }

  private Process training(Path cache) throws IOException {
    List<String> command = LocalLauncher.java(jars, List.of());
    command.addAll(List.of("org.muster.parallel.training.TrainingMain", cache.toString()));
    return withCaches(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Process program(List<String> classPath, String... args) throws IOException {
    return builder(classPath, args).start();
  }

  private ProcessBuilder builder(List<String> classPath, String... args) {
    List<String> command = LocalLauncher.java(classPath, List.of());
    command.add(StartProgram.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = withCaches(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("XDG_CACHE_HOME", folder.toString());
    return builder;
  }

  /// A program with workers as a user has them. Those of other tests have no cache, and options of
  /// the build.
  private static ProcessBuilder withCaches(List<String> command) {
    ProcessBuilder builder = LocalLauncher.builder(command);
    builder.environment().keySet().removeAll(Set.of(AotCaches.SWITCH, "MUSTER_WORKER_JVM_OPTS"));
    return builder;
  }

  private static String outputOf(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return text;
  }

  private List<String> kindsOfFiles() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .map(name -> name.substring(name.lastIndexOf('.') + 1))
          .filter(kind -> !kind.equals("log"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
