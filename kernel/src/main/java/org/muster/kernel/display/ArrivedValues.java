package org.muster.kernel.display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.Picture;

/// What came of values that tasks have displayed ([TaskValues]).
public final class ArrivedValues {

  private ArrivedValues() {}

  /// What is rendered in place of the value that the task had: the value, a picture, or a chart
  /// that was drawn already.
  public static @Nullable Object original(@Nullable Object sent) {
    if (!(sent instanceof Picture picture)) {
      return sent;
    }
    BufferedImage image = read(picture);
    if (picture.kind().isEmpty()) {
      return image;
    }
    var data = new DisplayData();
    Charts.put(
        data,
        new Charts.Drawn(
            image, picture.width(), picture.height(), picture.kind(), picture.title()));
    return data;
  }

  private static BufferedImage read(Picture picture) {
    try {
      return ImageIO.read(new ByteArrayInputStream(picture.png()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
