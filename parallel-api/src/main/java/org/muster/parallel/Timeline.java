package org.muster.parallel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// When each worker ran chunks of a pool's latest run. Made by [Pool#timeline].
///
/// In a notebook it is shown as a picture; [#toString] draws it with characters.
///
/// @param title what ran: `map in cell [3], line 2`
/// @param elapsed from the call to the last result
/// @param lanes one for each worker
public record Timeline(String title, Duration elapsed, List<Lane> lanes) {

  private static final int TEXT_COLUMNS = 60;
  private static final int TEXT_LANES = 40;
  private static final int TEXT_LOSSES = 3;

  /// From nothing to all of a column.
  private static final String SHADES = " ░▒▓█";

  public Timeline {
    lanes = List.copyOf(lanes);
  }

  /// What one worker did, and what happened to it.
  public record Lane(int worker, List<Bar> bars, List<Event> events) {
    public Lane {
      bars = List.copyOf(bars);
      events = List.copyOf(events);
    }

    /// The time that is covered by bars.
    public Duration covered() {
      return bars.stream()
          .map(bar -> bar.to().minus(bar.from()))
          .reduce(Duration.ZERO, Duration::plus);
    }
  }

  /// One chunk, or several that follow each other where there are very many.
  ///
  /// @param from since the call
  /// @param to since the call
  /// @param receiving of this time: the chunk was on its way to a worker that had nothing else, its
  ///   code was loaded, its items were decoded
  /// @param running of this time: the task ran
  /// @param returning of this time: the results were encoded. What these three leave of the time is
  ///   between chunks that became one bar.
  /// @param failed whether an item of it failed
  public record Bar(
      Duration from,
      Duration to,
      Duration receiving,
      Duration running,
      Duration returning,
      long chunks,
      boolean failed) {}

  /// Something that happened to a worker.
  ///
  /// @param at since the call
  /// @param note more about it, as in `exit code 137`; may be empty
  public record Event(Duration at, Change change, String note) {}

  /// How a worker comes and goes.
  public enum Change {
    /// Its process is being started; in the place of another one, if that was lost.
    STARTED,

    /// It takes chunks from now on.
    READY,

    /// Its process has ended, and nobody had asked for that.
    LOST
  }

  /// The timeline in the format of Chrome's trace viewer, for `chrome://tracing` and
  /// [Perfetto](https://ui.perfetto.dev).
  public String toChromeTrace() {
    return ChromeTrace.of(this);
  }

  /// Writes [#toChromeTrace()] into a file.
  ///
  /// @throws UncheckedIOException if it cannot be written
  public void toChromeTrace(Path file) {
    try {
      Files.writeString(file, toChromeTrace());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the trace to " + file + ": " + e, e);
    }
  }

  /// A duration with three digits and the unit that suits it: `412 µs`, `2.04 s`, `3 min 20 s`.
  public static String text(Duration duration) {
    double nanos = (double) duration.toNanos();
    if (nanos < 999.5e3) {
      return digits(nanos / 1e3) + " µs";
    }
    if (nanos < 999.5e6) {
      return digits(nanos / 1e6) + " ms";
    }
    if (nanos < 119.5e9) {
      return digits(nanos / 1e9) + " s";
    }
    long seconds = Math.round(nanos / 1e9);
    return seconds < 7200
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  private static String digits(double value) {
    String format = value == 0 || value >= 99.5 ? "%.0f" : value >= 9.95 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /// The title with the time and how many workers there were.
  public String heading() {
    return "%s: %s on %d %s"
        .formatted(title, text(elapsed), lanes.size(), lanes.size() == 1 ? "worker" : "workers");
  }

  /// A line for each worker: the darker a column, the larger the part of its time in which the
  /// worker had a chunk.
  @Override
  public String toString() {
    if (lanes.isEmpty()) {
      return title;
    }
    var text = new StringBuilder(heading()).append('\n');
    for (Lane lane : lanes.subList(0, Math.min(lanes.size(), TEXT_LANES))) {
      double share = (double) lane.covered().toNanos() / Math.max(1, elapsed.toNanos());
      text.append(
          String.format(
              Locale.ROOT, "%4d |%s| %3.0f %%%n", lane.worker(), columns(lane), 100 * share));
    }
    if (lanes.size() > TEXT_LANES) {
      text.append("     … %d more workers%n".formatted(lanes.size() - TEXT_LANES));
    }
    String end = text(elapsed);
    text.append("      0").append(" ".repeat(TEXT_COLUMNS - end.length())).append(end);
    for (Lane lane : lanes) {
      lane.events().stream()
          .filter(event -> event.change() == Change.LOST)
          .limit(TEXT_LOSSES)
          .forEach(event ->
              text.append(
                  "%n     worker %d was lost after %s: %s"
                      .formatted(lane.worker(), text(event.at()), event.note())));
    }
    return text.toString();
  }

  private String columns(Lane lane) {
    double[] covered = new double[TEXT_COLUMNS];
    double column = Math.max(1.0, (double) elapsed.toNanos()) / TEXT_COLUMNS;
    for (Bar bar : lane.bars()) {
      double from = bar.from().toNanos() / column;
      double to = bar.to().toNanos() / column;
      for (int i = Math.max(0, (int) from); i < Math.min(TEXT_COLUMNS, to); i++) {
        covered[i] += Math.min(to, i + 1.0) - Math.max(from, i);
      }
    }
    var line = new StringBuilder();
    for (double part : covered) {
      line.append(SHADES.charAt((int) Math.clamp(Math.ceil(part * 4 - 0.05), 0, 4)));
    }
    return line.toString();
  }
}
