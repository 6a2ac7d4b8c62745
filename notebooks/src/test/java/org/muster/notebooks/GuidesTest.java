package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All cells of all guides run in one kernel, page after page: it takes seconds to start one.
@DisplayName("The guides")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class GuidesTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @TempDir private static Path folder;

  private static List<Page> pages;
  private static Tutorial executed;

  @BeforeAll
  static void run_their_cells() throws IOException {
    pages = Page.guides();
    executed = Page.execute(pages.stream().flatMap(page -> page.cells().stream()).toList(), folder);
  }

  @Test
  void have_cells_that_work() {
    assertEquals(List.of(), executed.errors());
  }

  static Stream<Page.Cell> cells_that_show_something() throws IOException {
    return Page.guides().stream()
        .flatMap(page -> page.cells().stream())
        .filter(cell -> cell.shown().isPresent());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells_that_show_something")
  void show_what_their_cells_give(Page.Cell cell) {
    String given = executed.printedBy(cell.id()) + executed.valueOf(cell.id());
    assertEquals(cell.shown().orElseThrow(), given.strip());
  }

  @Test
  void have_links_that_lead_somewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Page page : pages) {
      LINK.matcher(page.text())
          .results()
          .map(link -> link.group(1))
          .filter(link -> Files.notExists(page.file().resolveSibling(link)))
          .forEach(link -> broken.add(page.name() + ": " + link));
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void are_all_in_the_list_of_guides() throws IOException {
    String list = Page.read(Page.REPOSITORY.resolve("docs/README.md")).text();
    for (Page page : pages) {
      String name = page.file().getFileName().toString();
      assertTrue(name.equals("README.md") || list.contains("](" + name + ")"), name);
    }
  }
}
