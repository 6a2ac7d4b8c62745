package org.muster.parallel;

/// Facts about workers on this machine.
public final class Workers {

  private Workers() {}

  /// How many processors this JVM may use, cgroup limits respected: Python's `cpu_count()`. The
  /// environment variable `MUSTER_WORKERS` overrides it.
  ///
  /// @throws IllegalArgumentException if `MUSTER_WORKERS` is set to something else than a positive
  ///   number
  public static int available() {
    String set = System.getenv("MUSTER_WORKERS");
    if (set == null || set.isBlank()) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (!set.strip().matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "the environment variable MUSTER_WORKERS is `%s`; it must be a positive number"
              .formatted(set));
    }
    return Integer.parseInt(set.strip());
  }
}
