package org.muster.kernel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.ConnectionFile;

@DisplayName("The workout of a kernel that is recorded")
@Timeout(120)
class WorkoutTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void ends_with_a_kernel_that_leaves_as_it_was_asked_to() throws Exception {
    ConnectionFile connection = ConnectionFile.onFreePorts();
    Path file = folder.resolve("connection.json");
    connection.write(file);
    Process kernel = KernelProcess.launch(Map.of(), folder, file.toString());
    try (var workout = new Workout(connection, kernel)) {
      workout.run(1);
      assertTrue(kernel.waitFor(60, TimeUnit.SECONDS), "it does not leave");
      assertEquals(0, kernel.exitValue());
    } finally {
      kernel.destroyForcibly();
    }
  }

  @Test
  void gives_up_when_the_kernel_has_ended() throws Exception {
    Process kernel = KernelProcess.launch(Map.of(), folder, "no-such-file.json");
    try (var workout = new Workout(ConnectionFile.onFreePorts(), kernel)) {
      var thrown = assertThrows(IOException.class, () -> workout.run(1));
      assertEquals("the kernel does not answer a kernel_info_request", thrown.getMessage());
    } finally {
      kernel.destroyForcibly();
    }
  }
}
