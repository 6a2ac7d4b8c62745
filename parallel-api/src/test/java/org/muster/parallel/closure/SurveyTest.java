package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.Explanation;

@DisplayName("An explanation")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SurveyTest {

  private final Notebook notebook = new Notebook();

  @AfterAll
  void close() {
    notebook.close();
  }

  private Explanation explain(String type, String expression) {
    return Survey.of(notebook.value(type, expression), BigArrays.NONE, _ -> false);
  }

  private static List<String> paths(Explanation e) {
    return e.refusals().stream().map(Explanation.Refusal::path).sorted().toList();
  }

  @Test
  void shows_variables_with_type_size_cell_and_the_way_to_them() {
    int table = notebook.cell("int[] table = new int[1000];");
    int factor = notebook.cell("double factor = 2.5;");
    int method = notebook.cell("double scaled(int x) { return table[x] * factor; }");
    Explanation e = explain("Work<Integer, Double>", "x -> scaled(x)");
    assertTrue(e.canTravel());
    assertEquals("the lambda in cell [%d]".formatted(notebook.lastCell()), e.task());
    assertEquals(
        List.of("factor", "table"),
        e.variables().stream().map(Explanation.Variable::name).sorted().toList());
    for (Explanation.Variable v : e.variables()) {
      boolean isTable = v.name().equals("table");
      assertEquals(isTable ? "int[]" : "double", v.type());
      assertEquals(isTable ? table : factor, v.cell());
      assertTrue(isTable ? v.bytes() > 4000 && v.bytes() < 4200 : v.bytes() < 100, v.toString());
      assertEquals(
          List.of(
              "the lambda in cell [%d]".formatted(notebook.lastCell()),
              "`scaled()` in cell [%d]".formatted(method)),
          v.chain());
    }
  }

  @Test
  void shows_classes_as_the_cells_call_them() {
    int flight = notebook.cell("record Flight(String to) {}");
    int method = notebook.cell("String target(Flight flight) { return flight.to(); }");
    Explanation e = explain("Work<Integer, String>", "x -> target(new Flight(\"Ulm\"))");
    Explanation.UsedClass type = named(e, "Flight");
    assertEquals(flight, type.cell());
    assertTrue(type.hash().matches("[0-9a-f]{8}"), type.hash());
    assertTrue(type.bytes() > 100);
    assertEquals(method, named(e, "target()").cell());
  }

  private static Explanation.UsedClass named(Explanation e, String name) {
    return e.classes().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + e.classes()));
  }

  @Test
  void shows_captured_locals() {
    notebook.cell(
        """
        Work<Integer, String> capturing(String word, long[] numbers) {
          return x -> word + numbers.length;
        }
        """);
    Explanation e = explain("Work<Integer, String>", "capturing(\"word\", new long[100])");
    assertEquals(List.of("word", "numbers"), names(e));
    assertEquals("java.lang.String", e.captures().getFirst().type());
    assertEquals("long[]", e.captures().get(1).type());
    assertTrue(e.captures().get(1).bytes() > 800, e.captures().toString());
  }

  private static List<String> names(Explanation e) {
    return e.captures().stream().map(Explanation.Capture::name).toList();
  }

  @Test
  void lists_everything_that_cannot_travel_and_still_shows_the_rest() {
    int cell =
        notebook.cell(
            """
            var stream = new ByteArrayInputStream(new byte[0]);
            var lock = new ReentrantLock();
            List<Object> mixed = new ArrayList<>(List.of(1, Thread.currentThread(), stream));
            int fine = 1;
            """);
    Explanation e =
        explain(
            "Work<Integer, Integer>",
            "x -> stream.read() + (lock.isLocked() ? 1 : 0) + mixed.size() + fine");
    assertFalse(e.canTravel());
    assertEquals(List.of("lock", "mixed[1]", "mixed[2]", "stream"), paths(e));
    for (Explanation.Refusal refusal : e.refusals()) {
      assertEquals(cell, refusal.cell());
      assertTrue(refusal.message().startsWith("cannot send this task"), refusal.message());
    }
    assertEquals(4, e.variables().size());
    assertFalse(e.classes().isEmpty());
    assertEquals(0, e.bytes());
    assertTrue(e.toString().contains("cannot be sent: 4 values cannot travel."), e.toString());
  }

  @Test
  void goes_on_behind_a_variable_whose_own_code_fails() {
    notebook.cell(
        """
        class Stubborn implements Serializable {
          private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("I stay");
          }
        }
        var stubborn = new Stubborn();
        var reader = new StringReader("");
        """);
    Explanation e =
        explain("Work<Integer, String>", "x -> \"\" + stubborn.hashCode() + reader.hashCode()");
    assertEquals(List.of("reader", "stubborn"), paths(e));
    assertTrue(e.toString().contains("I stay"), e.toString());
  }

  @Test
  void names_the_captured_local_that_cannot_travel() {
    notebook.cell(
        """
        Work<Integer, Integer> reading(InputStream input, int[] other) {
          return x -> input.hashCode() + other.length;
        }
        """);
    Explanation e =
        explain(
            "Work<Integer, Integer>",
            "reading(new ByteArrayInputStream(new byte[0]), new int[] {1})");
    assertEquals(List.of("input"), paths(e));
    assertEquals(List.of("input", "other"), names(e));
  }

  @Test
  void warns_of_writes_that_stay_in_the_worker() {
    notebook.cell("int counter = 0;");
    Explanation e = explain("Work<Integer, Integer>", "x -> counter++");
    assertEquals(1, e.warnings().size());
    assertTrue(e.warnings().getFirst().contains("the task changes `counter`"));
    assertTrue(e.toString().contains(e.warnings().getFirst()));
  }

  @Test
  void is_a_text_of_aligned_columns() {
    notebook.cell("int single = 7;");
    String text = explain("Work<Integer, Integer>", "x -> x + single").toString();
    assertTrue(text.contains("can be sent:"), text);
    assertTrue(text.matches("(?s).*\\nNotebook variables\\n  name    type  bytes  cell .*"), text);
    assertTrue(text.matches("(?s).*\\n  single  int  +\\d+  \\[\\d+\\] .*"), text);
  }
}
