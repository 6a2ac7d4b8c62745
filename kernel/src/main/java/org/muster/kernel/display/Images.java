package org.muster.kernel.display;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.swing.ImageIcon;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/// Images of this JVM as those of a notebook.
final class Images {

  /// More than any screen shows; what is larger makes notebooks of many megabytes.
  static final int LONGEST_SIDE = 2_000;

  private Images() {}

  /// Puts an image into a bundle, smaller if it is very large.
  ///
  /// @param format PNG, JPEG or GIF
  /// @param tell says so
  static void put(DisplayData data, RenderedImage image, MIMEType format, Consumer<String> tell) {
    data.putData(format, base64(bounded(image, tell), format.getSubtype()));
  }

  /// Puts an image into a bundle that has more pixels than it is to be wide and high.
  static void putDense(DisplayData data, RenderedImage image, int width, int height) {
    data.putData(
        MIMEType.IMAGE_PNG, base64(image, "png"), Map.of("width", width, "height", height));
  }

  /// An image that may still be on its way, with its pixels.
  static RenderedImage loaded(Image image) {
    var icon = new ImageIcon(image); // waits
    if (icon.getIconWidth() <= 0 || icon.getIconHeight() <= 0) {
      throw new IllegalArgumentException("the image cannot be loaded");
    }
    var copy =
        new BufferedImage(icon.getIconWidth(), icon.getIconHeight(), BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.drawImage(icon.getImage(), 0, 0, null);
    graphics.dispose();
    return copy;
  }

  static String size(RenderedImage image) {
    return image.getWidth() + " × " + image.getHeight();
  }

  private static RenderedImage bounded(RenderedImage image, Consumer<String> tell) {
    double scale = (double) LONGEST_SIDE / Math.max(image.getWidth(), image.getHeight());
    if (scale >= 1) {
      return image;
    }
    BufferedImage smaller = scaled(image, scale);
    tell.accept(
        "the image has %s pixels and is shown with %s".formatted(size(image), size(smaller)));
    return smaller;
  }

  private static BufferedImage scaled(RenderedImage image, double scale) {
    var copy =
        new BufferedImage(
            Math.max(1, (int) Math.round(image.getWidth() * scale)),
            Math.max(1, (int) Math.round(image.getHeight() * scale)),
            image.getColorModel() != null && image.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_INT_ARGB
                : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawRenderedImage(
        image,
        AffineTransform.getScaleInstance(
            (double) copy.getWidth() / image.getWidth(),
            (double) copy.getHeight() / image.getHeight()));
    graphics.dispose();
    return copy;
  }

  /// The bytes of a file of this format.
  private static String base64(RenderedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      // In memory: a temporary file for each image takes longer than encoding it.
      boolean written = write(image, format, bytes);
      if (!written) { // floats for pixels, or transparency in a JPEG
        var plain =
            new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = plain.createGraphics();
        graphics.drawRenderedImage(image, new AffineTransform());
        graphics.dispose();
        written = write(plain, format, bytes);
      }
      if (!written) {
        throw new IllegalArgumentException("this JDK cannot write an image as " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static boolean write(RenderedImage image, String format, ByteArrayOutputStream bytes)
      throws IOException {
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      return ImageIO.write(image, format, out);
    }
  }
}
