package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Shared memory whose users are killed")
@Timeout(180)
class SharedMemoryLossTest {

  @TempDir private Path folder;

  /// Makes or attaches to a block, says so, and does nothing until it is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      String name = System.getProperty("name");
      var block =
          Boolean.getBoolean("make") ? SharedMemory.create(name, 4096) : SharedMemory.attach(name);
      block.asLongs().getAndAdd(0, 1);
      System.out.println("has it");
      Thread.sleep(120_000);
      block.close();
    }
  }

  /// Makes blocks as fast as it can.
  static final class Maker {
    private Maker() {}

    public static void main(String[] args) {
      System.out.println("has it");
      for (int i = 0; ; i++) {
        SharedMemory.create(System.getProperty("name") + i, 1 << 20).close();
      }
    }
  }

  private Process start(Class<?> program, String... options) throws Exception {
    Path output = folder.resolve(UUID.randomUUID() + ".txt");
    Process process = OtherProgram.start(List.of(options), output, program);
    while (!OtherProgram.read(output).contains("has it")) {
      assertTrue(process.isAlive(), () -> OtherProgram.read(output));
      Thread.sleep(10);
    }
    return process;
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly(); // kill -9
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
  }

  private static Set<String> filesOfOthers() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String each : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
      if (Files.isDirectory(Path.of(each))) {
        try (Stream<Path> files = Files.list(Path.of(each))) {
          files.map(Path::toString).filter(name -> name.contains("shared")).forEach(names::add);
        }
      }
    }
    return names;
  }

  @Test
  void stays_with_the_others_when_its_maker_is_killed_and_goes_with_the_last() throws Exception {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "memory files are Linux's");
    String name = "loss-" + UUID.randomUUID();
    Set<String> before = filesOfOthers();
    Process maker = start(Holder.class, "-Dname=" + name, "-Dmake=true");
    Process other = start(Holder.class, "-Dname=" + name);
    kill(maker);
    try (var block = SharedMemory.attach(name)) {
      assertEquals(2, block.asLongs().get(0));
    }
    Process third = start(Holder.class, "-Dname=" + name);
    kill(other);
    kill(third);
    assertThrows(NoSuchElementException.class, () -> SharedMemory.attach(name));
    SharedMemory.create(name, 8).close();
    assertEquals(before, filesOfOthers());
  }

  @Test
  void leaves_nothing_when_its_makers_are_killed_in_the_middle() throws Exception {
    String name = "middle-" + UUID.randomUUID();
    Set<String> before = filesOfOthers();
    List<Process> makers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      makers.add(start(Maker.class, "-Dname=" + name));
    }
    for (Process each : makers) {
      kill(each);
    }
    var e = assertThrows(NoSuchElementException.class, () -> SharedMemory.attach(name));
    assertTrue(!e.getMessage().contains(name + "1"), e.getMessage());
    assertEquals(before, filesOfOthers());
    SharedMemory.create(name, 8).close();
  }

  @Test
  void is_whole_for_the_pool_when_a_worker_is_killed() {
    try (var pool = Pool.of(2);
        var array = SharedArray.ofLongs(100)) {
      assertThrows(
          WorkerLostException.class,
          () ->
              pool.forEach(
                  i -> {
                    array.set(i, 1);
                    if (i == 5) {
                      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
                          .start()
                          .waitFor();
                    }
                  },
                  List.of(5)));
      assertEquals(1, array.get(5));
      pool.forEach(i -> array.set(i, 2), List.of(5));
      assertEquals(2, array.get(5));
    }
  }

  @Test
  void closed_by_the_task_that_returns_it_is_told() {
    try (var pool = Pool.of(1)) {
      var e =
          assertThrows(
              RuntimeException.class,
              () ->
                  pool.map(
                      _ -> {
                        var array = SharedArray.ofLongs(5);
                        var holder = new Late(array);
                        array.close();
                        return holder;
                      },
                      List.of(1)));
      assertTrue(e.toString().contains("is closed in this process"), e.toString());
    }
  }

  record Late(SharedArray.Longs array) implements java.io.Serializable {}

  /// What other systems do, here.
  @Test
  void on_systems_without_memory_files_leaves_no_file_either() throws Exception {
    Path files = Files.createDirectory(folder.resolve("files"));
    List<String> options =
        List.of("-Dmuster.memory.files=true", "-Djava.io.tmpdir=" + files, "-Dname=fallback");
    String said = OtherProgram.run(options, 120, WithFiles.class);
    assertTrue(said.contains("rw------- 1 4000 true 41"), said);
    assertEquals(List.of(), shared(files));

    List<String> making = new ArrayList<>(options);
    making.add("-Dmake=true");
    Process maker = start(Holder.class, making.toArray(String[]::new));
    assertEquals(1, shared(files).size());
    Process other = start(Holder.class, options.toArray(String[]::new));
    kill(maker);
    kill(other);
    assertEquals(1, shared(files).size(), "nobody was left to delete it");
    OtherProgram.run(options, 120, WithFiles.class);
    assertEquals(List.of(), shared(files));
  }

  private static List<Path> shared(Path files) throws IOException {
    try (Stream<Path> all = Files.list(files)) {
      return all.filter(file -> file.toString().endsWith(".shared")).toList();
    }
  }

  /// Uses everything in a JVM, and in two workers, that keep shared memory in files.
  static final class WithFiles {
    private WithFiles() {}

    public static void main(String[] args) throws Exception {
      String files = System.getProperty("java.io.tmpdir");
      try (var block = SharedMemory.create("fallback", 100);
          var count = SharedLong.of(0);
          var pool =
              Pool.open(c ->
                  c.withWorkers(2)
                      .withJvmOption("-Dmuster.memory.files=true")
                      .withJvmOption("-Djava.io.tmpdir=" + files))) {
        Path file = shared(Path.of(files)).getFirst();
        pool.forEach(_ -> count.incrementAndGet(), Items.range(4000));
        pool.forEach(_ -> SharedMemory.attach("fallback").asInts().set(3, 41), Items.range(1));
        boolean taken = false;
        try {
          SharedMemory.create("fallback", 1).close();
        } catch (IllegalStateException e) {
          taken = true;
        }
        var left = SharedArray.ofInts(10); // not closed: deleted at the end
        System.out.println(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + " "
                + (left.sum() + 1)
                + " "
                + count.get()
                + " "
                + taken
                + " "
                + block.asInts().get(3));
      }
    }
  }
}
