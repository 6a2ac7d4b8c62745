package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.ChartJar;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("What a task displays")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class DisplayInTasksTest {

  @TempDir private static Path folder;

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "1"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void is_a_table_below_its_worker_in_order_with_what_is_printed() throws Exception {
    CellOutcome cell =
        run(
            """
            record City(String name, int people) {}
            pool.map(x -> {
              System.out.println("before " + x);
              display(List.of(new City("Ulm", x), new City("Bern", x)));
              System.out.println("after " + x);
              return x;
            }, List.of(7)).get(0)
            """);
    assertEquals(List.of("[worker 0] before 7\n", "table", "[worker 0] after 7\n"), shown(cell));
    JsonObject data = data(cell.published("display_data"));
    assertTrue(data.get("text/html").getAsString().contains("Bern"), data::toString);
    assertEquals("7", cell.result());
  }

  @Test
  void is_marked_where_nothing_of_its_worker_stands_above() throws Exception {
    assertEquals(
        List.of("mine\n[worker 0]\n", "<b>1</b>", "<b>2</b>", "[worker 0] end\n"),
        shown(
            run(
                """
                System.out.println("mine");
                pool.apply(() -> {
                  display("<b>1</b>", "text/html");
                  display("<b>2</b>", "text/html");
                  System.out.println("end");
                  return null;
                });
                """)));
  }

  @Test
  void can_be_a_picture() throws Exception {
    JsonObject shown =
        run("""
        import java.awt.image.BufferedImage;
        var done = pool.apply(() -> display(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB)));
        """)
            .published("display_data");
    assertTrue(data(shown).get("image/png").getAsString().startsWith("iVBOR"), shown::toString);
  }

  @Test
  void can_be_a_chart_drawn_in_the_worker() throws Exception {
    JsonObject shown =
        run("""
        %%jars %s
        var done = pool.apply(() -> display(new org.knowm.xchart.PieChart()));
        """
                .formatted(ChartJar.in(folder)))
            .published("display_data");
    assertEquals("PieChart 60 × 40 \"Sales\"", data(shown).get("text/plain").getAsString());
    JsonObject size = shown.getAsJsonObject("metadata").getAsJsonObject("image/png");
    assertEquals(60, size.get("width").getAsInt());
  }

  @Test
  void can_be_replaced_by_a_later_task_and_by_the_cell() throws Exception {
    CellOutcome cell =
        run(
            """
            String place = pool.apply(() -> display("first"));
            pool.apply(() -> { updateDisplay(place, "second"); return 0; });
            updateDisplay(place, "third");
            """);
    String id = id(cell.published("display_data"));
    List<JsonObject> updates =
        cell.published().stream()
            .filter(message -> message.type().equals("update_display_data"))
            .map(Message::content)
            .toList();
    assertEquals(List.of(id, id), updates.stream().map(DisplayInTasksTest::id).toList());
    assertEquals(
        List.of("second", "third"),
        updates.stream().map(each -> data(each).get("text/plain").getAsString()).toList());
  }

  @Test
  void may_be_large() throws Exception {
    assertEquals(
        List.of("[worker 0]\n", "3000000", "3000000", "3000000"),
        shown(
                run(
                    """
                    pool.apply(() -> {
                      for (int i = 0; i < 3; i++) {
                        display("x".repeat(3_000_000), "text/html");
                      }
                      return 0;
                    });
                    """))
            .stream()
            .map(each -> each.startsWith("xx") ? "" + each.length() : each)
            .toList());
  }

  @Test
  void is_refused_as_a_result_would_be_if_it_cannot_travel() throws Exception {
    CellOutcome cell = frontEnd.run("pool.apply(() -> display(new Object()))");
    assertEquals("error", cell.status());
    assertTrue(cell.traceback().contains("not Serializable"), cell::traceback);
    assertEquals(List.of(), shown(cell));
    assertEquals("1", run("pool.apply(() -> 1)").result());
  }

  @Test
  void is_shown_by_a_renderer_of_the_notebook() throws Exception {
    run(
        """
        record Note(String text) {}
        kernel().getRenderer().createRegistration(Note.class)
            .preferring("text/html")
            .register((note, context) ->
                context.renderIfRequested(
                    org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.TEXT_HTML,
                    () -> "<i>" + note.text() + "</i>"));
        """);
    assertEquals(
        List.of("[worker 0]\n", "<i>hello</i>"),
        shown(run("pool.apply(() -> { display(new Note(\"hello\")); return 0; });")));
  }

  @Test
  void that_cannot_be_read_is_told_below_the_cell_and_the_task_goes_on() throws Exception {
    CellOutcome cell =
        run(
            """
            class Bad implements Serializable {
              private Object readResolve() { throw new IllegalStateException("not here"); }
            }
            pool.apply(() -> { display(new Bad()); return 5; })
            """);
    assertEquals("5", cell.result());
    String said = cell.stream("stderr");
    assertTrue(said.contains("Cannot show what worker 0 has displayed: "), said);
    assertTrue(said.contains("not here"), said);
  }

  @Test
  void ends_with_its_cell_if_that_is_interrupted() throws Exception {
    Message request =
        frontEnd.start(
            """
            record Step(int n) {}
            pool.apply(() -> { for (int i = 0; ; i++) display(new Step(i)); })
            """);
    var _ = frontEnd.published(request, message -> message.type().equals("display_data"));
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    CellOutcome cell = frontEnd.await(request);
    assertEquals("error", cell.status());
    assertEquals("", cell.stream("stderr"));
    assertEquals(
        "[worker 0]\n",
        shown(run("pool.apply(() -> display(\"<b>x</b>\", \"text/html\"));")).getFirst());
  }

  @Test
  void appears_under_its_cell_after_that_has_ended() throws Exception {
    Message request =
        frontEnd.start(
            """
            var latch = SharedLatch.of(1);
            var later = pool.applyAsync(() -> { latch.await(); display("late"); return 0; });
            """);
    assertEquals("ok", frontEnd.await(request).status());
    assertEquals("ok", run("latch.countDown()").status());
    Message late = frontEnd.published(request, message -> message.type().equals("display_data"));
    assertEquals("late", data(late.content()).get("text/plain").getAsString());
  }

  @Test
  void comes_from_processes_too() throws Exception {
    assertEquals(
        List.of("[painter]\n", "<b>p</b>"),
        shown(
            run(
                """
                try (var process = WorkerProcess.start("painter", () -> display("<b>p</b>", "text/html"))) {
                  process.join();
                }
                """)));
  }

  @Test
  void comes_from_threads_as_from_the_cell_itself() throws Exception {
    for (String kind : List.of("threads(2)", "virtualThreads()", "sequential()")) {
      assertEquals(
          List.of("<b>t</b>"),
          shown(
              run(
                  """
                  try (var here = Pool.%s) {
                    here.apply(() -> display("<b>t</b>", "text/html"));
                  }
                  """
                      .formatted(kind))),
          kind);
    }
  }

  @Test
  void is_not_all_that_a_notebook_can_do() throws Exception {
    CellOutcome cell = frontEnd.run("pool.apply(() -> { eval(\"1 + 1\"); return 0; })");
    assertEquals("error", cell.status());
    assertTrue(cell.traceback().contains("work in the notebook only"), cell::traceback);
  }

  private CellOutcome run(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), () -> cell.reply().toString());
    return cell;
  }

  /// The text between what was displayed, and of that the HTML or what kind it is.
  private static List<String> shown(CellOutcome cell) {
    List<String> shown = new ArrayList<>();
    boolean inText = false;
    for (Message message : cell.published()) {
      if (message.type().equals("stream")) {
        String text = message.content().get("text").getAsString();
        shown.add(inText ? shown.removeLast() + text : text);
        inText = true;
      } else if (message.type().equals("display_data")) {
        shown.add(html(message.content()));
        inText = false;
      }
    }
    return shown;
  }

  private static String html(JsonObject displayed) {
    String html = data(displayed).get("text/html").getAsString();
    return html.contains("<table") ? "table" : html;
  }

  private static JsonObject data(JsonObject displayed) {
    return displayed.getAsJsonObject("data");
  }

  private static String id(JsonObject displayed) {
    return displayed.getAsJsonObject("transient").get("display_id").getAsString();
  }
}
