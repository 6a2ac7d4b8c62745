package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The loader of a worker's cell classes")
class CellLoaderTest {

  private final CellLoader loader = new CellLoader(getClass().getClassLoader(), name -> null);

  @Test
  void says_what_to_do_instead_of_a_function_that_only_the_notebook_has() {
    var thrown =
        assertThrows(
            NoClassDefFoundError.class,
            () -> loader.loadClass("org.muster.kernel.display.NoSuchFunctions"));
    assertTrue(thrown.getMessage().contains("`render`, `eval`, widgets"), thrown::getMessage);
    assertTrue(thrown.getMessage().contains("Return the value"), thrown::getMessage);
  }

  @Test
  void does_not_find_what_nobody_has() {
    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.example.Missing"));
  }
}
