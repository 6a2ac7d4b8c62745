package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The first page that people see promises what its cells do.
@DisplayName("The README")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ReadmeTest {

  @TempDir private static Path folder;

  private static Page readme;
  private static Tutorial executed;

  @BeforeAll
  static void run_its_cells() throws IOException {
    readme = Page.read(Page.REPOSITORY.resolve("README.md"));
    executed = Page.execute(readme.cells(), folder);
  }

  @Test
  void shows_cells_that_work() {
    assertEquals(List.of(), executed.errors());
    assertEquals(2, executed.codeCells().size());
  }

  @Test
  void shows_what_its_first_cell_gives() {
    assertEquals(readme.cells().getFirst().shown().orElseThrow(), executed.valueOf("README-0"));
  }

  @Test
  void tells_the_size_of_the_table_that_its_second_cell_gives() {
    List<String> lines = executed.valueOf("README-1").strip().lines().toList();
    assertEquals(1 + 8, lines.size(), () -> String.join("\n", lines));
  }
}
