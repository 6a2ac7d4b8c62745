package org.muster.parallel.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory there is to share.
public final class MemoryBudget {

  private static final Path SYSTEM = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /// What a container may use, in the two ways in which Linux says it.
  private static final Path[] CONTAINER = {
    Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes")
  };

  private MemoryBudget() {}

  /// The bytes that are free on this machine, or that this container may use if those are fewer; 0
  /// where the system does not say.
  public static long available() {
    long bytes = 0;
    try {
      for (String line : Files.readAllLines(SYSTEM, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(AVAILABLE)) {
          bytes = Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    for (Path file : CONTAINER) {
      bytes = Math.min(bytes, limit(file));
    }
    return bytes;
  }

  private static long limit(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
    } catch (IOException e) {
      return Long.MAX_VALUE; // there is none
    }
  }
}
