package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on map and reduce")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class MapAndReduceNotebookTest {

  private static final Path NOVELS = Tutorial.FOLDER.resolve("data").resolve("austen");

  private static final List<String> TITLES =
      List.of(
          "emma",
          "mansfield-park",
          "northanger-abbey",
          "persuasion",
          "pride-and-prejudice",
          "sense-and-sensibility");

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("16-map-and-reduce.ipynb").executed();
  }

  @Test
  void reads_every_chapter_of_every_novel() throws IOException {
    String printed = notebook.printedBy("novels-code");
    assertEquals(6, Printed.whole("^(\\d+) novels", printed));
    long chapters = 0;
    for (String title : TITLES) {
      chapters += chapters(title);
    }
    assertEquals(chapters, Printed.whole("(\\d+) chapters", printed));
    assertEquals(chapters, Printed.whole("(\\d+) dictionaries", notebook.printedBy("map-code")));
  }

  @Test
  void counts_the_words_that_are_there() throws IOException {
    Map<String, Integer> words = words();
    int all = words.values().stream().mapToInt(n -> n).sum();
    String printed = notebook.printedBy("reduce-code");
    assertEquals(all, Printed.whole("^(\\S+) words", printed));
    assertEquals(words.size(), Printed.whole("(\\S+) different", printed));
    String often = Printed.one("most often: \\[(.*)\\]", printed);
    int last = Integer.MAX_VALUE;
    for (String word : often.split(", ", -1)) {
      assertTrue(words.get(word) <= last, often);
      last = words.get(word);
    }
    int tenth = last;
    assertEquals(10, words.values().stream().filter(n -> n >= tenth).count());
  }

  @Test
  void gets_the_same_from_workers_that_add() throws IOException {
    String printed = notebook.printedBy("in-workers-code");
    assertTrue(printed.startsWith("the same dictionary\n"), printed);
    assertEquals(words().size(), Printed.whole("(\\S+) entries in the sum", printed));
    assertTrue(Printed.whole("(\\S+) entries in the dictionaries", printed) > words().size());
  }

  @Test
  void knows_whom_each_novel_is_about() throws IOException {
    String table = notebook.valueOf("names-code");
    List<String> persons = List.of("Emma", "Fanny", "Catherine", "Anne", "Elizabeth", "Elinor");
    for (int i = 0; i < TITLES.size(); i++) {
      String row = Printed.one("(?m)^" + TITLES.get(i) + " +(.*)$", table);
      assertTrue(row.startsWith(chapters(TITLES.get(i)) + "  " + persons.get(i) + ","), row);
    }
  }

  @Test
  void draws_how_often_words_come() {
    assertTrue(Pictures.colours(Pictures.png(notebook, "picture-code")) > 10, "an empty picture");
  }

  @Test
  void judges_by_what_it_measured() {
    assertFalse(notebook.printedBy("verdict").contains("something else"), "a wrong count");
    List<String> rows = notebook.valueOf("verdict-in-words").lines().skip(1).toList();
    assertEquals(4, rows.size());
    List<Double> times =
        rows.stream().map(row -> Printed.decimal(row.replaceAll(".* ", ""))).toList();
    String quickest = rows.get(times.indexOf(Collections.min(times))).replaceAll(" {2,}.*", "");
    String words = notebook.printedBy("verdict-in-words");
    assertEquals(quickest, Printed.one("workers: (.*)\\.", words));
  }

  private static long chapters(String title) throws IOException {
    try (var lines = Files.lines(NOVELS.resolve(title + ".txt"))) {
      return lines.filter(line -> line.matches("(?i)chapter [ivxl\\d]+")).count();
    }
  }

  /// Counted without a regular expression: not the way of the notebook.
  private static Map<String, Integer> words() throws IOException {
    Map<String, Integer> words = new TreeMap<>();
    for (String title : TITLES) {
      boolean begun = false;
      for (String line : Files.readAllLines(NOVELS.resolve(title + ".txt"))) {
        if (line.matches("(?i)chapter [ivxl\\d]+")) {
          begun = true;
        } else if (begun) {
          count(line.toLowerCase(Locale.ROOT), words);
        }
      }
    }
    return words;
  }

  private static void count(String line, Map<String, Integer> words) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= line.length(); i++) {
      char c = i < line.length() ? line.charAt(i) : ' ';
      boolean inside =
          c == '\'' && !word.isEmpty() && i + 1 < line.length() && letter(line.charAt(i + 1));
      if (letter(c) || inside) {
        word.append(c);
      } else if (!word.isEmpty()) {
        words.merge(word.toString(), 1, Integer::sum);
        word.setLength(0);
      }
    }
  }

  private static boolean letter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
