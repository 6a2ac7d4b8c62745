package org.muster.notebooks;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/// The pictures that a notebook shows.
final class Pictures {

  private Pictures() {}

  /// The one PNG image of a cell.
  static BufferedImage png(Tutorial notebook, String cell) {
    String encoded = one(notebook, cell, "image/png").replaceAll("\\s", "");
    byte[] bytes = Base64.getDecoder().decode(encoded);
    try {
      return Objects.requireNonNull(
          ImageIO.read(new ByteArrayInputStream(bytes)), () -> "no image: " + cell);
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

  /// The one output of a cell that has this type.
  static String one(Tutorial notebook, String cell, String type) {
    List<String> found =
        notebook.codeCells().stream()
            .filter(candidate -> candidate.get("id").getAsString().equals(cell))
            .flatMap(Tutorial::outputs)
            .filter(output -> output.has("data"))
            .map(output -> output.getAsJsonObject("data"))
            .filter(data -> data.has(type))
            .map((JsonObject data) -> Tutorial.textOf(data.get(type)))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("%s shows %d of %s".formatted(cell, found.size(), type));
    }
    return found.getFirst();
  }
}
