package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Code of a cell, in another JVM,")
@Timeout(120)
class TravelTest {

  private static OtherJvm jvm;
  private Notebook notebook;

  @BeforeAll
  static void start() {
    jvm = new OtherJvm();
  }

  @AfterAll
  static void end() {
    jvm.close();
  }

  @BeforeEach
  void open() {
    notebook = new Notebook();
  }

  @AfterEach
  void close() {
    notebook.close();
  }

  /// Packs the value of the expression, sends it, and returns what it makes of the items there.
  private List<@Nullable Object> there(String type, String expression, Object... items) {
    int task = jvm.load(Packer.packTask(notebook.value(type, expression)));
    return OtherJvm.list(jvm.run(task, notebook.loader(), items));
  }

  @Test
  void uses_captured_locals() {
    notebook.cell("Work<Integer, Integer> plus(int n) { return x -> x + n; }");
    assertEquals(List.of(11, 12), there("Work", "plus(10)", 1, 2));
  }

  @Test
  void uses_notebook_variables_as_they_are_when_it_is_sent() {
    notebook.cell("int factor = 3;");
    assertEquals(List.of(6), there("Work<Integer, Integer>", "x -> x * factor", 2));
    notebook.cell("factor = 5;");
    assertEquals(List.of(10), there("Work<Integer, Integer>", "x -> x * factor", 2));
  }
}
