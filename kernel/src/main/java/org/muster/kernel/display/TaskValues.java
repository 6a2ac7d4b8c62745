package org.muster.kernel.display;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.DisplayLine;
import org.muster.parallel.spi.Picture;
import org.muster.parallel.spi.WorkerDisplay;

/// Values that tasks display, on their way to the notebook; [ArrivedValues] are what they become.
///
/// This class is sent to workers, with those that it needs.
public final class TaskValues {

  /// The classes of this package that workers need to display, this one among them.
  public static final List<String> CLASSES =
      List.of("TaskValues", "LibraryTypes", "Charts", "Charts$Drawn");

  private TaskValues() {}

  /// Shows a value under the cell that has submitted the task.
  ///
  /// @return the id with which [#update] replaces it
  public static String display(@Nullable Object value, String... types) {
    String id = UUID.randomUUID().toString();
    DisplayLine.send(new WorkerDisplay.Content(travelling(value), List.of(types), id, false));
    return id;
  }

  /// Replaces what was shown under this id.
  public static void update(String id, @Nullable Object value, String... types) {
    DisplayLine.send(new WorkerDisplay.Content(travelling(value), List.of(types), id, true));
  }

  /// What a function throws that works in the notebook only.
  static UnsupportedOperationException onlyInNotebook() {
    return new UnsupportedOperationException(DisplayLine.ONLY_IN_NOTEBOOK);
  }

  private static @Nullable Object travelling(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof RenderedImage image) {
      return picture(image, image.getWidth(), image.getHeight(), "", "");
    }
    Class<?> chart = LibraryTypes.chartType(value);
    if (chart == null) {
      return value;
    }
    Charts.Drawn drawn = Charts.draw(chart, value);
    return picture(drawn.image(), drawn.width(), drawn.height(), drawn.kind(), drawn.title());
  }

  /// The file of the picture, or the picture itself if it cannot be written: then it is refused as
  /// a result would be.
  private static Object picture(
      RenderedImage image, int width, int height, String kind, String title) {
    var png = new ByteArrayOutputStream();
    try {
      return ImageIO.write(image, "png", png)
          ? new Picture(png.toByteArray(), width, height, kind, title)
          : image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
