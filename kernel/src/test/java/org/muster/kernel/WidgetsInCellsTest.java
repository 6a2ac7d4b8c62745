package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("A widget")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class WidgetsInCellsTest {

  private static final String VIEW = "application/vnd.jupyter.widget-view+json";

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @BeforeAll
  void importWidgets() throws Exception {
    assertEquals("ok", frontEnd.run("import org.muster.kernel.widget.*;").status());
  }

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void is_known_to_front_ends_once_it_is_shown() throws Exception {
    CellOutcome made =
        frontEnd.run("var shown = IntSlider.of(5, 0, 10).withDescription(\"n\").withStep(2);");
    assertEquals(List.of("busy", "execute_input", "idle"), made.types());
    CellOutcome cell = frontEnd.run("shown");
    assertEquals(
        List.of("busy", "execute_input", "comm_open", "execute_result", "idle"), cell.types());
    Message opening = message(cell, "comm_open");
    assertEquals("{\"version\":\"2.1.0\"}", opening.metadata().toString());
    assertEquals("jupyter.widget", opening.content().get("target_name").getAsString());
    JsonObject data = opening.content().getAsJsonObject("data");
    assertEquals("[]", data.get("buffer_paths").toString());
    assertEquals(
        JsonParser.parseString(
            """
            {"_model_module": "@jupyter-widgets/controls", "_model_module_version": ">=1.5.0 <3",
             "_model_name": "IntSliderModel", "_view_module": "@jupyter-widgets/controls",
             "_view_module_version": ">=1.5.0 <3", "_view_name": "IntSliderView",
             "_dom_classes": [], "value": 5, "min": 0, "max": 10, "step": 2, "description": "n"}
            """),
        data.get("state"));
    JsonObject result = cell.published("execute_result").getAsJsonObject("data");
    assertEquals(
        JsonParser.parseString(
            "{\"model_id\": %s, \"version_major\": 2, \"version_minor\": 0}"
                .formatted(opening.content().get("comm_id"))),
        result.get(VIEW));
    assertEquals(
        "IntSlider[value=5, min=0, max=10, step=2, description=n]",
        result.get("text/plain").getAsString());

    CellOutcome again = frontEnd.run("shown");
    assertEquals(List.of("busy", "execute_input", "execute_result", "idle"), again.types());
  }

  @Test
  void has_a_model_and_a_view_for_each_kind() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "for (var w : List.of(Text.of(\"\"), Button.of(\"b\"), Progress.of(9))) display(w);");
    assertEquals(
        List.of("TextModel TextView", "ButtonModel ButtonView", "IntProgressModel ProgressView"),
        cell.published().stream()
            .filter(message -> message.type().equals("comm_open"))
            .map(message -> message.content().getAsJsonObject("data").getAsJsonObject("state"))
            .map(state ->
                state.get("_model_name").getAsString()
                    + " "
                    + state.get("_view_name").getAsString())
            .toList());
  }

  @Test
  void that_a_user_moves_tells_its_handlers_under_the_cell_that_shows_it() throws Exception {
    Message cell =
        frontEnd.start(
            """
            var moved = IntSlider.of(5, 0, 10).onChange(v -> System.out.println("now " + v));
            moved
            """);
    String id = id(frontEnd.await(cell));
    CellOutcome message = say(id, "{\"method\": \"update\", \"state\": {\"value\": 7}}");
    assertEquals(List.of("busy", "comm_msg", "idle"), message.types(), "an echo and no output");
    assertEquals(
        JsonParser.parseString(
            "{\"method\": \"echo_update\", \"state\": {\"value\": 7}, \"buffer_paths\": []}"),
        message.published("comm_msg").get("data"));
    Message printed = frontEnd.published(cell);
    assertEquals("now 7\n", printed.content().get("text").getAsString());
    assertEquals("7", frontEnd.run("moved.value()").result());

    var _ = say(id, "{\"method\": \"update\", \"state\": {\"value\": 7}}");
    var _ = say(id, "{\"method\": \"update\", \"state\": {\"value\": 8}}");
    assertEquals(
        "now 8\n", frontEnd.published(cell).content().get("text").getAsString(), "7 was no news");
  }

  @Test
  void whose_handler_fails_shows_the_error_under_the_cell_and_lives() throws Exception {
    Message cell =
        frontEnd.start(
            """
            Button.of("b").onClick(() -> {
              System.out.println("begun");
              throw new IllegalStateException("on purpose");
            })
            """);
    String id = id(frontEnd.await(cell));
    String click = "{\"method\": \"custom\", \"content\": {\"event\": \"click\"}}";
    assertEquals(List.of("busy", "idle"), say(id, click).types());
    assertEquals("begun\n", frontEnd.published(cell).content().get("text").getAsString());
    Message error = frontEnd.published(cell);
    assertEquals("on purpose", error.content().get("evalue").getAsString());
    assertTrue(error.content().get("traceback").toString().contains("cell ["), "in cell words");
    assertEquals(List.of("busy", "idle"), say(id, click).types());
  }

  @Test
  void whose_handler_loops_is_stopped_by_an_interrupt() throws Exception {
    Message cell =
        frontEnd.start(
            """
            Button.of("b").onClick(() -> {
              System.out.println("begun");
              while (true) {}
            })
            """);
    String id = id(frontEnd.await(cell));
    Message click = send(id, "{\"method\": \"custom\", \"content\": {\"event\": \"click\"}}");
    assertEquals("begun\n", frontEnd.published(cell).content().get("text").getAsString());
    var _ = frontEnd.interrupt();
    assertEquals("Interrupted", frontEnd.published(cell).content().get("ename").getAsString());
    var _ = frontEnd.awaitIdle(click);
    assertEquals("2", frontEnd.run("1 + 1").result());
  }

  @Test
  void of_text_tells_of_letters_and_of_enter() throws Exception {
    Message cell =
        frontEnd.start(
            """
            Text.of("").onChange(t -> System.out.println("t " + t))
                .onSubmit(t -> System.out.println("entered " + t))
            """);
    String id = id(frontEnd.await(cell));
    var _ = say(id, "{\"method\": \"update\", \"state\": {\"value\": \"é😀\"}}");
    assertEquals("t é😀\n", frontEnd.published(cell).content().get("text").getAsString());
    var _ = say(id, "{\"method\": \"custom\", \"content\": {\"event\": \"submit\"}}");
    assertEquals("entered é😀\n", frontEnd.published(cell).content().get("text").getAsString());
  }

  @Test
  void that_a_cell_sets_moves_while_the_cell_runs() throws Exception {
    Message cell =
        frontEnd.start(
            """
            var bar = Progress.of(4);
            display(bar);
            bar.advance(1);
            System.out.println("one");
            new Scanner(System.in).nextLine();
            bar.value(9);
            """);
    Message update = frontEnd.published(cell, message -> message.type().equals("comm_msg"));
    assertEquals(
        JsonParser.parseString(
            "{\"method\": \"update\", \"state\": {\"value\": 1}, \"buffer_paths\": []}"),
        update.content().get("data"));
    var _ = frontEnd.question(); // it runs still
    frontEnd.answer("go on");
    CellOutcome rest = frontEnd.await(cell);
    assertEquals(
        "{\"value\":4}",
        rest.published("comm_msg").getAsJsonObject("data").get("state").toString(),
        "no further than its end");
  }

  @Test
  void that_a_cell_sets_tells_its_handlers_and_refuses_what_it_cannot_be() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            var set = IntSlider.of(5, 0, 10).onChange(v -> System.out.println("now " + v));
            set.value(6); set.value(6);
            set.value(11);
            """);
    assertEquals("now 6\n", cell.stream("stdout"));
    assertEquals("a slider from 0 to 10 cannot be at 11", cell.refusal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"method\": 7}",
        "{\"method\": \"update\"}",
        "{\"method\": \"update\", \"state\": [1]}",
        "{\"method\": \"update\", \"state\": {\"value\": null}}",
        "{\"method\": \"update\", \"state\": {\"value\": \"7\"}}",
        "{\"method\": \"update\", \"state\": {\"value\": 2.5}}",
        "{\"method\": \"update\", \"state\": {\"value\": 11}}",
        "{\"method\": \"update\", \"state\": {\"value\": 4294967301}}",
        "{\"method\": \"update\", \"state\": {\"value\": 1e300}}",
        "{\"method\": \"update\", \"state\": {\"_model_name\": \"x\", \"max\": 0}}",
        "{\"method\": \"backbone\", \"state\": {\"value\": 3}}",
        "{\"method\": \"custom\", \"content\": {\"event\": [\"click\"]}}",
        "{\"method\": \"display\"}"
      })
  void survives_what_means_nothing(String message) throws Exception {
    String id = id(frontEnd.run("var good = IntSlider.of(5, 0, 10); good"));
    CellOutcome outcome = say(id, message);
    assertFalse(outcome.types().contains("error"), outcome.types().toString());
    if (message.contains("\"value\"") && !message.contains("backbone")) {
      assertEquals(
          "{\"value\":5}",
          outcome.published("comm_msg").getAsJsonObject("data").get("state").toString(),
          "the front end hears what is true");
    }
    assertEquals("5", frontEnd.run("good.value()").result());
  }

  @Test
  void says_how_it_is_when_asked() throws Exception {
    String id = id(frontEnd.run("var asked = IntSlider.of(5, 0, 10); asked"));
    var _ = frontEnd.run("asked.value(6);");
    JsonObject own =
        say(id, "{\"method\": \"request_state\"}").published("comm_msg").getAsJsonObject("data");
    assertEquals("update", own.get("method").getAsString());
    assertEquals(6, own.getAsJsonObject("state").get("value").getAsInt());

    String control = UUID.randomUUID().toString();
    var _ =
        frontEnd.awaitIdle(frontEnd.sendComm("comm_open", control, "{}", "jupyter.widget.control"));
    JsonObject all =
        say(control, "{\"method\": \"request_states\"}")
            .published("comm_msg")
            .getAsJsonObject("data");
    assertEquals("update_states", all.get("method").getAsString());
    assertEquals("[]", all.get("buffer_paths").toString());
    JsonObject described = all.getAsJsonObject("states").getAsJsonObject(id);
    assertEquals("IntSliderModel", described.get("model_name").getAsString());
    assertEquals("@jupyter-widgets/controls", described.get("model_module").getAsString());
    assertEquals(own.get("state"), described.get("state"));
  }

  @Test
  void speaks_protocol_1_with_a_front_end_that_does_until_another_speaks() throws Exception {
    String version = UUID.randomUUID().toString();
    CellOutcome greeting =
        frontEnd.awaitIdle(frontEnd.sendComm("comm_open", version, "{}", "jupyter.widget.version"));
    assertEquals("{\"version\":\"~2.1.0\"}", greeting.published("comm_msg").get("data").toString());
    CellOutcome agreed = say(version, "{\"validated\": true, \"frontend_version\": \"2.1.4\"}");
    assertEquals(List.of("busy", "comm_close", "idle"), agreed.types());
    try {
      CellOutcome cell = frontEnd.run("var old = IntSlider.of(5, 0, 10); old");
      assertEquals(
          List.of("busy", "execute_input", "comm_open", "comm_msg", "execute_result", "idle"),
          cell.types());
      Message opening = message(cell, "comm_open");
      assertEquals("{}", opening.metadata().toString());
      JsonObject state = opening.content().getAsJsonObject("data");
      assertEquals("jupyter-js-widgets", state.get("_model_module").getAsString());
      assertEquals("~2.1.0", state.get("_view_module_version").getAsString());
      assertEquals(5, state.get("value").getAsInt());
      assertEquals("{\"method\":\"display\"}", cell.published("comm_msg").get("data").toString());
      assertEquals(
          "{\"%s\":{\"model_id\":\"%s\"}}".formatted(VIEW, id(cell)),
          cell.published("execute_result").get("data").toString());

      CellOutcome change =
          say(id(cell), "{\"method\": \"backbone\", \"sync_data\": {\"value\": 7}}");
      assertEquals(List.of("busy", "idle"), change.types(), "no echo");
      assertEquals("7", frontEnd.run("old.value()").result());
      assertEquals(
          "jupyter-js-widgets",
          say(id(cell), "{\"method\": \"request_state\"}")
              .published("comm_msg")
              .getAsJsonObject("data")
              .getAsJsonObject("state")
              .get("_model_module")
              .getAsString());
    } finally {
      var _ =
          frontEnd.awaitIdle(
              frontEnd.sendComm(
                  "comm_open", UUID.randomUUID().toString(), "{}", "jupyter.widget.control"));
    }
    assertEquals(
        "2.1.0",
        message(frontEnd.run("IntSlider.of(5, 0, 10)"), "comm_open")
            .metadata()
            .get("version")
            .getAsString());
  }

  @Test
  void that_is_closed_leaves_and_keeps_its_value() throws Exception {
    String id = id(frontEnd.run("var gone = IntSlider.of(5, 0, 10); gone"));
    CellOutcome closing = frontEnd.run("gone.close(); gone.close(); gone.value(6); gone.value()");
    assertEquals(
        List.of("busy", "execute_input", "comm_close", "execute_result", "idle"), closing.types());
    assertEquals(id, closing.published("comm_close").get("comm_id").getAsString());
    assertEquals("6", closing.result());
    CellOutcome shown = frontEnd.run("gone");
    assertEquals("IntSlider[value=6, min=0, max=10, step=1, description=]", shown.result());
    assertTrue(shown.stream("stderr").contains("is closed; make another one"), "and is no view");
  }

  @Test
  void that_a_front_end_closes_can_be_shown_again() throws Exception {
    String id = id(frontEnd.run("var left = IntSlider.of(5, 0, 10); left"));
    var _ = frontEnd.awaitIdle(frontEnd.sendComm("comm_close", id, "{}", ""));
    assertTrue(frontEnd.run("left.value(6); left").types().contains("comm_open"));
  }

  @Test
  void of_another_kernel_is_not_answered() throws Exception {
    CellOutcome outcome =
        say("of another kernel", "{\"method\": \"update\", \"state\": {\"value\": 7}}");
    assertEquals(List.of("busy", "idle"), outcome.types());
  }

  private static String id(CellOutcome cell) {
    return cell.published("comm_open").get("comm_id").getAsString();
  }

  private static Message message(CellOutcome cell, String type) {
    return cell.published().stream()
        .filter(message -> message.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private CellOutcome say(String id, String data) throws Exception {
    return frontEnd.awaitIdle(send(id, data));
  }

  private Message send(String id, String data) {
    return frontEnd.sendComm("comm_msg", id, data, "");
  }
}
