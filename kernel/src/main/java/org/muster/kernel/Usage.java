package org.muster.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.muster.kernel.message.Reply;

/// What this kernel and its worker processes use of the machine, as ipykernel tells it.
///
/// **Threads.** May be used from any thread.
final class Usage {

  /// First since the process has started.
  private long askedNanos = System.nanoTime() - age().toNanos();

  private Duration used = Duration.ZERO;

  /// The answer to a `usage_request`.
  synchronized Reply.Usage reply() {
    Duration before = used;
    long since = askedNanos;
    used = processorTime();
    askedNanos = System.nanoTime();
    double share = (double) used.minus(before).toNanos() / Math.max(1, askedNanos - since);
    return new Reply.Usage(
        hostname(),
        ProcessHandle.current().pid(),
        Math.max(0, Math.round(share * 1_000) / 10.0), // less if a worker has ended
        processes().mapToLong(process -> residentBytes(process.pid())).sum(),
        Runtime.getRuntime().availableProcessors(),
        memoryOfHost());
  }

  private static Duration age() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()))
        .orElse(Duration.ZERO);
  }

  private static Stream<ProcessHandle> processes() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants());
  }

  private static Duration processorTime() {
    return processes()
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static long residentBytes(long pid) {
    return kilobytes(Path.of("/proc/%d/status".formatted(pid))).getOrDefault("VmRSS", 0L) * 1_024;
  }

  private static Map<String, Long> memoryOfHost() {
    Map<String, Long> found = kilobytes(Path.of("/proc/meminfo"));
    Map<String, Long> named = new LinkedHashMap<>();
    if (found.containsKey("MemTotal")) {
      long total = found.get("MemTotal") * 1_024;
      long available = found.getOrDefault("MemAvailable", 0L) * 1_024;
      named.put("total", total);
      named.put("available", available);
      named.put("used", total - available);
      named.put("free", found.getOrDefault("MemFree", 0L) * 1_024);
      named.put("percent", Math.round(100.0 * (total - available) / total));
    }
    return named;
  }

  /// The lines `Name: 123 kB` of a file; empty where there is no such file.
  private static Map<String, Long> kilobytes(Path file) {
    Map<String, Long> found = new LinkedHashMap<>();
    for (String line : lines(file)) {
      if (line.endsWith(" kB") && line.contains(":")) {
        int colon = line.indexOf(':');
        String number = line.substring(colon + 1, line.length() - " kB".length()).strip();
        found.put(line.substring(0, colon), Long.parseLong(number));
      }
    }
    return found;
  }

  private static String hostname() {
    List<String> lines = lines(Path.of("/proc/sys/kernel/hostname"));
    return lines.isEmpty() ? System.getenv().getOrDefault("HOSTNAME", "") : lines.getFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // another system, or the process has ended
    }
  }
}
