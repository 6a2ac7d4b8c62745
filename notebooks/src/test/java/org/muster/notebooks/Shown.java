package org.muster.notebooks;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/// What a reader sees under the cells of an executed tutorial, in pieces that tests can compare.
final class Shown {

  private Shown() {}

  /// What a cell displayed, or has as its value, of one MIME type.
  static List<String> of(Tutorial notebook, String cell, String mimeType) {
    return notebook.codeCells().stream()
        .filter(candidate -> candidate.get("id").getAsString().equals(cell))
        .flatMap(Tutorial::outputs)
        .filter(output -> output.has("data"))
        .map(output -> output.getAsJsonObject("data"))
        .filter(data -> data.has(mimeType))
        .map((JsonObject data) -> Tutorial.textOf(data.get(mimeType)))
        .toList();
  }

  /// The one output of a cell that has this type.
  static String only(Tutorial notebook, String cell, String mimeType) {
    List<String> found = of(notebook, cell, mimeType);
    if (found.size() != 1) {
      throw new AssertionError("%s shows %d of %s".formatted(cell, found.size(), mimeType));
    }
    return found.getFirst();
  }

  /// The drawing of a cell that shows one.
  static String svg(Tutorial notebook, String cell) {
    return only(notebook, cell, "image/svg+xml");
  }

  /// Width and height of the picture of a cell that shows one, as in `720 x 320`.
  static String imageSize(Tutorial notebook, String cell) {
    BufferedImage image = image(notebook, cell);
    return "%d x %d".formatted(image.getWidth(), image.getHeight());
  }

  /// The picture of a cell that shows one.
  static BufferedImage image(Tutorial notebook, String cell) {
    byte[] bytes = Base64.getMimeDecoder().decode(only(notebook, cell, "image/png"));
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
      if (image == null) {
        throw new AssertionError("cell " + cell + " shows no picture");
      }
      return image;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// How many colours an image has: one that shows nothing has few.
  static long colours(BufferedImage image) {
    return Arrays.stream(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .distinct()
        .count();
  }
}
