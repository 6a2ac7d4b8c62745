package org.muster.kernel.display;

import java.util.List;
import java.util.Locale;
import org.muster.kernel.display.TimelineLane.Phase;
import org.muster.parallel.Timeline;

/// Says what the colours of a [TimelineSvg] mean, those that are in it.
final class TimelineLegend {

  private static final int STEP = 76;

  private TimelineLegend() {}

  static void draw(StringBuilder svg, int left, int top, List<Timeline.Lane> lanes) {
    int x = left;
    x = entry(svg, x, top, "fill=\"%s\"".formatted(Phase.RECEIVE.colour), "receive");
    x = entry(svg, x, top, "fill=\"%s\"".formatted(Phase.RUN.colour), "run");
    x = entry(svg, x, top, "fill=\"%s\"".formatted(Phase.RETURN.colour), "return");
    String idle = "fill=\"%s\" fill-opacity=\"0.25\"".formatted(TimelineLane.NEUTRAL);
    x = entry(svg, x, top, idle, "idle");
    if (lanes.stream().anyMatch(lane -> lane.bars().stream().anyMatch(Timeline.Bar::failed))) {
      x = entry(svg, x, top, "fill=\"%s\"".formatted(Phase.FAILED.colour), "failed");
    }
    if (has(lanes, Timeline.Change.STARTED)) {
      String dashed =
          "fill=\"none\" stroke=\"%s\" stroke-dasharray=\"3 2\"".formatted(TimelineLane.NEUTRAL);
      x = entry(svg, x, top, dashed, "starting");
    }
    if (has(lanes, Timeline.Change.LOST)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %dv14\" stroke=\"%s\" stroke-width=\"3\"/>\n",
              x + 5,
              top - 1,
              Phase.FAILED.colour));
      label(svg, x, top, "lost");
    }
  }

  private static boolean has(List<Timeline.Lane> lanes, Timeline.Change change) {
    return lanes.stream()
        .anyMatch(lane -> lane.events().stream().anyMatch(event -> event.change() == change));
  }

  private static int entry(StringBuilder svg, int x, int top, String look, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" %s/>\n",
            x,
            top,
            look));
    label(svg, x, top, text);
    return x + STEP;
  }

  private static void label(StringBuilder svg, int x, int top, String text) {
    svg.append(
        String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>\n", x + 17, top + 10, text));
  }
}
