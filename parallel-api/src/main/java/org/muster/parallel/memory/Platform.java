package org.muster.parallel.memory;

import java.util.Locale;

/// What this system has, as far as it can be said without asking it.
final class Platform {

  /// The number of the `futex` call, or -1 where it is not known.
  static final int FUTEX = futexNumber();

  /// Whether there are memory files and futexes: 64-bit Linux on a processor whose call numbers are
  /// known.
  static final boolean SHARES_MEMORY =
      System.getProperty("os.name", "").startsWith("Linux") && FUTEX > 0;

  private Platform() {}

  private static int futexNumber() {
    return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> 202;
      case "aarch64", "riscv64" -> 98;
      default -> -1;
    };
  }
}
