package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.xml.sax.InputSource;

@DisplayName("A pool's accounts in a notebook")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class AccountsInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  private static void assertContains(String expected, String text) {
    assertTrue(text.contains(expected), () -> "no `" + expected + "` in:\n" + text);
  }

  private int sleepTwentyTimes() throws Exception {
    CellOutcome ran =
        frontEnd.run(
            "int naps = 20;\nvar all = pool.map(x -> { Thread.sleep(20); return x; }, range(naps));");
    assertEquals("ok", ran.status(), () -> ran.traceback());
    return ran.reply().get("execution_count").getAsInt();
  }

  @Test
  void are_tables_and_text() throws Exception {
    int cell = sleepTwentyTimes();
    CellOutcome report = frontEnd.run("pool.report()");
    String name = "map in cell [%d], line 2: 20 items in ".formatted(cell);
    assertContains(name, report.result());
    assertContains("\nWorkers\n", report.result());
    assertContains("<strong>" + name, report.result("text/html"));
    assertContains("<td style=\"text-align:left\">worker 1</td>", report.result("text/html"));
  }

  @Test
  void are_a_picture_of_chunks_and_gaps() throws Exception {
    int cell = sleepTwentyTimes();
    CellOutcome timeline = frontEnd.run("pool.timeline()");
    assertContains("map in cell [%d], line 2: ".formatted(cell), timeline.result());
    String html = timeline.result("text/html");
    assertContains("fill=\"currentColor\"", html);
    assertContains(">worker 0</text>", html);
    String image = timeline.result("image/svg+xml");
    assertFalse(image.contains("currentColor") || image.contains("<script"), image);
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(image)));
    assertEquals("svg", svg.getDocumentElement().getTagName());
    assertTrue(svg.getElementsByTagName("rect").getLength() > 6, image);
  }

  @Test
  void come_with_advice_in_one_line() throws Exception {
    CellOutcome advice =
        frontEnd.run("pool.advise(x -> { Thread.sleep(5); return x; }, range(1000))");
    assertContains("use Pool.threads(", advice.result());
    assertFalse(advice.result().contains("\n"), advice.result());
  }

  @Test
  void let_a_failing_item_be_run_again_in_the_kernel() throws Exception {
    CellOutcome failed =
        frontEnd.run(
            """
            TaskFailedException failure = null;
            int check(int x) {
              if (x == 3) throw new IllegalArgumentException("three");
              return x;
            }
            try {
              pool.map(x -> check(x), range(5));
            } catch (TaskFailedException e) {
              failure = e;
            }\
            """);
    int cell = failed.reply().get("execution_count").getAsInt();
    assertEquals(
        "3:%d:3".formatted(cell),
        frontEnd
            .run("failure.itemIndex() + \":\" + failure.cell() + \":\" + failure.line()")
            .result());
    CellOutcome again = frontEnd.run("pool.replay(failure)");
    assertContains("IllegalArgumentException: three", again.traceback());
    assertContains("at cell [%d], line 3, in check".formatted(cell), again.traceback());
    assertContains(
        "at cell [%d], line 1".formatted(again.reply().get("execution_count").getAsInt()),
        again.traceback());
  }
}
