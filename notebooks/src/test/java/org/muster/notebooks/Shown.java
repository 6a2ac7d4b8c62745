package org.muster.notebooks;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

  /// The drawing of a cell that shows one.
  static String svg(Tutorial notebook, String cell) {
    List<String> drawings = of(notebook, cell, "image/svg+xml");
    if (drawings.size() != 1) {
      throw new AssertionError("%d drawings of cell %s".formatted(drawings.size(), cell));
    }
    return drawings.getFirst();
  }

  /// Width and height of the picture of a cell that shows one, as in `720 x 320`.
  static String imageSize(Tutorial notebook, String cell) {
    BufferedImage image = image(notebook, cell);
    return "%d x %d".formatted(image.getWidth(), image.getHeight());
  }

  /// The picture of a cell that shows one.
  static BufferedImage image(Tutorial notebook, String cell) {
    List<String> images = of(notebook, cell, "image/png");
    if (images.size() != 1) {
      throw new AssertionError("%d pictures of cell %s".formatted(images.size(), cell));
    }
    byte[] bytes = Base64.getMimeDecoder().decode(images.getFirst());
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

  /// All places of a text that match.
  static List<MatchResult> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  /// The first group of the one place of a text that matches.
  static String one(String pattern, String text) {
    List<MatchResult> matches = all(pattern, text);
    if (matches.size() != 1) {
      throw new AssertionError("%d times `%s` in:%n%s".formatted(matches.size(), pattern, text));
    }
    return matches.getFirst().group(1);
  }

  /// As [#one], as a number; the commas between thousands are left out.
  static double number(String pattern, String text) {
    return Double.parseDouble(one(pattern, text).replace(",", ""));
  }
}
