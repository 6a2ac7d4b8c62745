package org.muster.kernel.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An image")
class ImagesTest {

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();
  private final Display display = new Display(Throwable::toString, told::add);

  private static BufferedImage image(int width, int height, int type) {
    var image = new BufferedImage(width, height, type);
    image.setRGB(0, 0, 0xff336699);
    return image;
  }

  private static BufferedImage shown(JsonObject data) throws IOException {
    byte[] png = Base64.getDecoder().decode(data.get("image/png").getAsString());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertNotNull(image);
    return image;
  }

  private JsonObject data(Object value, String... types) {
    return display.render(value, types).data();
  }

  @ParameterizedTest(name = "of type {0}")
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_BYTE_GRAY
      })
  void is_shown_with_its_size_in_text(int type) throws IOException {
    BufferedImage image = image(30, 20, type);
    JsonObject data = data(image);
    assertEquals(image.getRGB(0, 0), shown(data).getRGB(0, 0));
    assertEquals("BufferedImage 30 × 20", data.get("text/plain").getAsString());
    assertEquals(Set.of("image/jpeg", "text/plain"), data(image, "image/jpeg").keySet());
  }

  @Test
  void is_shown_smaller_if_it_is_very_large_which_is_told() throws IOException {
    JsonObject data = data(image(6_000, 1_500, BufferedImage.TYPE_BYTE_GRAY));
    assertEquals(2_000, shown(data).getWidth());
    assertEquals(500, shown(data).getHeight());
    assertEquals("BufferedImage 6000 × 1500", data.get("text/plain").getAsString());
    assertEquals("the image has 6000 × 1500 pixels and is shown with 2000 × 500", told.getFirst());
  }

  @Test
  void is_waited_for_if_it_is_still_made() throws IOException {
    Image scaled =
        image(30, 20, BufferedImage.TYPE_INT_RGB).getScaledInstance(15, 10, Image.SCALE_SMOOTH);
    assertEquals(15, shown(data(scaled)).getWidth());
  }

  @Test
  void is_shown_for_the_file_that_holds_it() throws IOException {
    Path file = folder.resolve("a.PNG");
    ImageIO.write(image(3, 2, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    for (Object value : List.of(file, file.toFile())) {
      JsonObject data = data(value);
      assertArrayEquals(
          Files.readAllBytes(file),
          Base64.getDecoder().decode(data.get("image/png").getAsString()));
      assertEquals(file.toString(), data.get("text/plain").getAsString());
    }
    Path bitmap = folder.resolve("b.bmp");
    ImageIO.write(image(3, 2, BufferedImage.TYPE_INT_RGB), "bmp", bitmap.toFile());
    assertEquals(3, shown(data(bitmap)).getWidth());
    Path drawing = Files.writeString(folder.resolve("c.svg"), "<svg width='1'/>");
    assertEquals("<svg width='1'/>", data(drawing).get("image/svg+xml").getAsString());
  }

  @Test
  void is_not_seen_in_other_files() throws IOException {
    Path text = Files.writeString(folder.resolve("a.png"), "no image");
    Path folderLikeImage = Files.createDirectory(folder.resolve("d.png"));
    for (Path path : List.of(text, folderLikeImage, folder, folder.resolve("missing.png"))) {
      assertEquals(Set.of("text/plain"), data(path).keySet());
      assertEquals(path.toString(), data(path).get("text/plain").getAsString());
    }
    assertTrue(told.isEmpty(), told.toString());
  }

  @Test
  void is_read_from_a_stream_only_if_it_is_asked_for() throws IOException {
    Path file = folder.resolve("a.png");
    ImageIO.write(image(3, 2, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    try (InputStream in = Files.newInputStream(file)) {
      assertEquals(Set.of("text/plain"), data(in).keySet());
      assertEquals(3, shown(data(in, "image/png")).getWidth());
    }
  }
}
