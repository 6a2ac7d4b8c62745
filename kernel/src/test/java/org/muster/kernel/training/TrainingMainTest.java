package org.muster.kernel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The making of the kernel's cache")
@Timeout(120)
class TrainingMainTest {

  @TempDir private Path folder;

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            TrainingMain.class.getName(),
            cache().toString(),
            folder.resolve("no-kernel.jar").toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Path cache() {
    return folder.resolve("kernel.aot");
  }

  private static int exitOf(Process process) throws InterruptedException {
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }

  @Test
  void is_done_where_there_is_one() throws Exception {
    Files.writeString(cache(), "made before");
    assertEquals(0, exitOf(start()));
    assertEquals("made before", Files.readString(cache()));
    assertEquals(List.of("kernel.aot"), files());
  }

  @Test
  void is_left_to_another_that_is_at_it() throws Exception {
    Path lockFile = folder.resolve("kernel.aot.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertTrue(lock.isValid());
      assertEquals(1, exitOf(start()));
    }
    assertEquals(List.of("kernel.aot.lock"), files());
  }

  @Test
  void leaves_nothing_behind_where_the_kernel_does_not_start() throws Exception {
    assertEquals(1, exitOf(start()));
    assertEquals(List.of(), files().stream().filter(name -> !name.endsWith(".lock")).toList());
  }
}
