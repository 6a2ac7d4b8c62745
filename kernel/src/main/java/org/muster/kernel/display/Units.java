package org.muster.kernel.display;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Values as people say them: times in the units that they are long in, numbers of bytes likewise.
final class Units {

  private static final String[] BYTE_UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Units() {}

  /// What a cell of a table says.
  ///
  /// @param longest how many characters of it there may be
  static String inTable(@Nullable Object cell, int longest) {
    return cell instanceof Duration duration ? text(duration) : ValueText.of(cell, longest);
  }

  /// A duration, as in `1 min 3.2 s`: its first units, and no more digits than anybody reads.
  static String text(Duration duration) {
    if (duration.isNegative()) {
      return duration.toSeconds() == Long.MIN_VALUE // has no positive counterpart
          ? duration.toString()
          : "-" + text(duration.negated());
    }
    long seconds = duration.toSeconds();
    int nanos = duration.toNanosPart();
    if (seconds >= DAY) {
      return two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
    }
    if (seconds >= HOUR) {
      return two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min");
    }
    double rest = seconds % MINUTE + nanos / 1e9;
    if (seconds >= MINUTE) {
      String tail = rest == 0 ? "" : " " + digits(rest, 1) + " s";
      return seconds / MINUTE + " min" + tail;
    }
    if (seconds > 0 || nanos == 0) {
      return digits(rest, 3) + " s";
    }
    return nanos >= 1_000_000
        ? digits(nanos / 1e6, 3) + " ms"
        : nanos >= 1_000 ? digits(nanos / 1e3, 3) + " µs" : nanos + " ns";
  }

  /// A number of bytes, as in `1.5 MB`.
  static String bytes(long bytes) {
    if (bytes > -1000 && bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes / 1e3;
    int unit = 0;
    while (Math.abs(value) >= 999.5 && unit < BYTE_UNITS.length - 1) {
      value /= 1e3;
      unit++;
    }
    String format = Math.abs(value) < 9.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, BYTE_UNITS[unit]);
  }

  /// Whether a column of this name holds numbers of bytes.
  static boolean isBytes(String column) {
    return column.equals("bytes") || column.endsWith("Bytes");
  }

  private static String two(long first, String unit, long second, String smaller) {
    String rest = second == 0 ? "" : " " + second + " " + smaller;
    return String.format(Locale.ROOT, "%,d %s%s", first, unit, rest);
  }

  /// Never rounded up to a whole unit more.
  private static String digits(double value, int most) {
    double scale = Math.pow(10, most);
    String text =
        String.format(Locale.ROOT, "%." + most + "f", Math.floor(value * scale + 1e-6) / scale);
    return text.replaceAll("\\.?0+$", "");
  }
}
