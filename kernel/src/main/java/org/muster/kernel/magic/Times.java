package org.muster.kernel.magic;

import java.util.Locale;

/// Durations for people.
final class Times {

  private Times() {}

  /// Three significant digits in the unit that fits.
  static String text(double nanos) {
    if (nanos < 999.5) {
      return significant(nanos) + " ns";
    }
    if (nanos < 999.5e3) {
      return significant(nanos / 1e3) + " µs";
    }
    if (nanos < 999.5e6) {
      return significant(nanos / 1e6) + " ms";
    }
    return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }

  private static String significant(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
