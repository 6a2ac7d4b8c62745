package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A block of shared memory")
@Timeout(180)
class SharedMemoryTest {

  @TempDir private Path folder;

  private static String newName() {
    return "test-" + UUID.randomUUID();
  }

  @Test
  void is_found_by_its_name_from_another_jvm() throws Exception {
    String name = newName() + " ä/ö %:";
    try (var block = SharedMemory.create(name, 1000)) {
      block.segment().set(ValueLayout.JAVA_INT, 0, 41);
      assertEquals(
          "1000 42", OtherProgram.run(List.of("-Dname=" + name), 60, Attaching.class).strip());
      assertEquals(42, block.segment().get(ValueLayout.JAVA_INT, 0));
      assertEquals(name, block.name());
    }
  }

  /// Adds one to the first `int`.
  static final class Attaching {
    private Attaching() {}

    public static void main(String[] args) {
      var block = SharedMemory.attach(System.getProperty("name"));
      int sum = block.segment().get(ValueLayout.JAVA_INT, 0) + 1;
      block.segment().set(ValueLayout.JAVA_INT, 0, sum);
      System.out.println(block.size() + " " + sum);
    }
  }

  @Test
  void is_in_its_own_process_the_very_object() {
    try (var block = SharedMemory.create(newName(), 8)) {
      assertSame(block, SharedMemory.attach(block.name()));
      assertEquals("SharedMemory `%s` of 8 bytes".formatted(block.name()), block.toString());
    }
  }

  @Test
  void without_a_name_gets_one_of_its_own() {
    try (var block = SharedMemory.create(10);
        var other = SharedMemory.create(10)) {
      assertTrue(block.name().matches("mem_[0-9a-f]+"), block.name());
      assertTrue(!block.name().equals(other.name()));
      assertSame(block, SharedMemory.attach(block.name()));
      assertEquals(10, block.size());
    }
  }

  @Test
  void whose_name_is_taken_is_refused() {
    try (var block = SharedMemory.create(newName(), 8)) {
      var e =
          assertThrows(
              IllegalStateException.class, () -> SharedMemory.create(block.name(), 8).close());
      assertTrue(
          e.getMessage().startsWith("there is a shared object named `" + block.name()),
          e.getMessage());
    }
  }

  @Test
  void that_is_closed_or_unlinked_gives_its_name_back() {
    String name = newName();
    SharedMemory.create(name, 8).close();
    try (var block = SharedMemory.create(name, 8)) {
      block.unlink();
      block.unlink();
      assertThrows(NoSuchElementException.class, () -> SharedMemory.attach(name));
      try (var second = SharedMemory.create(name, 16)) {
        assertSame(second, SharedMemory.attach(name));
        block.asBytes().set(0, (byte) 1);
        assertEquals(0, second.asBytes().get(0));
      }
    }
  }

  @Test
  void that_is_not_there_is_told_with_the_name_that_was_perhaps_meant() {
    String name = newName();
    try (var _ = SharedMemory.create(name, 8)) {
      var e = assertThrows(NoSuchElementException.class, () -> SharedMemory.attach(name + "x"));
      assertTrue(e.getMessage().contains("Did you mean `%s`?".formatted(name)), e.getMessage());
      var other = assertThrows(NoSuchElementException.class, () -> SharedMemory.attach("z"));
      assertTrue(other.getMessage().contains("There are: "), other.getMessage());
    }
  }

  @Test
  void that_is_too_small_or_something_else_is_refused() {
    String name = newName();
    try (var block = SharedMemory.create(name, 8);
        var ints = SharedArray.ofInts(name + "-ints", 4)) {
      assertSame(block, SharedMemory.attach(name, 8));
      var small = assertThrows(IllegalArgumentException.class, () -> SharedMemory.attach(name, 9));
      assertEquals("`%s` is too small: it has 8 bytes, not 9".formatted(name), small.getMessage());
      var kind =
          assertThrows(
              IllegalArgumentException.class, () -> SharedArray.attachDoubles(ints.name()));
      assertEquals(
          "`%s` is a SharedArray of ints, not a SharedArray of doubles".formatted(ints.name()),
          kind.getMessage());
      assertThrows(IllegalArgumentException.class, () -> SharedMemory.attach(ints.name()));
      assertSame(ints, SharedArray.attachInts(ints.name()));
    }
  }

