package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

/// The chapter "Messages on the iopub channel".
@DisplayName("On iopub, a kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingIopubTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void greets_each_front_end_as_soon_as_it_hears() throws Exception {
    var _ = frontEnd.publishedToAll("iopub_welcome"); // its own
    try (FrontEnd second = kernel.connect()) {
      Message welcome = second.publishedToAll("iopub_welcome");
      assertEquals("", welcome.content().get("subscription").getAsString());
      assertEquals("{}", welcome.parent().toString());
      assertEquals(0, welcome.identities().getFirst().length);
      var _ = frontEnd.publishedToAll("iopub_welcome"); // all hear it
      try (FrontEnd third = kernel.connect()) {
        var _ = third.publishedToAll("iopub_welcome"); // not only the first subscriber
      }
    }
  }

  @Test
  void begins_with_busy_and_the_input_and_ends_with_idle() throws Exception {
    String code = "System.out.print(1);\nSystem.err.print(2);\ndisplay(3);\n4";
    CellOutcome cell = frontEnd.run(code);
    assertEquals(
        List.of(
            "busy", "execute_input", "stream", "stream", "display_data", "execute_result", "idle"),
        cell.types());
    assertEquals(code, cell.published("execute_input").get("code").getAsString());
    assertEquals("1", cell.stream("stdout"));
    assertEquals("2", cell.stream("stderr"));
    assertEquals("4", cell.result());
  }

  @Test
  void shows_the_error_that_the_reply_tells() throws Exception {
    CellOutcome cell = frontEnd.run("throw new IllegalStateException(\"on purpose\");");
    assertEquals(List.of("busy", "execute_input", "error", "idle"), cell.types());
    JsonObject shown = cell.published("error");
    for (String field : List.of("ename", "evalue", "traceback")) {
      assertEquals(cell.reply().get(field), shown.get(field));
    }
    assertEquals("on purpose", shown.get("evalue").getAsString());
  }

  @Test
  void displays_updates_and_clears() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            var id = display("*a*", "text/markdown");
            updateDisplay(id, 2);
            clearOutput(true);
            display(3);
            clearOutput();
            """);
    assertEquals(
        List.of(
            "busy",
            "execute_input",
            "display_data",
            "update_display_data",
            "clear_output",
            "display_data",
            "clear_output",
            "idle"),
        cell.types());
    JsonObject shown = cell.published("display_data");
    assertEquals("*a*", shown.getAsJsonObject("data").get("text/markdown").getAsString());
    assertFalse(shown.getAsJsonObject("transient").get("display_id").getAsString().isEmpty());
    assertEquals(
        shown.getAsJsonObject("transient"),
        cell.published("update_display_data").getAsJsonObject("transient"));
    assertTrue(cell.published("clear_output").get("wait").getAsBoolean());
    assertFalse(cell.published().get(6).content().get("wait").getAsBoolean());
  }

  @Test
  void does_not_show_the_id_of_what_the_cell_displays_last() throws Exception {
    CellOutcome cell = frontEnd.run("display(1); display(2);");
    assertEquals(
        List.of("busy", "execute_input", "display_data", "display_data", "idle"), cell.types());
  }

  @Test
  void shows_what_is_printed_after_a_cell_has_closed_the_stream() throws Exception {
    CellOutcome closing =
        frontEnd.run(
            "try (var out = new PrintWriter(System.out)) { out.print(\"first\"); }\n"
                + "System.err.close();");
    assertEquals("first", closing.stream("stdout"));
    CellOutcome next = frontEnd.run("System.out.print(1); System.err.print(2);");
    assertEquals("1", next.stream("stdout"));
    assertEquals("2", next.stream("stderr"));
  }

  @Test
  void shows_an_empty_text_although_nothing_was_displayed() throws Exception {
    assertEquals("", frontEnd.run("\"\"").result());
  }

  @Test
  void updates_what_an_earlier_cell_has_shown() throws Exception {
    var _ = frontEnd.run("String kept = display(1);");
    CellOutcome later = frontEnd.run("updateDisplay(kept, 2);");
    JsonObject update = later.published("update_display_data");
    assertEquals("2", update.getAsJsonObject("data").get("text/plain").getAsString());
  }

  @Test
  void shows_what_a_thread_prints_and_displays_later_under_the_cell_that_started_it()
      throws Exception {
    Message first =
        frontEnd.start(
            """
            var go = new CountDownLatch(1);
            new Thread(() -> {
              try { go.await(); } catch (InterruptedException e) { }
              System.out.println("late");
              System.err.println("oops");
              display("shown");
            }).start();
            """);
    assertEquals("ok", frontEnd.await(first).status());
    CellOutcome second = frontEnd.run("go.countDown(); System.out.println(\"second\");");
    assertEquals("second\n", second.stream("stdout"));
    for (String type : List.of("stream", "stream", "display_data")) {
      assertEquals(type, frontEnd.published(first).type());
    }
  }

  @Test
  void lets_every_front_end_see_what_each_one_does() throws Exception {
    try (FrontEnd other = kernel.connect()) {
      Message cell = frontEnd.start("System.out.print(\"for all\"); 5");
      CellOutcome own = frontEnd.await(cell);
      assertEquals("busy", other.published(cell).content().get("execution_state").getAsString());
      for (String type : own.types().subList(1, own.types().size() - 1)) {
        Message heard = other.published(cell);
        assertEquals(type, heard.type());
        assertEquals(cell.header().session(), heard.parent().get("session").getAsString());
      }
      assertFalse(other.isAnswered(cell), "the reply is for the one that asked");
    }
  }

  @Test
  void tells_cells_of_several_front_ends_apart() throws Exception {
    try (FrontEnd other = kernel.connect()) {
      Message mine = frontEnd.start("Thread.sleep(200); System.out.print(\"mine\"); 1");
      Message theirs = other.start("System.out.print(\"theirs\"); 2");
      CellOutcome first = frontEnd.await(mine);
      CellOutcome second = other.await(theirs);
      assertEquals("mine", first.stream("stdout"));
      assertEquals("theirs", second.stream("stdout"));
      assertEquals("1", first.result());
      assertEquals("2", second.result());
    }
  }

  @Test
  void says_starting_never_again() throws Exception {
    Message info = frontEnd.send(Channel.SHELL, "kernel_info_request", new JsonObject());
    assertEquals(List.of("busy", "idle"), frontEnd.await(info).types());
  }
}
