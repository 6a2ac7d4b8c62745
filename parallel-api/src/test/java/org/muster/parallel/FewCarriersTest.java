package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// As many workers as carriers once left no carrier: each worker's output was read by a virtual
/// thread that held one, and an imap stood still.
@DisplayName("A pool in a JVM with one carrier of virtual threads")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FewCarriersTest {

  @Test
  void leaves_the_carrier_to_others() throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertTrue(program.waitFor(60, TimeUnit.SECONDS), "the imap stands still");
      String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("[1, 2, 3]", printed.strip());
    } finally {
      program.destroyForcibly();
    }
  }

  /// The other JVM.
  static final class Program {

    private Program() {}

    public static void main(String[] args) {
      try (var pool = Pool.of(2);
          Results<Integer> results = pool.imap(x -> x + 1, range(3))) {
        System.out.println(results.stream().toList());
      }
    }
  }
}
