package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

/// The chapter "Messages on the shell channel", section by section.
@DisplayName("On shell, a kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingShellTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  // Execute

  @Test
  void counts_cells_that_are_stored_and_no_others() throws Exception {
    int count = count(frontEnd.run("1"));
    assertEquals(count + 1, count(frontEnd.run("2")));
    assertEquals(count + 1, count(frontEnd.run(execute("3", "store_history", false))));
    assertEquals(count + 1, count(frontEnd.run(execute("4", "silent", true))));
    assertEquals(count + 1, count(frontEnd.run(execute("", "silent", true))), "asks for the count");
    CellOutcome next = frontEnd.run("5");
    assertEquals(count + 2, count(next));
    assertEquals(count + 2, next.published("execute_input").get("execution_count").getAsInt());
    assertEquals(count + 2, next.published("execute_result").get("execution_count").getAsInt());
  }

  @Test
  void counts_a_cell_that_fails() throws Exception {
    int count = count(frontEnd.run("1"));
    assertEquals(count + 1, count(frontEnd.run("throw new Exception(\"on purpose\");")));
    assertEquals(count + 2, count(frontEnd.run("not Java")));
  }

  @Test
  void shows_nothing_of_a_silent_cell_and_runs_it() throws Exception {
    CellOutcome cell = frontEnd.run(execute("int hushed = 5; display(1); 2", "silent", true));
    assertEquals(List.of("busy", "idle"), cell.types());
    assertEquals("ok", cell.status());
    assertEquals("5", frontEnd.run("hushed").result());
    CellOutcome failed = frontEnd.run(execute("1 / 0", "silent", true));
    assertEquals(List.of("busy", "idle"), failed.types());
    assertEquals("java.lang.ArithmeticException", failed.reply().get("ename").getAsString());
  }

  @Test
  void evaluates_user_expressions_each_on_its_own() throws Exception {
    var expressions = new JsonObject();
    expressions.addProperty("good", "List.of(1, 2)");
    expressions.addProperty("wrong", "1 / 0");
    expressions.addProperty("uncompilable", "1 +* 2");
    expressions.addProperty("nothing", "null");
    JsonObject request = execute("int three = 3;");
    request.add("user_expressions", expressions);
    CellOutcome cell = frontEnd.run(request);
    JsonObject values = cell.reply().getAsJsonObject("user_expressions");
    assertEquals("ok", cell.status());
    assertEquals(expressions.keySet(), values.keySet());
    JsonObject good = values.getAsJsonObject("good");
    assertEquals("ok", good.get("status").getAsString());
    assertEquals("[1, 2]", good.getAsJsonObject("data").get("text/plain").getAsString());
    assertTrue(good.has("metadata"));
    for (String name : List.of("wrong", "uncompilable")) {
      JsonObject wrong = values.getAsJsonObject(name);
      assertEquals("error", wrong.get("status").getAsString());
      assertTrue(wrong.has("ename") && wrong.has("evalue") && wrong.has("traceback"), name);
    }
    assertFalse(cell.types().contains("execute_result"), "expressions are no output");
    assertFalse(cell.types().contains("error"), "expressions are no output");
  }

  @Test
  void evaluates_no_user_expressions_of_a_cell_that_failed() throws Exception {
    JsonObject request = execute("1 / 0");
    var expressions = new JsonObject();
    expressions.addProperty("one", "1");
    request.add("user_expressions", expressions);
    assertEquals("{}", frontEnd.run(request).reply().get("user_expressions").toString());
  }

  @ParameterizedTest(name = "stop_on_error {0}, silent {1}: {2}")
  @CsvSource({"true, false, aborted", "false, false, ok", "true, true, ok"})
  void aborts_what_waits_behind_an_error(boolean stop, boolean silent, String then)
      throws Exception {
    JsonObject failing = execute("Thread.sleep(300); int zero = 0; 1 / zero", "silent", silent);
    failing.addProperty("stop_on_error", stop);
    Message first = frontEnd.start(failing);
    Message second = frontEnd.start("\"ran\"");
    Message asked = frontEnd.send(FrontEnd.Channel.SHELL, "kernel_info_request", new JsonObject());
    assertEquals("error", frontEnd.await(first).status());
    CellOutcome behind = frontEnd.await(second);
    assertEquals(then, behind.status());
    assertEquals(then.equals("ok"), behind.types().contains("execute_input"));
    assertEquals("ok", frontEnd.reply(asked).get("status").getAsString(), "only cells are aborted");
    assertEquals("ok", frontEnd.run("1").status());
  }

  @Test
  void sends_what_pages_and_next_inputs_a_cell_asks_for_with_its_reply() throws Exception {
    CellOutcome cell =
        frontEnd.run("page(\"a page\"); setNextInput(\"1 + 1\"); setNextInput(\"2\", true);");
    JsonArray payload = cell.reply().getAsJsonArray("payload");
    assertEquals(
        """
        [{"source":"page","data":{"text/plain":"a page"},"start":0},\
        {"source":"set_next_input","text":"1 + 1","replace":false},\
        {"source":"set_next_input","text":"2","replace":true}]\
        """,
        payload.toString());
    assertFalse(cell.types().contains("display_data"));
    assertEquals("[]", frontEnd.run("1").reply().get("payload").toString());
    CellOutcome failed = frontEnd.run("page(\"before\"); throw new Exception();");
    assertEquals(1, failed.reply().getAsJsonArray("payload").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?Math.abs   | int Math.abs(int a)",
        "Math.abs?   | int Math.abs(int a)",
        "??  String  | java.lang.String",
        " thing ??   | thing"
      })
  void pages_what_is_known_of_a_name(String code, String expected) throws Exception {
    var _ = frontEnd.run("int thing = 4;");
    CellOutcome cell = frontEnd.run(code);
    JsonArray payload = cell.reply().getAsJsonArray("payload");
    assertEquals(1, payload.size(), cell.stream("stderr"));
    JsonObject page = payload.get(0).getAsJsonObject();
    assertEquals("page", page.get("source").getAsString());
    String text = page.getAsJsonObject("data").get("text/plain").getAsString();
    assertTrue(text.contains(expected), text);
  }

  @Test
  void says_that_nothing_is_known_of_a_name() throws Exception {
    CellOutcome cell = frontEnd.run("?noSuchThing");
    assertEquals("ok", cell.status());
    assertEquals("nothing is known of `noSuchThing`\n", cell.stream("stderr"));
    assertEquals("[]", cell.reply().get("payload").toString());
    assertEquals("1", frontEnd.run("true ? 1 : 2").result(), "that is no question");
  }

  // Introspection

  @Test
  void inspects_at_an_offset_in_code_points() throws Exception {
    JsonObject found = ask("inspect_request", "String e = \"😀😀\"; Math.abs(1)", 24);
    assertTrue(found.get("found").getAsBoolean());
    JsonObject data = found.getAsJsonObject("data");
    assertTrue(data.get("text/plain").getAsString().startsWith("int Math.abs(int a)"));
    assertTrue(data.has("text/html"));
  }

  @Test
  void inspects_in_more_detail_where_that_is_wanted() throws Exception {
    var request = new JsonObject();
    request.addProperty("code", "String");
    request.addProperty("cursor_pos", 3);
    String brief = textOf(frontEnd.ask("inspect_request", request));
    request.addProperty("detail_level", 1);
    assertTrue(textOf(frontEnd.ask("inspect_request", request)).length() >= brief.length());
  }

  @Test
  void says_that_it_found_nothing() throws Exception {
    JsonObject found = ask("inspect_request", "noSuchThing", 3);
    assertEquals("ok", found.get("status").getAsString());
    assertFalse(found.get("found").getAsBoolean());
    assertEquals("{}", found.get("data").toString());
  }

  // Completion

  @Test
  void completes_with_the_expected_type_first_and_offsets_in_code_points() throws Exception {
    JsonObject found = ask("complete_request", "var s = \"😀\"; s.toUp", 20);
    assertEquals(List.of("toUpperCase("), strings(found.getAsJsonArray("matches")));
    assertEquals(15, found.get("cursor_start").getAsInt());
    assertEquals(
        19, ask("complete_request", "String t = \"😀\".toUp", 19).get("cursor_end").getAsInt());
  }

  @Test
  void completes_in_the_middle_of_a_cell() throws Exception {
    String code = "int 𨭎𨭎 = 1;\nint other = 𨭎;\nint last = 2;";
    JsonObject found = ask("complete_request", code, 25);
    assertTrue(strings(found.getAsJsonArray("matches")).contains("𨭎𨭎"), found.toString());
    assertEquals(24, found.get("cursor_start").getAsInt());
    assertEquals(25, found.get("cursor_end").getAsInt());
  }

  @Test
  void completes_what_the_cell_itself_declares_further_up() throws Exception {
    String code = "int unusual = 1;\nint other = unus";
    JsonObject found = ask("complete_request", code, code.length());
    assertTrue(strings(found.getAsJsonArray("matches")).contains("unusual"));
  }

  @ParameterizedTest
  @CsvSource({"-5", "0", "3", "999999", "2147483647"})
  void answers_about_any_cursor(int cursor) throws Exception {
    JsonObject found = ask("complete_request", "Math", cursor);
    assertEquals("ok", found.get("status").getAsString());
    assertTrue(found.get("cursor_end").getAsInt() <= 4);
    assertEquals("ok", ask("inspect_request", "Math", cursor).get("status").getAsString());
  }

  // History; its files are the concern of MessagingHistoryTest

  @Test
  void tells_of_its_cells_with_and_without_values() throws Exception {
    int first = count(frontEnd.run("111"));
    var _ = frontEnd.run("int nothing = 1;");
    var _ = frontEnd.run(execute("\"not stored\"", "store_history", false));
    var request = new JsonObject();
    request.addProperty("hist_access_type", "tail");
    request.addProperty("raw", true);
    request.addProperty("output", false);
    request.addProperty("n", 2);
    assertEquals(
        "[[1,%d,\"111\"],[1,%d,\"int nothing = 1;\"]]".formatted(first, first + 1),
        frontEnd.ask("history_request", request).get("history").toString());
    request.addProperty("output", true);
    assertEquals(
        "[[1,%d,[\"111\",\"111\"]],[1,%d,[\"int nothing = 1;\",null]]]".formatted(first, first + 1),
        frontEnd.ask("history_request", request).get("history").toString());
  }

  @Test
  void answers_a_history_request_of_no_known_kind() throws Exception {
    var request = new JsonObject();
    request.addProperty("hist_access_type", "backwards");
    JsonObject reply = frontEnd.ask("history_request", request);
    assertEquals("[]", reply.get("history").toString());
  }

  // Code completeness

  @Test
  void knows_whether_code_is_complete() throws Exception {
    for (List<String> expected :
        List.of(
            List.of("1 + 1", "complete", ""),
            List.of("", "complete", ""),
            List.of("%time f()", "complete", ""),
            List.of("int a = 1;\nfor (int i = 0; i < a; i++) {", "incomplete", "    "),
            List.of("String s = \"\"\"\n  text", "incomplete", "  "),
            List.of("int x =", "incomplete", ""),
            List.of("}}", "invalid", ""))) {
      var request = new JsonObject();
      request.addProperty("code", expected.get(0));
      JsonObject reply = frontEnd.ask("is_complete_request", request);
      assertEquals(expected.get(1), reply.get("status").getAsString(), expected.get(0));
      if (expected.get(1).equals("incomplete")) {
        assertEquals(expected.get(2), reply.get("indent").getAsString(), expected.get(0));
      }
    }
  }

  // Connect

  @Test
  void says_where_its_channels_are() throws Exception {
    JsonObject reply = frontEnd.ask("connect_request", new JsonObject());
    assertEquals(kernel.connection().shellPort(), reply.get("shell_port").getAsInt());
    assertEquals(kernel.connection().heartbeatPort(), reply.get("hb_port").getAsInt());
  }

  // Kernel info

  @Test
  void says_what_it_is() throws Exception {
    JsonObject info = frontEnd.ask("kernel_info_request", new JsonObject());
    assertEquals("5.5", info.get("protocol_version").getAsString());
    assertEquals("muster", info.get("implementation").getAsString());
    assertEquals("[]", info.get("supported_features").toString(), "no debugger, no subshells");
    assertFalse(info.get("debugger").getAsBoolean());
    assertTrue(info.get("banner").getAsString().startsWith("Muster "));
    assertFalse(info.getAsJsonArray("help_links").isEmpty());
    JsonObject language = info.getAsJsonObject("language_info");
    assertEquals("java", language.get("name").getAsString());
    assertEquals(".jshell", language.get("file_extension").getAsString());
    assertEquals("text/x-java", language.get("mimetype").getAsString());
    assertEquals("java", language.get("pygments_lexer").getAsString());
    assertTrue(language.get("version").getAsString().startsWith("25"), language.toString());
  }

  // Order

  @Test
  void answers_in_the_order_in_which_it_was_asked() throws Exception {
    List<Message> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      requests.add(frontEnd.start(String.valueOf(i)));
      requests.add(frontEnd.send(FrontEnd.Channel.SHELL, "kernel_info_request", new JsonObject()));
    }
    int last = 0;
    for (Message request : requests) {
      JsonObject reply = frontEnd.reply(request);
      if (reply.has("execution_count")) {
        assertTrue(reply.get("execution_count").getAsInt() > last);
        last = reply.get("execution_count").getAsInt();
      }
    }
  }

  private static int count(CellOutcome cell) {
    return cell.reply().get("execution_count").getAsInt();
  }

  private static JsonObject execute(String code) {
    var request = new JsonObject();
    request.addProperty("code", code);
    return request;
  }

  private static JsonObject execute(String code, String field, boolean value) {
    JsonObject request = execute(code);
    request.addProperty(field, value);
    return request;
  }

  private JsonObject ask(String type, String code, int cursor) throws Exception {
    JsonObject request = execute(code);
    request.addProperty("cursor_pos", cursor);
    return frontEnd.ask(type, request);
  }

  private static String textOf(JsonObject found) {
    return found.getAsJsonObject("data").get("text/plain").getAsString();
  }

  private static List<String> strings(JsonArray array) {
    return Stream.of(array)
        .flatMap(all -> all.asList().stream())
        .map(JsonElement::getAsString)
        .toList();
  }
}
