package org.muster.kernel.display;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.muster.parallel.Timeline;

/// A timeline as a picture: a lane for each worker, a bar for each chunk. Its text has the colour
/// of the notebook's where it stands in a page; bars and lanes are of colours that are as clear on
/// white as on black.
final class TimelineSvg {

  private static final int WIDTH = 760;
  private static final int LEFT = 76;
  private static final int RIGHT = 16;
  private static final int TOP = 30;
  private static final int LANE = 18;
  private static final int GAP = 5;
  private static final int BOTTOM = 26;
  private static final int MOST_LANES = 64;

  /// Neighbours differ, so that chunks without a gap between them can be told apart.
  private static final List<String> BARS = List.of("#3b82c4", "#5fa3dd");

  private static final String FAILED = "#d64545";
  private static final String NEUTRAL = "#808080";
  private static final int TICKS = 6;

  private TimelineSvg() {}

  /// As a part of a page.
  static String inPage(Timeline timeline) {
    return draw(timeline, "currentColor");
  }

  /// As an image of its own, which knows nothing of the page around it.
  static String alone(Timeline timeline) {
    return draw(timeline, NEUTRAL);
  }

  private static String draw(Timeline timeline, String ink) {
    List<Timeline.Lane> lanes =
        timeline.lanes().subList(0, Math.min(timeline.lanes().size(), MOST_LANES));
    int height = TOP + lanes.size() * (LANE + GAP) + BOTTOM;
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">\n",
            WIDTH,
            height,
            WIDTH,
            height,
            ink));
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"18\" font-size=\"13\" font-weight=\"bold\">%s</text>\n",
            LEFT,
            HtmlTable.escaped(timeline.heading() + hidden(timeline, lanes))));
    double nanos = Math.max(1, (double) timeline.elapsed().toNanos());
    double scale = (WIDTH - LEFT - RIGHT) / nanos;
    axis(svg, nanos, scale, height - BOTTOM);
    for (int i = 0; i < lanes.size(); i++) {
      lane(svg, lanes.get(i), scale, nanos, TOP + i * (LANE + GAP));
    }
    return svg.append("</svg>").toString();
  }

  private static String hidden(Timeline timeline, List<Timeline.Lane> shown) {
    int more = timeline.lanes().size() - shown.size();
    return more == 0 ? "" : " (%d not shown)".formatted(more);
  }

  /// Ticks at 1, 2 or 5 times a power of ten.
  private static void axis(StringBuilder svg, double nanos, double scale, int bottom) {
    double power = Math.pow(10, Math.floor(Math.log10(nanos / TICKS)));
    double step = power;
    for (int factor : new int[] {2, 5, 10}) {
      if (nanos / step > TICKS) {
        step = factor * power;
      }
    }
    for (double at = 0; at <= nanos; at += step) {
      double x = LEFT + at * scale;
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-opacity=\"0.35\"/>\n",
              x,
              TOP - 3,
              x,
              bottom,
              NEUTRAL));
      String label = at == 0 ? "0" : Timeline.text(Duration.ofNanos(Math.round(at)));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
              x,
              bottom + 16,
              x > WIDTH - 40 ? "end" : "middle",
              label));
    }
  }

  private static void lane(
      StringBuilder svg, Timeline.Lane lane, double scale, double nanos, int y) {
    double share = 100 * (double) lane.covered().toNanos() / nanos;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">worker %d</text>\n",
            LEFT - 8,
            y + LANE - 5,
            lane.worker()));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.15\"><title>worker %d: %.0f %% of the time</title></rect>\n",
            LEFT,
            y,
            WIDTH - LEFT - RIGHT,
            LANE,
            NEUTRAL,
            lane.worker(),
            share));
    for (int i = 0; i < lane.bars().size(); i++) {
      Timeline.Bar bar = lane.bars().get(i);
      Duration took = bar.to().minus(bar.from());
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"><title>%s from %s%s%s</title></rect>\n",
              LEFT + bar.from().toNanos() * scale,
              y,
              Math.max(0.4, took.toNanos() * scale),
              LANE,
              bar.failed() ? FAILED : BARS.get(i % BARS.size()),
              Timeline.text(took),
              Timeline.text(bar.from()),
              bar.chunks() == 1 ? "" : ", %,d chunks".formatted(bar.chunks()),
              bar.failed() ? ", failed" : ""));
    }
  }
}
