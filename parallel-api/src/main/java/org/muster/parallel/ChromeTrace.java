package org.muster.parallel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A timeline as JSON in Chrome's trace event format: the pool is a process, each worker a thread,
/// each chunk a complete event (`X`) with one for each part of it inside, and what happened to a
/// worker an instant event (`i`). Times are microseconds.
///
/// @see <a
///   href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace
///   Event Format</a>
final class ChromeTrace {

  private final List<String> events = new ArrayList<>();

  private ChromeTrace() {}

  static String of(Timeline timeline) {
    var trace = new ChromeTrace();
    trace.name("process_name", 0, "\"name\":" + quoted(timeline.title()));
    for (Timeline.Lane lane : timeline.lanes()) {
      trace.name("thread_name", lane.worker(), "\"name\":\"worker %d\"".formatted(lane.worker()));
      trace.name("thread_sort_index", lane.worker(), "\"sort_index\":" + lane.worker());
      lane.bars().forEach(bar -> trace.bar(lane.worker(), bar));
      lane.events().forEach(event -> trace.event(lane.worker(), event));
    }
    return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
        + String.join(",\n", trace.events)
        + "\n]}\n";
  }

  /// Metadata: what a process or thread is called, and where it stands.
  private void name(String what, int thread, String argument) {
    events.add(
        "{\"ph\":\"M\",\"name\":\"%s\",\"pid\":1,\"tid\":%d,\"args\":{%s}}"
            .formatted(what, thread, argument));
  }

  private void bar(int worker, Timeline.Bar bar) {
    String name = bar.chunks() == 1 ? "chunk" : bar.chunks() + " chunks";
    complete(worker, bar.failed() ? name + ", failed" : name, bar.from(), bar.to(), bar);
    Duration at = bar.from();
    if (!bar.failed()) {
      at = part(worker, "receive", at, bar.receiving(), bar);
      at = part(worker, "run", at, bar.running(), bar);
      var _ = part(worker, "return", at, bar.returning(), bar);
    }
  }

  /// @return when the part ends, which is not after the bar
  private Duration part(int worker, String name, Duration from, Duration took, Timeline.Bar bar) {
    Duration to = from.plus(took).compareTo(bar.to()) > 0 ? bar.to() : from.plus(took);
    if (to.compareTo(from) > 0) {
      complete(worker, name, from, to, bar);
    }
    return to;
  }

  private void complete(int worker, String name, Duration from, Duration to, Timeline.Bar bar) {
    events.add(
        "{\"ph\":\"X\",\"name\":\"%s\",\"cat\":\"pool\",\"pid\":1,\"tid\":%d,\"ts\":%s,\"dur\":%s,\"args\":{\"chunks\":%d}}"
            .formatted(name, worker, micros(from), micros(to.minus(from)), bar.chunks()));
  }

  private void event(int worker, Timeline.Event event) {
    events.add(
        "{\"ph\":\"i\",\"s\":\"t\",\"name\":\"%s\",\"cat\":\"worker\",\"pid\":1,\"tid\":%d,\"ts\":%s,\"args\":{\"note\":%s}}"
            .formatted(
                event.change().name().toLowerCase(Locale.ROOT),
                worker,
                micros(event.at()),
                quoted(event.note())));
  }

  private static String micros(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e3);
  }

  /// A JSON string.
  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        default -> {
          if (c < ' ') {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
