package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

/// The chapter "Messages on the stdin channel".
@DisplayName("On stdin, a kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingStdinTest {

  private static final String READ = "new Scanner(System.in).nextLine()";

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void asks_in_the_name_of_the_cell_that_reads() throws Exception {
    Message cell = frontEnd.start("System.out.print(\"name? \"); " + READ);
    Message question = frontEnd.question();
    assertTrue(question.answers(cell));
    assertEquals("", question.content().get("prompt").getAsString());
    assertFalse(question.content().get("password").getAsBoolean());
    Message prompt = frontEnd.published(cell, message -> message.type().equals("stream"));
    assertEquals("name? ", prompt.content().get("text").getAsString(), "what is printed before");
    frontEnd.answer("grüße 😀");
    assertEquals("grüße 😀", frontEnd.await(cell).result());
  }

  @Test
  void asks_only_the_front_end_that_runs_the_cell() throws Exception {
    try (FrontEnd other = kernel.connect()) {
      Message cell = frontEnd.start(READ);
      Message question = frontEnd.question();
      assertFalse(other.isAsked());
      other.answer("not asked");
      other.answer("not asked either", question);
      frontEnd.answer("asked", question);
      assertEquals("asked", frontEnd.await(cell).result());
      assertTrue(kernel.standardError().contains("ignored an answer"));
    }
  }

  @Test
  void takes_no_answer_to_an_earlier_question() throws Exception {
    Message first = frontEnd.start(READ);
    Message interrupted = frontEnd.question();
    var _ = frontEnd.interrupt();
    assertEquals("Interrupted", frontEnd.await(first).reply().get("ename").getAsString());
    frontEnd.answer("too late");
    Message second = frontEnd.start(READ);
    Message question = frontEnd.question();
    frontEnd.answer("for the first", interrupted);
    frontEnd.answer("for the second", question);
    assertEquals("for the second", frontEnd.await(second).result());
  }

  @Test
  void takes_an_answer_that_names_the_cell() throws Exception {
    Message cell = frontEnd.start(READ);
    var _ = frontEnd.question();
    frontEnd.answer("here", cell);
    assertEquals("here", frontEnd.await(cell).result());
  }

  @Test
  void serves_the_console_too_and_hides_a_password() throws Exception {
    Message cell =
        frontEnd.start(
            """
            System.console().printf("%s,", "welcome");
            String user = System.console().readLine("user %d: ", 1);
            user + " " + new String(System.console().readPassword("password: "))
            """);
    Message question = frontEnd.question();
    assertEquals("user 1: ", question.content().get("prompt").getAsString());
    assertFalse(question.content().get("password").getAsBoolean());
    frontEnd.answer("ädä", question);
    Message secret = frontEnd.question();
    assertEquals("password: ", secret.content().get("prompt").getAsString());
    assertTrue(secret.content().get("password").getAsBoolean());
    frontEnd.answer("€😀", secret);
    CellOutcome ended = frontEnd.await(cell);
    assertEquals("ädä €😀", ended.result());
    assertEquals("welcome,", ended.stream("stdout"));
  }

  @Test
  void keeps_the_console_usable_after_a_question_that_was_interrupted() throws Exception {
    Message cell = frontEnd.start("System.console().readPassword()");
    var _ = frontEnd.question();
    var _ = frontEnd.interrupt();
    assertEquals("Interrupted", frontEnd.await(cell).reply().get("ename").getAsString());
    Message next = frontEnd.start("System.console().readLine()");
    frontEnd.answer("still here", frontEnd.question());
    assertEquals("still here", frontEnd.await(next).result());
  }

  @Test
  void asks_nobody_who_said_not_to() throws Exception {
    var request = new JsonObject();
    request.addProperty("code", "System.in.read()");
    request.addProperty("allow_stdin", false);
    CellOutcome cell = frontEnd.run(request);
    assertEquals("java.io.IOException", cell.reply().get("ename").getAsString());
    assertTrue(cell.traceback().contains("allow_stdin is false"), cell.traceback());
    assertFalse(frontEnd.isAsked());
  }

  @Test
  void does_not_wait_for_a_front_end_that_has_no_stdin() throws Exception {
    try (FrontEnd deaf = kernel.connectWithoutStdin()) {
      CellOutcome cell = deaf.run("System.in.read()");
      assertEquals("java.io.IOException", cell.reply().get("ename").getAsString());
      assertTrue(cell.traceback().contains("does not listen"), cell.traceback());
    }
  }

  @Test
  void ends_the_input_at_control_d() throws Exception {
    Message cell = frontEnd.start("System.in.read()");
    var _ = frontEnd.question();
    frontEnd.answer("\u0004");
    assertEquals("-1", frontEnd.await(cell).result());
  }

  @Test
  void survives_an_answer_that_is_none() throws Exception {
    Message cell = frontEnd.start(READ);
    var _ = frontEnd.question();
    var wrong = new JsonObject();
    wrong.add("value", new JsonObject());
    var _ = frontEnd.send(FrontEnd.Channel.STDIN, "execute_request", wrong);
    var _ = frontEnd.send(FrontEnd.Channel.STDIN, "input_reply", wrong);
    assertEquals("", frontEnd.await(cell).result(), "an empty line");
  }
}
