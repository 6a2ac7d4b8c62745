package org.muster.kernel.display;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Objects;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/// XChart's charts as images. They draw themselves on whatever they are given.
final class Charts {

  /// Screens have two pixels where a page has one.
  private static final int DENSITY = 2;

  private static final int LONGEST_TITLE = 200;

  private Charts() {}

  /// A chart as it was drawn.
  ///
  /// @param image with all its pixels
  /// @param width as it is to be shown, as the chart says
  /// @param kind the class of the chart
  /// @param title empty if it has none
  record Drawn(BufferedImage image, int width, int height, String kind, String title) {}

  /// Puts a chart into a bundle, as large as it says it is.
  ///
  /// @param type as [LibraryTypes#chartType] has it
  static void put(DisplayData data, Class<?> type, Object chart) {
    put(data, draw(type, chart));
  }

  /// Draws a chart. Done in workers too.
  ///
  /// @param type as [LibraryTypes#chartType] has it
  static Drawn draw(Class<?> type, Object chart) {
    int width = (int) LibraryTypes.call(type, chart, "getWidth");
    int height = (int) LibraryTypes.call(type, chart, "getHeight");
    int density = Math.max(width, height) <= Images.LONGEST_SIDE ? DENSITY : 1;
    var image = new BufferedImage(width * density, height * density, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(density, density);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    try {
      Class<?>[] parameters = {Graphics2D.class, int.class, int.class};
      LibraryTypes.invoke(type, chart, "paint", parameters, graphics, width, height);
    } finally {
      graphics.dispose();
    }
    Object title = LibraryTypes.invoke(type, chart, "getTitle", new Class<?>[0]);
    String kind = chart.getClass().getSimpleName();
    return new Drawn(image, width, height, kind, Objects.toString(title, ""));
  }

  /// Puts a chart into a bundle that was drawn.
  static void put(DisplayData data, Drawn drawn) {
    Images.putDense(data, drawn.image(), drawn.width(), drawn.height());
    String text = ValueText.cut(drawn.title(), LONGEST_TITLE);
    data.putText(
        "%s %d × %d%s"
            .formatted(
                drawn.kind(),
                drawn.width(),
                drawn.height(),
                text.isBlank() ? "" : " \"" + text + "\""));
  }
}
