package org.muster.kernel.display;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.muster.parallel.Timeline;

/// The lane of one worker in a [TimelineSvg]. What is narrower than a dot or two becomes one bar
/// with its neighbours, and all that is alike is one path: the picture of a million chunks is not
/// larger than that of a thousand.
final class TimelineLane {

  static final int HEIGHT = 18;
  static final String NEUTRAL = "#808080";

  /// What a worker spends its time on, and the colour of that.
  enum Phase {
    RECEIVE("#d08a1d"),
    RUN("#3b82c4"),

    /// Neighbours differ, so that chunks without a gap between them can be told apart.
    RUN_NEXT("#5fa3dd"),
    RETURN("#2a9d8f"),
    FAILED("#d64545");

    final String colour;

    Phase(String colour) {
      this.colour = colour;
    }
  }

  /// So wide that one sees it.
  private static final double WIDE = 1.5;

  /// So wide that one can point at it.
  private static final double TOLD = 4;

  private static final int MOST_TOLD = 150;

  /// Several bars as one.
  private static final class Span {
    final double from;
    double to;
    double receiving;
    double running;
    double returning;
    long chunks;
    boolean failed;

    Span(Timeline.Bar bar) {
      from = bar.from().toNanos();
      add(bar);
    }

    void add(Timeline.Bar bar) {
      to = bar.to().toNanos();
      receiving += bar.receiving().toNanos();
      running += bar.running().toNanos();
      returning += bar.returning().toNanos();
      chunks += bar.chunks();
      failed |= bar.failed();
    }
  }

  private final Timeline.Lane lane;
  private final int left;
  private final int top;
  private final int width;
  private final double scale;
  private final Map<Phase, StringBuilder> paths = new EnumMap<>(Phase.class);
  private final StringBuilder svg = new StringBuilder();

  private TimelineLane(Timeline.Lane lane, int left, int top, int width, double nanos) {
    this.lane = lane;
    this.left = left;
    this.top = top;
    this.width = width;
    this.scale = width / nanos;
  }

  /// @param nanos that the width stands for
  static String draw(Timeline.Lane lane, int left, int top, int width, double nanos) {
    var drawing = new TimelineLane(lane, left, top, width, nanos);
    drawing.background();
    drawing.bars();
    drawing.events();
    return drawing.svg.toString();
  }

  private void background() {
    double share = 100 * (double) lane.covered().toNanos() * scale / width;
    add(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">worker %d</text>",
            left - 8,
            top + HEIGHT - 5,
            lane.worker()));
    add(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.15\"><title>worker %d: %.0f %% of the time</title></rect>",
            left,
            top,
            width,
            HEIGHT,
            NEUTRAL,
            lane.worker(),
            share));
  }

  private void bars() {
    List<Span> spans = spans();
    for (int i = 0; i < spans.size(); i++) {
      draw(spans.get(i), i % 2 == 0 ? Phase.RUN : Phase.RUN_NEXT);
    }
    paths.forEach((phase, path) ->
        add(String.format(Locale.ROOT, "<path fill=\"%s\" d=\"%s\"/>", phase.colour, path)));
    spans.stream()
        .filter(span -> (span.to - span.from) * scale >= TOLD)
        .limit(MOST_TOLD)
        .forEach(this::tell);
  }

  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    for (Timeline.Bar bar : lane.bars()) {
      Span last = spans.isEmpty() ? null : spans.getLast();
      if (last != null
          && last.failed == bar.failed()
          && (bar.to().toNanos() - last.from) * scale < WIDE) {
        last.add(bar);
      } else {
        spans.add(new Span(bar));
      }
    }
    return spans;
  }

  private void draw(Span span, Phase running) {
    if (span.failed) {
      path(Phase.FAILED, span.from, span.to);
      return;
    }
    double received = Math.min(span.to, span.from + span.receiving);
    double ran = Math.min(span.to, received + span.running);
    path(Phase.RECEIVE, span.from, received);
    path(running, received, ran);
    path(Phase.RETURN, ran, Math.min(span.to, ran + span.returning));
  }

  /// A part of a bar; what cannot be seen is left out, unless it is the task itself.
  private void path(Phase phase, double from, double to) {
    boolean isTask = phase == Phase.RUN || phase == Phase.RUN_NEXT || phase == Phase.FAILED;
    double wide = (to - from) * scale;
    if (wide >= 0.25 || isTask) {
      paths
          .computeIfAbsent(phase, _ -> new StringBuilder())
          .append(
              String.format(
                  Locale.ROOT,
                  "M%.1f %dh%.1fv%dh-%.1fz",
                  left + from * scale,
                  top,
                  Math.max(0.4, wide),
                  HEIGHT,
                  Math.max(0.4, wide)));
    }
  }

  /// What one reads who points at it.
  private void tell(Span span) {
    String parts =
        span.failed
            ? "failed"
            : "receive %s, run %s, return %s"
                .formatted(text(span.receiving), text(span.running), text(span.returning));
    add(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill-opacity=\"0\"><title>%s%s from %s: %s</title></rect>",
            left + span.from * scale,
            top,
            (span.to - span.from) * scale,
            HEIGHT,
            span.chunks == 1 ? "" : String.format(Locale.ROOT, "%,d chunks, ", span.chunks),
            text(span.to - span.from),
            text(span.from),
            parts));
  }

  private static String text(double nanos) {
    return Timeline.text(Duration.ofNanos(Math.round(nanos)));
  }

  /// A loss is a red line through the lane, and what follows until a worker is ready is dashed.
  private void events() {
    double absentFrom = -1;
    for (Timeline.Event event : lane.events()) {
      double at = event.at().toNanos() * scale;
      switch (event.change()) {
        case STARTED -> absentFrom = absentFrom < 0 ? at : absentFrom;
        case READY -> {
          absent(absentFrom, at);
          absentFrom = -1;
        }
        case LOST -> {
          absentFrom = at;
          if (at <= width) {
            add(
                String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f %dv%d\" stroke=\"%s\" stroke-width=\"3\"><title>worker %d was lost after %s: %s</title></path>",
                    left + at,
                    top - 2,
                    HEIGHT + 4,
                    Phase.FAILED.colour,
                    lane.worker(),
                    Timeline.text(event.at()),
                    HtmlTable.escaped(event.note())));
          }
        }
      }
    }
    absent(absentFrom, width);
  }

  private void absent(double from, double to) {
    if (from >= 0 && from < width) {
      add(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"none\" stroke=\"%s\" stroke-dasharray=\"3 2\"><title>a worker starts</title></rect>",
              left + from,
              top + 0.5,
              Math.max(1, Math.min(width, to) - from),
              HEIGHT - 1,
              NEUTRAL));
    }
  }

  private void add(String element) {
    svg.append(element).append('\n');
  }
}
