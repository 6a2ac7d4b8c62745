package org.muster.parallel.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// How much memory this process uses: what the system counts for it where the system tells, its
/// heap elsewhere. Belongs to the task thread.
final class MemoryUse {

  /// Set by a pool that wants to know; the workers of others do not spend the time.
  private final boolean wanted = Boolean.getBoolean("muster.worker.tellMemory");

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  /// What it shares with its pool is not its own.
  private static final String SHARED = "RssShmem:";

  /// To ask takes some 20 microseconds.
  private static final long INTERVAL_NANOS = 20_000_000;

  /// Less of a change is not worth a message.
  private static final long STEP = 4 << 20;

  private final boolean told = Files.isReadable(STATUS);
  private long askedNanos = System.nanoTime() - INTERVAL_NANOS;
  private long last;

  /// The bytes in use, if they have changed much since the last time.
  OptionalLong change() {
    long now = System.nanoTime();
    if (!wanted || now - askedNanos < INTERVAL_NANOS) {
      return OptionalLong.empty();
    }
    askedNanos = now;
    long bytes = told ? resident() : heap();
    if (Math.abs(bytes - last) < STEP) {
      return OptionalLong.empty();
    }
    last = bytes;
    return OptionalLong.of(bytes);
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long resident() {
    try {
      long bytes = 0;
      for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(RESIDENT)) {
          bytes += kilobytes(line);
        } else if (line.startsWith(SHARED)) {
          bytes -= kilobytes(line);
        }
      }
      if (bytes > 0) {
        return bytes;
      }
    } catch (IOException e) {
      // Then as where there is no such file.
    }
    return heap();
  }

  private static long kilobytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
