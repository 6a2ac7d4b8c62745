package org.muster.benchmarks;

import static org.muster.parallel.Items.args;
import static org.muster.parallel.Items.range;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.muster.parallel.Args3;
import org.muster.parallel.Task;

/// What the tutorials in `notebooks/` give to a pool, in their sizes and with their data.
final class TutorialTasks {

  private static final Path DATA = Path.of("notebooks", "data");

  /// A task with its items.
  ///
  /// @param what it is, with the number of the tutorial
  record Work<T, R>(String what, Task<T, R> task, List<T> items) {}

  private TutorialTasks() {}

  /// All of them.
  ///
  /// @throws BenchmarkException if their data is not there
  static List<Work<?, ?>> all() {
    if (!Files.isDirectory(DATA)) {
      throw BenchmarkException.refused(
          "there is no folder %s here, which has the tutorials' data; run this in the project's folder"
              .formatted(DATA));
    }
    try {
      return List.of(
          new Work<>(
              "02: is it a prime?", (Integer n) -> isPrime(n), range(900_000_000, 900_040_000)),
          new Work<>("02: squares with a pause of 10 ms", (Integer n) -> slowSquare(n), range(100)),
          new Work<>("13: a million squares", (Integer n) -> (long) n * n, range(1_000_000)),
          new Work<>("13: 16 rounds over 2 MB", (double[] xs) -> rooted(xs, 16), blocks()),
          new Work<>(
              "15: primes in blocks",
              (Integer from) -> primesIn(from),
              range(900_000_000, 900_000_000 + 300 * BLOCK, BLOCK)),
          new Work<>("16: words of a chapter", (String text) -> words(text), chapters()),
          new Work<>("17: flights overbooked", (Integer t) -> profit(t), range(180, 208)),
          new Work<>(
              "06: cross-validation", (Args3<Double, Double, Integer> g) -> score(g), grid()),
          new Work<>("12: strips of a picture", (Strip strip) -> strip.softened(), strips()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- numbers ---------------------------------------------------------------------------------

  private static final int BLOCK = 2_000;

  private static boolean isPrime(int n) {
    if (n < 4 || n % 2 == 0) {
      return n == 2 || n == 3;
    }
    for (int d = 3; (long) d * d <= n; d += 2) {
      if (n % d == 0) {
        return false;
      }
    }
    return true;
  }

  private static int primesIn(int from) {
    int primes = 0;
    for (int n = from; n < from + BLOCK; n++) {
      primes += isPrime(n) ? 1 : 0;
    }
    return primes;
  }

  private static long slowSquare(int n) throws InterruptedException {
    Nap.take(10);
    return (long) n * n;
  }

  private static double rooted(double[] xs, int rounds) {
    double sum = 0;
    for (int r = 0; r < rounds; r++) {
      for (double x : xs) {
        sum += Math.sqrt(x + r);
      }
    }
    return sum;
  }

  private static List<double[]> blocks() {
    return IntStream.range(0, 16)
        .mapToObj(i -> IntStream.range(0, 250_000).mapToDouble(x -> x + i).toArray())
        .toList();
  }

  private static double profit(int tickets) {
    var random = new Random(tickets);
    double sum = 0;
    for (int flight = 0; flight < 20_000; flight++) {
      int passengers = 0;
      for (int i = 0; i < tickets; i++) {
        passengers += random.nextDouble() < 13 / 14.0 ? 1 : 0;
      }
      sum += tickets * 120 - Math.max(0, passengers - 180) * 400;
    }
    return sum;
  }

  // ---- novels ----------------------------------------------------------------------------------

  private static List<String> chapters() throws IOException {
    List<String> chapters = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(DATA.resolve("austen"), "*.txt")) {
      for (Path file : files) {
        String[] texts = Files.readString(file).split("(?im)^chapter [ivxl0-9]+$", -1);
        chapters.addAll(Arrays.asList(texts).subList(1, texts.length));
      }
    }
    return chapters;
  }

  private static Map<String, Integer> words(String text) {
    Map<String, Integer> words = new HashMap<>();
    Matcher matcher = Pattern.compile("[a-z]+('[a-z]+)*").matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.merge(matcher.group(), 1, Integer::sum);
    }
    return words;
  }

  // ---- digits ----------------------------------------------------------------------------------

  /// Loaded where it is needed.
  private static final class Digits {
    private static final Digits ALL = read();

    private final double[][] pixels;
    private final int[] digits;

    private Digits(List<int[]> rows) {
      pixels =
          rows.stream()
              .map(row -> Arrays.stream(row).limit(64).mapToDouble(p -> p / 16.0).toArray())
              .toArray(double[][]::new);
      digits = rows.stream().mapToInt(row -> row[64]).toArray();
    }

    private static Digits read() {
      try {
        List<int[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DATA.resolve("ml", "digits.csv"))) {
          if (Character.isDigit(line.charAt(0))) {
            rows.add(Arrays.stream(line.split(",", -1)).mapToInt(Integer::parseInt).toArray());
          }
        }
        return new Digits(rows);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<Args3<Double, Double, Integer>> grid() {
    List<Args3<Double, Double, Integer>> grid = new ArrayList<>();
    for (double rate : new double[] {0.001, 0.01, 0.1, 1, 10}) {
      for (double pull : new double[] {0, 0.001, 0.01, 0.1}) {
        for (int fold = 0; fold < 3; fold++) {
          grid.add(args(rate, pull, fold));
        }
      }
    }
    return grid;
  }

  /// Trains on two of three parts and counts what is right in the third.
  private static int score(Args3<Double, Double, Integer> given) {
    double rate = given.first();
    double kept = 1 - rate * given.second();
    double[][] weights = new double[10][65];
    for (int round = 0; round < 10; round++) {
      for (int row = 0; row < Digits.ALL.pixels.length; row++) {
        if (row % 5 != 0 && row % 3 != given.third()) {
          learn(weights, Digits.ALL.pixels[row], Digits.ALL.digits[row], rate, kept);
        }
      }
    }
    int right = 0;
    for (int row = given.third(); row < Digits.ALL.pixels.length; row += 3) {
      double[] p = probabilities(weights, Digits.ALL.pixels[row]);
      right += Arrays.stream(p).max().orElseThrow() == p[Digits.ALL.digits[row]] ? 1 : 0;
    }
    return right;
  }

  private static void learn(double[][] weights, double[] x, int digit, double rate, double kept) {
    double[] p = probabilities(weights, x);
    p[digit] -= 1;
    for (int k = 0; k < 10; k++) {
      double correction = rate * p[k];
      double[] w = weights[k];
      for (int j = 0; j < 64; j++) {
        w[j] = kept * w[j] - correction * x[j];
      }
      w[64] -= correction;
    }
  }

  private static double[] probabilities(double[][] weights, double[] pixels) {
    double[] p = new double[10];
    for (int k = 0; k < 10; k++) {
      double[] w = weights[k];
      p[k] = w[64];
      for (int j = 0; j < 64; j++) {
        p[k] += w[j] * pixels[j];
      }
    }
    double most = Arrays.stream(p).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < 10; k++) {
      p[k] = Math.exp(p[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < 10; k++) {
      p[k] /= sum;
    }
    return p;
  }

  // ---- pictures --------------------------------------------------------------------------------

  /// Some rows of a picture, with two more above and below where there are any.
  private record Strip(int width, int height, int[] rgb, int from, int to) implements Serializable {

    /// The median of 25 pixels, in each channel.
    int[] softened() {
      int[] result = new int[width * (to - from)];
      for (int y = from; y < to; y++) {
        for (int x = 0; x < width; x++) {
          for (int shift = 16; shift >= 0; shift -= 8) {
            result[(y - from) * width + x] |= median(x, y, shift) << shift;
          }
        }
      }
      return result;
    }

    private int median(int x, int y, int shift) {
      int[] seen = new int[256];
      for (int dy = -2; dy <= 2; dy++) {
        for (int dx = -2; dx <= 2; dx++) {
          int row = Math.clamp(y + dy, 0, height - 1);
          int column = Math.clamp(x + dx, 0, width - 1);
          seen[rgb[row * width + column] >> shift & 255]++;
        }
      }
      int middle = -1;
      for (int below = 0; below < 13; below += seen[middle]) {
        middle++;
      }
      return middle;
    }
  }

  private static List<Strip> strips() throws IOException {
    BufferedImage image = ImageIO.read(new File(DATA.resolve("images", "retina.jpg").toString()));
    int width = image.getWidth();
    int height = image.getHeight();
    int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
    return IntStream.range(0, 8)
        .mapToObj(i -> {
          int from = i * height / 8;
          int to = (i + 1) * height / 8;
          int first = Math.max(0, from - 2);
          int last = Math.min(height, to + 2);
          int[] rows = Arrays.copyOfRange(rgb, first * width, last * width);
          return new Strip(width, last - first, rows, from - first, to - first);
        })
        .toList();
  }
}
