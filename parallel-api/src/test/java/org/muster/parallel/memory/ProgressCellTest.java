package org.muster.parallel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A progress cell")
class ProgressCellTest {

  @Test
  void shows_the_other_side_what_runs() throws Exception {
    try (var pools = ProgressCell.create();
        var workers = ProgressCell.open(pools.file())) {
      assertEquals(ProgressCell.NONE, pools.chunk());
      workers.loading(7, 42);
      assertEquals(7, pools.chunk());
      assertEquals(OptionalLong.empty(), pools.called());
      workers.running(7, 42, -5);
      assertEquals(OptionalLong.of(-5), pools.called());
      assertEquals(7, pools.chunk());
      assertEquals(42, pools.item());
      workers.idle();
      assertEquals(ProgressCell.NONE, pools.chunk());
    }
  }

  @Test
  void shows_it_just_so_after_the_first_notes_and_what_was_printed_too() throws Exception {
    try (var pools = ProgressCell.create();
        var workers = ProgressCell.open(pools.file())) {
      var all = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        workers.running(i, 3L * i, 1);
        byte[] line = ("line " + i + "\n").getBytes(StandardCharsets.UTF_8);
        workers.printed(false, line, 0, line.length);
        all.append("line ").append(i).append('\n');
        assertEquals(i, pools.chunk());
        assertEquals(3L * i, pools.item());
        if (i % 100 == 7) {
          assertEquals(last(all), text(pools.printedAfter(false, 0)));
          assertEquals("", text(pools.printedAfter(true, 0)));
        }
      }
    }
  }

  private static String last(StringBuilder all) {
    return all.substring(Math.max(0, all.length() - 4096));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void left_its_file_behind_when_its_pool_was_killed_before_the_worker_had_opened_it()
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "files have names here");
    try (var pools = ProgressCell.create()) {
      String file = Files.readSymbolicLink(pools.file()).toString();
      assertTrue(file.endsWith(".progress (deleted)"), file);
      try (var _ = ProgressCell.open(pools.file())) {
        assertTrue(Files.exists(pools.file()), "the worker has taken something away");
      }
    }
  }

  @Test
  void clears_away_those_whose_pool_and_worker_were_killed_at_the_start() throws Exception {
    Path memory = Path.of("/dev/shm");
    Path folder = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    Path abandoned = Files.createTempFile(folder, "muster-", ".progress");
    Path starting = Files.createTempFile(folder, "muster-", ".progress");
    Files.setLastModifiedTime(
        abandoned, FileTime.from(Instant.now().minus(Duration.ofMinutes(10))));
    try (var _ = ProgressCell.create()) {
      assertFalse(Files.exists(abandoned));
      assertTrue(Files.exists(starting));
    } finally {
      Files.deleteIfExists(abandoned);
      Files.deleteIfExists(starting);
    }
  }

  @Test
  void leaves_no_file_if_it_was_never_opened() throws Exception {
    var cell = ProgressCell.create();
    assertTrue(Files.exists(cell.file()));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cell.file())));
    cell.close();
    cell.close();
    assertFalse(Files.exists(cell.file()));
  }

  @Test
  void refuses_a_file_that_is_none(@TempDir Path folder) throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThrows(IOException.class, () -> ProgressCell.open(empty));
    assertThrows(IOException.class, () -> ProgressCell.open(folder.resolve("missing")));
  }
}
