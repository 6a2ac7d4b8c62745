package org.muster.parallel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The memory that is left")
class FreeMemoryTest {

  @TempDir private Path groups;

  private long left(String path) {
    return FreeMemory.left(groups, path, "memory.max", "memory.current");
  }

  private void group(String path, String max, long used, long cache) throws IOException {
    Path folder = Files.createDirectories(groups.resolve(path));
    Files.writeString(folder.resolve("memory.max"), max + "\n");
    Files.writeString(folder.resolve("memory.current"), used + "\n");
    Files.writeString(folder.resolve("memory.stat"), "anon 5\ninactive_file " + cache + "\n");
  }

  @Test
  void is_what_the_tightest_group_around_this_process_leaves() throws Exception {
    group("jobs", "1000", 300, 0);
    group("jobs/7", "5000", 100, 0);
    assertEquals(700, left("/jobs/7"));
  }

  @Test
  void counts_what_the_system_gives_back() throws Exception {
    group("job", "1000", 900, 400);
    assertEquals(500, left("/job"));
  }

  @Test
  void has_no_bound_where_no_group_sets_one() throws Exception {
    group("job", "max", 900, 0);
    assertEquals(Long.MAX_VALUE, left("/job"));
    assertEquals(Long.MAX_VALUE, left("/missing"));
  }

  @Test
  void of_a_container_is_that_of_the_root_that_it_sees() throws Exception {
    group("", "1000", 200, 0);
    assertEquals(800, left("/outside/of/it"));
  }

  @Test
  void is_said_when_it_is_not_enough() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> FreeMemory.check("SharedMemory", 1L << 60));
    assertTrue(e.getMessage().startsWith("a SharedMemory of 1.2 EB cannot be made: "));
  }
}
