package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.JCStressTest;

/// jcstress runs the programs of [SharedMemoryStress] and [SharedQueueStress] in JVMs of its own,
/// and fails on a result that must not be.
@DisplayName("What threads see of shared memory")
@Tag("jcstress")
@Timeout(600)
class SharedMemoryStressTest {

  /// Of an iteration, of which there are two for each program. For a long run:
  /// `-Dmuster.jcstress.millis=60000`.
  private static final String MILLIS = System.getProperty("muster.jcstress.millis", "120");

  @TempDir Path folder;

  @Test
  void is_what_the_memory_model_promises() throws Exception {
    Path log = folder.resolve("jcstress.log");
    Process jcstress =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-t",
                "Shared(Memory|Queue)Stress",
                "-r",
                folder.toString(),
                "-jvmArgs",
                "--enable-native-access=ALL-UNNAMED -XX:-UsePerfData",
                "-f",
                "1",
                "-iters",
                "2",
                "-time",
                MILLIS,
                "-af",
                "NONE",
                "-sc",
                "false",
                "-strideCount",
                Integer.toString(SharedMemoryStress.STRIDES),
                "-strideSize",
                Integer.toString(SharedMemoryStress.AT_ONCE / SharedMemoryStress.STRIDES))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(jcstress.waitFor(9, TimeUnit.MINUTES), () -> read(log));
      assertEquals(0, jcstress.exitValue(), () -> read(log));
    } finally {
      List<ProcessHandle> started = jcstress.descendants().toList();
      jcstress.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
    }
    for (Class<?> program : programs()) {
      if (program.isAnnotationPresent(JCStressTest.class)) {
        Path result = folder.resolve(program.getName().replace('$', '.') + ".html");
        assertTrue(Files.exists(result), () -> "no " + result.getFileName() + ": " + read(log));
      }
    }
  }

  private static List<Class<?>> programs() {
    return Stream.of(SharedMemoryStress.class, SharedQueueStress.class)
        .<Class<?>>flatMap(suite -> Stream.of(suite.getClasses()))
        .toList();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
