package org.muster.benchmarks;

import java.util.Locale;

/// What the numbers of a figure count.
public enum Unit {
  /// Nanoseconds: the fewer the better.
  TIME,
  /// Bytes: the fewer the better.
  MEMORY,
  /// Thousandths of the speed of one thread: the more the better.
  SPEED_UP;

  private static final double BYTES_PER_MB = 1e6;
  private static final double THOUSANDTHS = 1e3;

  /// A value with three digits, and its unit.
  String text(long value) {
    return switch (this) {
      case TIME -> time(value);
      case MEMORY -> digits(value / BYTES_PER_MB) + " MB";
      case SPEED_UP -> digits(value / THOUSANDTHS) + " ×";
    };
  }

  /// How many times better Muster's value is than another one.
  double ratio(long own, long other) {
    return switch (this) {
      case TIME, MEMORY -> (double) other / own;
      case SPEED_UP -> (double) own / other;
    };
  }

  private static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 999_500) {
      return digits(nanos / 1e3) + " µs";
    }
    if (nanos < 999_500_000) {
      return digits(nanos / 1e6) + " ms";
    }
    return digits(nanos / 1e9) + " s";
  }

  /// A number with three digits, where it has a fraction.
  static String digits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
