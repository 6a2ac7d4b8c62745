package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("pool.explain in a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ExplainInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "1"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  private int run(String cell) throws Exception {
    CellOutcome outcome = frontEnd.run(cell);
    assertEquals("ok", outcome.status(), () -> outcome.traceback());
    return outcome.reply().get("execution_count").getAsInt();
  }

  private static void assertContains(String expected, String text) {
    assertTrue(text.contains(expected), () -> "no `" + expected + "` in:\n" + text);
  }

  @Test
  void shows_variables_classes_arrays_and_workers_as_text_and_as_tables() throws Exception {
    int cell =
        run(
            """
            record Point(double x, double y) {}
            double[] grid = new double[1_000_000];
            int factor = 3;
            double at(Point p) { return grid[(int) p.x()] * factor; }\
            """);
    CellOutcome before = frontEnd.run("pool.explain(x -> at(new Point(x, 2)), range(5))");
    String text = before.result();
    assertContains("can be sent: 8,0", text);
    assertContains("Notebook variables\n", text);
    assertTrue(
        text.matches("(?s).*\\n  grid +double\\[\\] +8,000,\\d+  \\[" + cell + "\\] .*"), text);
    assertContains("the lambda in cell [%d] → at() in cell [%d]".formatted(cell + 1, cell), text);
    assertTrue(text.matches("(?s).*\\n  Point +\\[" + cell + "\\] +[0-9a-f]{8} .*"), text);

    String html = before.result("text/html");
    assertContains("<p>Notebook variables</p>\n<table>", html);
    assertContains("<td style=\"text-align:left\">grid</td>", html);
    assertContains("<td style=\"text-align:right\">8,000,000</td>", html);
    assertFalse(html.contains("<script") || html.contains("color"), html);

    assertEquals("[0.0]", frontEnd.run("pool.map(x -> at(new Point(x, 2)), range(1))").result());
    String after = frontEnd.run("pool.explain(x -> at(new Point(x, 3)), range(5))").result();
    assertTrue(after.matches("(?s).*\\n  worker 0  the task, 1 class +[\\d,]+ +8,0.*"), after);
  }

  @Test
  void shows_all_that_cannot_travel_with_what_to_do() throws Exception {
    int cell =
        run(
            """
            var bytes = new ByteArrayInputStream(new byte[3]);
            List<Object> things = new ArrayList<>(List.of("<b>", Thread.currentThread()));\
            """);
    CellOutcome refused = frontEnd.run("pool.explain(() -> bytes.read() + things.size())");
    assertEquals("ok", refused.status());
    String text = refused.result();
    assertContains("cannot be sent: 2 values cannot travel.", text);
    assertContains(
        "it uses `bytes` (java.io.ByteArrayInputStream, declared in cell [%d])".formatted(cell),
        text);
    assertContains("`things[1]` is a java.lang.Thread", text);
    assertContains("A thread stays in its JVM: start it inside the task.", text);
    String html = refused.result("text/html");
    assertContains("<code>things[1]</code> is a java.lang.Thread", html);
    assertContains("<p>What cannot travel</p>\n<table>", html);
  }

  @Test
  void escapes_what_names_and_types_contain() throws Exception {
    run("record Box<T>(T content) {}\nBox<String> box = new Box<>(\"<script>\");");
    String html = frontEnd.run("pool.explain(() -> box.content())").result("text/html");
    assertFalse(html.contains("<script"), html);
    assertContains("<td style=\"text-align:left\">Box</td>", html);
  }

  @Test
  void is_not_needed_to_learn_which_cell_a_result_comes_from() throws Exception {
    CellOutcome refused =
        frontEnd.run(
            """
            pool.map(x -> {
              var in = new ByteArrayInputStream(new byte[0]);
              Supplier<Integer> reading = () -> in.read();
              return reading;
            }, range(1))\
            """);
    assertEquals("error", refused.status());
    int cell = refused.reply().get("execution_count").getAsInt();
    assertContains("the lambda in cell [%d] captures `in`".formatted(cell), refused.traceback());
  }
}