  @Test
  void has_a_name_that_can_be_one() {
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(" ", 8));
    var e =
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create("x".repeat(201), 8));
    assertTrue(e.getMessage().contains("201 bytes, and 200 are allowed"), e.getMessage());
    SharedMemory.create("x".repeat(200), 8).close();
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(-1));
    SharedMemory.create(0).close();
  }

  @Test
  void of_several_that_are_made_with_one_name_at_once_there_is_one() {
    String prefix = newName();
    try (var pool = Pool.of(4);
        var ready = SharedInt.of(0);
        var looked = SharedInt.of(0)) {
      for (int round = 1; round <= 25; round++) {
        String name = prefix + round;
        int arrivals = 4 * round;
        List<Integer> won =
            pool.everywhere(() -> {
              ready.incrementAndGet();
              while (ready.get() < arrivals) {
                Thread.onSpinWait();
              }
              int created = 0;
              SharedMemory mine = null;
              try {
                mine = SharedMemory.create(name, 8);
                created = 1;
              } catch (IllegalStateException e) {
                assertTrue(e.getMessage().contains("already"), e.getMessage());
              }
              looked.incrementAndGet();
              while (looked.get() < arrivals) {
                Thread.onSpinWait();
              }
              if (mine != null) {
                mine.close();
              }
              return created;
            });
        assertEquals(1, won.stream().mapToInt(i -> i).sum(), "round " + round);
      }
    }
  }

  @Test
  void takes_no_memory_of_those_who_attach_but_for_what_they_touch() {
    try (var block = SharedMemory.create(newName(), 800_000_000);
        var pool = Pool.of(1)) {
      block.segment().fill((byte) 1);
      String name = block.name();
      long grown =
          pool.apply(() -> {
            long before = residentPages();
            try (var attached = SharedMemory.attach(name)) {
              attached.asBytes().set(100_000_000L, (byte) 2);
              return residentPages() - before;
            }
          });
      assertTrue(grown * 4096 < 100_000_000, () -> grown + " pages");
    }
  }

  private static long residentPages() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
  }

  @Test
  void cannot_be_opened_by_another_user() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "only root can become somebody else, with setpriv");
    try (var block = SharedMemory.create(newName(), 8)) {
      Path file = openHere(block.name()).getFirst();
      String path = "/proc/%d/fd/%s".formatted(ProcessHandle.current().pid(), file.getFileName());
      assertEquals("0 read", reading(path, List.of()));
      String refused =
          reading(
              path,
              List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
      assertTrue(refused.startsWith("65534 ") && refused.contains("Permission denied"), refused);
    }
  }

  /// What a process says that reads a file: its user, and whether it could.
  private String reading(String file, List<String> asUser) throws Exception {
    List<String> command = new ArrayList<>(asUser);
    command.addAll(
        List.of("sh", "-c", "id -u; head -c 8 \"$1\" > /dev/null && echo read", "sh", file));
    Path output = folder.resolve(UUID.randomUUID() + ".txt");
    Process other =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(other.waitFor(60, TimeUnit.SECONDS));
    return String.join(" ", Files.readAllLines(output));
  }

  @Test
  void is_a_file_of_its_user_alone() throws Exception {
    try (var _ = SharedMemory.create(newName(), 8);
        Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "only Linux shows open files");
      List<Path> ours = files.filter(SharedMemoryTest::isOurs).toList();
      assertTrue(!ours.isEmpty());
      for (Path each : ours) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
      }
    }
  }

  @Test
  void that_nobody_here_refers_to_is_given_back_by_the_collector() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "only Linux shows open files");
    String name = newName();
    MemorySegment slice = SharedMemory.create(name, 1 << 20).asInts().slice(4, 8).segment();
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertTrue(isOpenHere(name), "a slice is held");
    slice.fill((byte) 1);
    slice = null;
    while (isOpenHere(name)) {
      System.gc();
      Thread.sleep(20);
    }
  }

  private static boolean isOpenHere(String name) throws IOException {
    return !openHere(name).isEmpty();
  }

  private static List<Path> openHere(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(file -> link(file).contains(name)).toList();
    }
  }

  private static boolean isOurs(Path file) {
    return link(file).startsWith("/memfd:muster:");
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
