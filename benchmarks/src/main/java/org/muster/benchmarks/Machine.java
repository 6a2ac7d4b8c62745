package org.muster.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What a run was made on: what a reader needs in order to compare, and no name.
///
/// @param processors as many as this JVM may use
/// @param processor the model, where the system tells
/// @param memoryBytes all of it
/// @param system with its version
/// @param java the runtime
/// @param load how many processors others kept busy before the run, negative if unknown
public record Machine(
    int processors,
    Optional<String> processor,
    long memoryBytes,
    String system,
    String java,
    double load) {

  private static final String BUSY =
      ": **others were using the processors**, so the times are longer than the programs need and"
          + " only ratios of rows with a small spread mean something";

  /// This one.
  static Machine here() {
    var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        bean.getAvailableProcessors(),
        processorModel(),
        bean.getTotalMemorySize(),
        "%s %s, %s".formatted(bean.getName(), release(bean.getVersion()), bean.getArch()),
        "%s (%s)"
            .formatted(
                System.getProperty("java.runtime.version"), System.getProperty("java.vendor")),
        bean.getSystemLoadAverage());
  }

  /// Lines of a Markdown list.
  String markdown() {
    StringBuilder lines = new StringBuilder();
    lines.append(
        "- %d processors%s, %.1f GB of memory\n"
            .formatted(
                processors, processor.map(model -> " (" + model + ")").orElse(""), gigabytes()));
    lines.append("- ").append(system).append('\n');
    lines.append("- Java ").append(java).append('\n');
    if (load >= 0) {
      lines.append(
          String.format(
              Locale.ROOT,
              "- load average before the run: %.2f%s\n",
              load,
              load > processors / 2.0 ? BUSY : ""));
    }
    return lines.toString();
  }

  /// Without the suffix, in which some systems name the machine or its owner.
  private static String release(String version) {
    return version.split("[-+_]", 2)[0];
  }

  private double gigabytes() {
    return memoryBytes / 1e9;
  }

  private static Optional<String> processorModel() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // not on Linux
    }
  }
}
