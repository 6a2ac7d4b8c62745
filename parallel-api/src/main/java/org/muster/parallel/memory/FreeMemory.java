package org.muster.parallel.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.jvm.ThisJvm;

/// How much memory the system and a container's limit still give out. The system itself would agree
/// to any size and kill a process later, when the pages are touched.
public final class FreeMemory {

  /// Smaller objects are not worth reading files for.
  private static final long WORTH_ASKING = 16L << 20;

  private static final int COLLECTIONS = 2;
  private static final long CLEANING_NANOS = 50_000_000;

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  private FreeMemory() {}

  /// @throws IllegalArgumentException if there are not so many bytes, with what there is
  static void check(String what, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("%d bytes for a %s".formatted(bytes, what));
    }
    if (bytes < WORTH_ASKING) {
      return;
    }
    Optional<String> missing = missing(bytes);
    for (int i = 0; i < COLLECTIONS && missing.isPresent(); i++) {
      // What the program has forgotten goes when the collector has been there.
      Registry.tidy();
      System.gc();
      LockSupport.parkNanos(CLEANING_NANOS);
      missing = missing(bytes);
    }
    if (missing.isPresent()) {
      throw new IllegalArgumentException(
          """
          a %s of %s cannot be made: %s. Make a smaller one, or close others that you do not need.\
          """
              .formatted(what, text(bytes), missing.get()));
    }
  }

  /// What is short for so many bytes.
  private static Optional<String> missing(long bytes) {
    OptionalLong system = ofSystem();
    if (system.isPresent() && bytes > system.getAsLong()) {
      return Optional.of("this machine has %s left".formatted(text(system.getAsLong())));
    }
    OptionalLong group = ofControlGroup();
    return group.isPresent() && bytes > group.getAsLong()
        ? Optional.of(
            "the limit of this container or job leaves %s".formatted(text(group.getAsLong())))
        : Optional.empty();
  }

  /// How many bytes there are, as far as the system says so.
  public static OptionalLong left() {
    long least =
        Math.min(ofSystem().orElse(Long.MAX_VALUE), ofControlGroup().orElse(Long.MAX_VALUE));
    return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
  }

  /// A number of bytes, to be read.
  public static String text(long bytes) {
    if (bytes < 10_000) {
      return bytes + " bytes";
    }
    String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double amount = bytes / 1000.0;
    int unit = 0;
    while (amount >= 1000 && unit < units.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, units[unit]);
  }

  private static OptionalLong ofSystem() {
    try {
      if (!Linux.AVAILABLE) {
        String folder = ThisJvm.property("java.io.tmpdir", ".");
        return OptionalLong.of(Files.getFileStore(Path.of(folder)).getUsableSpace());
      }
      for (String line : Files.readAllLines(MEMINFO)) {
        if (line.startsWith("MemAvailable:")) {
          return OptionalLong.of(1024 * Long.parseLong(line.replaceAll("\\D", "")));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Then the system does not say.
    }
    return OptionalLong.empty();
  }

  /// The least of what the control groups around this process leave.
  private static OptionalLong ofControlGroup() {
    long least = Long.MAX_VALUE;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        String[] parts = line.split(":", 3);
        if (parts.length == 3 && parts[1].isEmpty()) {
          least = Math.min(least, left(CGROUPS, parts[2], "memory.max", "memory.current"));
        } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
          Path root = CGROUPS.resolve("memory");
          least =
              Math.min(
                  least, left(root, parts[2], "memory.limit_in_bytes", "memory.usage_in_bytes"));
        }
      }
    } catch (IOException e) {
      // No control groups here.
    }
    return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
  }

  /// What a group and those around it leave, or as good as no limit. In a container the path is
  /// often that of the outside; its own group is then the root.
  static long left(Path root, String path, String limit, String used) {
    long least = Long.MAX_VALUE;
    @Nullable Path group = root.resolve(path.substring(Math.min(1, path.length()))).normalize();
    while (group != null && group.startsWith(root)) {
      long bound = number(group.resolve(limit));
      long inUse = number(group.resolve(used));
      if (bound != Long.MAX_VALUE && inUse != Long.MAX_VALUE) {
        long cache = fileCache(group.resolve("memory.stat"));
        least = Math.min(least, Math.max(0, bound - inUse + cache));
      }
      group = group.getParent();
    }
    return least;
  }

  /// What the system gives back before it refuses anything.
  private static long fileCache(Path statistics) {
    try {
      for (String line : Files.readAllLines(statistics)) {
        if (line.startsWith("inactive_file ")) {
          return Long.parseLong(line.substring("inactive_file ".length()));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Then there is none to count with.
    }
    return 0;
  }

  /// The number in a file; as good as no limit if there is none, or if it says `max`.
  private static long number(Path file) {
    try {
      long number = Long.parseLong(Files.readString(file).strip());
      return number > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : number;
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
