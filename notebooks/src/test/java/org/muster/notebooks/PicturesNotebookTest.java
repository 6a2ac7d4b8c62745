package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on pictures")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class PicturesNotebookTest {

  private static final Path IMAGES = Tutorial.FOLDER.resolve("data").resolve("images");
  private static final int PICTURES = 8;
  private static final int CELL = 170;
  private static final int HEAD = 22;
  private static final int CAPTION = 18;

  private static Tutorial notebook;
  private static BufferedImage sheet = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("12-pictures.ipynb").executed();
    sheet = Shown.image(notebook, "sheet");
  }

  @Test
  void gives_credit_for_every_picture() throws IOException {
    String credits = notebook.valueOf("credits");
    String readme = Files.readString(IMAGES.resolve("README.md"));
    int pictures = 0;
    try (var files = Files.newDirectoryStream(IMAGES, "*.{png,jpg}")) {
      for (Path file : files) {
        assertTrue(credits.contains(file.getFileName() + " "), file + " has no credit");
        assertTrue(readme.contains("`" + file.getFileName() + "`"), file + " is not described");
        pictures++;
      }
    }
    assertEquals(PICTURES, pictures);
    assertEquals(
        2, Printed.matches("Flickr user \\w+, 2011 +CC BY 2\\.0", credits).size(), credits);
    String text = notebook.json().toString();
    assertTrue(text.contains("https://creativecommons.org/licenses/by/2.0/"));
    assertTrue(text.contains("*danielbuechele*") && text.contains("*vultilion*"));
  }

  @Test
  void shows_that_an_image_cannot_travel() {
    String printed = notebook.printedBy("cannot-travel");
    assertTrue(
        printed.contains("java.awt.image.BufferedImage, which is not Serializable"), printed);
  }

  @Test
  void filters_every_picture_three_times() {
    String printed = notebook.printedBy("all-pictures");
    assertEquals(3 * PICTURES, Printed.number("(\\d+) pictures from \\d workers", printed));
  }

  @Test
  void has_a_contact_sheet_of_the_right_size() {
    assertEquals(4 * CELL, sheet.getWidth());
    assertEquals(HEAD + PICTURES * (CELL + CAPTION), sheet.getHeight());
  }

  /// The mean brightness of a cell says whether it is the right picture: a drawing is on white
  /// paper, and to sharpen or soften changes little.
  @Test
  void shows_each_picture_before_and_after() {
    for (int row = 0; row < PICTURES; row++) {
      double before = brightness(0, row);
      assertTrue(brightness(1, row) > 150, "no paper in row " + row);
      assertTrue(Math.abs(brightness(2, row) - before) < 15, "sharp in row " + row);
      assertTrue(Math.abs(brightness(3, row) - before) < 15, "soft in row " + row);
      assertTrue(colourfulness(1, row) < 1, "a drawing in colour in row " + row);
    }
  }

  /// Mean brightness again: that of the square in the middle of the file.
  @Test
  void shows_the_originals_in_order() throws IOException {
    String[] files = {
      "astronaut.png", "chelsea.png", "china.jpg", "coffee.png",
      "flower.jpg", "hubble_deep_field.jpg", "retina.jpg", "rocket.jpg"
    };
    for (int row = 0; row < files.length; row++) {
      BufferedImage image = ImageIO.read(IMAGES.resolve(files[row]).toFile());
      int side = Math.min(image.getWidth(), image.getHeight());
      BufferedImage middle =
          image.getSubimage(
              (image.getWidth() - side) / 2, (image.getHeight() - side) / 2, side, side);
      assertEquals(mean(middle), brightness(0, row), 4, files[row]);
    }
  }

  @Test
  void cuts_a_picture_without_seams() {
    String printed = notebook.printedBy("strips");
    assertTrue(printed.contains("with a halo of 2 rows: 0 of 1,990,921 pixels differ"), printed);
    assertTrue(Printed.number("without a halo: +([\\d,]+) pixels", printed) > 0, printed);
  }

  @Test
  void judges_by_what_it_measured() {
    String times = notebook.printedBy("verdict");
    assertEquals(2, Printed.matches("loop +\\d+ ms, (pool|strips) +\\d+ ms", times).size(), times);
    String words = notebook.printedBy("verdict-in-words");
    assertTrue(words.contains("4.3 million pixels"), words);
    assertTrue(words.contains("With eight pictures the pool was "), words);
    assertTrue(words.contains("2.2 times as fast is the most there is"), words);
    assertTrue(words.contains("That one in strips was "), words);
  }

  private static BufferedImage cell(int column, int row) {
    int y = HEAD + row * (CELL + CAPTION);
    return sheet.getSubimage(column * CELL + 2, y, CELL - 4, CELL - 4);
  }

  private static double brightness(int column, int row) {
    return mean(cell(column, row));
  }

  private static double mean(BufferedImage image) {
    double sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        sum += ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3.0;
      }
    }
    return sum / (image.getWidth() * image.getHeight());
  }

  /// How far red, green and blue are apart at most.
  private static int colourfulness(int column, int row) {
    BufferedImage image = cell(column, row);
    int most = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        most = Math.max(most, Math.abs((rgb >> 16 & 255) - (rgb & 255)));
      }
    }
    return most;
  }
}
