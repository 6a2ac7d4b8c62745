package org.muster.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("muster doctor")
@Timeout(180)
class DoctorTest {

  @TempDir Path temporary;

  @Test
  void passes_where_kernel_cell_and_pool_work() throws Exception {
    var result = doctor().run();
    assertEquals(0, result.exitCode(), result.out() + result.err());
    for (String line :
        new String[] {"kernel: answers", "cell: 1 + 1 is 2", "pool: 2 workers", "end: "}) {
      assertTrue(result.out().contains("PASS  " + line), result.out());
    }
    assertTrue(result.out().contains("WARN  kernel for Jupyter: not installed"), result.out());
    assertTrue(
        result.out().lines().reduce("", (_, last) -> last).startsWith("PASS  Muster works here"),
        result.out());
  }

  @Test
  void fails_where_the_kernel_does_not_start() throws Exception {
    var result = doctor().with("MUSTER_JVM_OPTS", "-XX:NoSuchThing=1").run();
    assertEquals(1, result.exitCode(), result.out());
    assertTrue(result.out().contains("FAIL  kernel: "), result.out());
    assertTrue(result.out().contains("NoSuchThing"), result.out());
  }

  @Test
  void fails_where_an_installed_kernel_has_lost_its_jars() throws Exception {
    Path prefix = temporary.resolve("prefix");
    Command.muster("install", "--prefix", prefix.toString()).run();
    Path data = prefix.resolve("share/jupyter");
    Path lib = data.resolve("kernels/muster/lib");
    Files.move(lib, lib.resolveSibling("gone"));
    var result = doctor().with("JUPYTER_PATH", data.toString()).run();
    assertEquals(1, result.exitCode(), result.out());
    assertTrue(result.out().contains("FAIL  kernel \"muster\""), result.out());
    assertTrue(result.out().contains("has lost its jars"), result.out());
  }

  private Command doctor() {
    return Command.muster("doctor").with("JUPYTER_DATA_DIR", temporary.resolve("none").toString());
  }
}
