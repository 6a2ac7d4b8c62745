package org.muster.kernel.display;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/// Files that hold an image, as that image.
///
/// A name that promises one is not enough: the first bytes have to say so too.
final class ImageFiles {

  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "tif", "tiff");

  /// Larger ones are decoded, and shown as [Images] bounds them.
  private static final long MOST_BYTES = 8_000_000;

  private static final int SIGNATURE_BYTES = 1_024;

  private ImageFiles() {}

  /// Puts the image in a file into a bundle; does nothing with other files, and folders.
  ///
  /// @param tell says so if it is shown smaller than it is
  static void put(DisplayData data, Path file, Consumer<String> tell) throws IOException {
    Path name = file.getFileName();
    if (name == null || !ENDINGS.contains(ending(name.toString())) || !Files.isRegularFile(file)) {
      return;
    }
    byte[] signature;
    try (InputStream in = Files.newInputStream(file)) {
      signature = in.readNBytes(SIGNATURE_BYTES);
    }
    boolean small = Files.size(file) <= MOST_BYTES;
    String type = type(signature);
    switch (type) {
      case "image/svg+xml" -> {
        if (small) {
          data.putSVG(Files.readString(file));
        } else {
          tell.accept("%s is too large to be shown".formatted(name));
        }
      }
      case "image/webp" -> {
        if (small) { // front ends know no such type of output, but browsers do
          data.putHTML("<img src=\"data:image/webp;base64,%s\"/>".formatted(base64(file)));
        }
      }
      case "image/png", "image/jpeg", "image/gif" -> {
        if (small) {
          data.putData(type, base64(file));
        } else {
          decode(data, file, tell);
        }
      }
      case "image/bmp", "image/tiff" -> decode(data, file, tell);
      default -> {} // something else under this name
    }
  }

  private static void decode(DisplayData data, Path file, Consumer<String> tell)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      BufferedImage image = ImageIO.read(in);
      if (image != null) {
        Images.put(data, image, MIMEType.IMAGE_PNG, tell);
      }
    }
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String type(byte[] signature) {
    String start = new String(signature, StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u0089PNG\r\n")) {
      return "image/png";
    }
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return "image/jpeg";
    }
    if (start.startsWith("GIF8")) {
      return "image/gif";
    }
    if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return "image/webp";
    }
    if (start.startsWith("BM")) {
      return "image/bmp";
    }
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return "image/tiff";
    }
    return start.contains("<svg") ? "image/svg+xml" : "";
  }
}
