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
  private static final int GAP = 5;
  private static final int AXIS = 24;
  private static final int LEGEND = 24;
  private static final int MOST_LANES = 64;
  private static final int TICKS = 6;

  private TimelineSvg() {}

  /// As a part of a page.
  static String inPage(Timeline timeline) {
    return draw(timeline, "currentColor");
  }

  /// As an image of its own, which knows nothing of the page around it.
  static String alone(Timeline timeline) {
    return draw(timeline, TimelineLane.NEUTRAL);
  }

  private static String draw(Timeline timeline, String ink) {
    List<Timeline.Lane> lanes =
        timeline.lanes().subList(0, Math.min(timeline.lanes().size(), MOST_LANES));
    int bottom = TOP + lanes.size() * (TimelineLane.HEIGHT + GAP);
    int height = bottom + AXIS + LEGEND;
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
    axis(svg, nanos, scale, bottom);
    for (int i = 0; i < lanes.size(); i++) {
      int y = TOP + i * (TimelineLane.HEIGHT + GAP);
      svg.append(TimelineLane.draw(lanes.get(i), LEFT, y, WIDTH - LEFT - RIGHT, nanos));
    }
    TimelineLegend.draw(svg, LEFT, bottom + AXIS, lanes);
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
              TimelineLane.NEUTRAL));
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
}
