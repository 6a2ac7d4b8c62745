package org.muster.kernel.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.message.Header;
import org.muster.kernel.message.Message;

@DisplayName("A question to a front end")
@Timeout(60)
class QuestionsTest {

  private static final Message REQUEST = message("execute_request", "one", new JsonObject());

  /// Hands over each question once it is sent.
  private final SynchronousQueue<Message> sent = new SynchronousQueue<>();

  private final Questions questions =
      new Questions((question, _) -> {
        try {
          sent.put(question);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      });

  private static Message message(String type, String frontEnd, JsonObject parent) {
    return new Message(
        List.of(frontEnd.getBytes(UTF_8)),
        Header.of(type, "session", "user"),
        parent,
        new JsonObject(),
        new JsonObject(),
        List.of());
  }

  private static Message reply(Message question, String frontEnd, String value) {
    Message reply = message("input_reply", frontEnd, question.header().toJson());
    reply.content().addProperty("value", value);
    return reply;
  }

  private FutureTask<String> ask() {
    var task =
        new FutureTask<>(() ->
            questions.ask(REQUEST, message("input_request", "one", REQUEST.header().toJson())));
    Thread.ofPlatform().daemon(true).start(task);
    return task;
  }

  private Message nextSent() throws InterruptedException {
    Message question = sent.poll(30, TimeUnit.SECONDS);
    if (question == null) {
      throw new AssertionError("no question was sent");
    }
    return question;
  }

  @Test
  void is_answered_by_the_front_end_that_was_asked_and_by_no_other() throws Exception {
    FutureTask<String> answer = ask();
    Message question = nextSent();
    questions.received(reply(question, "another", "stranger"));
    questions.received(reply(message("input_request", "one", new JsonObject()), "one", "late"));
    questions.received(message("comm_msg", "one", question.header().toJson()));
    assertFalse(answer.isDone());
    questions.received(reply(question, "one", "yes"));
    assertEquals("yes", answer.get(30, TimeUnit.SECONDS));
  }

  @Test
  void waits_for_the_one_before() throws Exception {
    FutureTask<String> first = ask();
    Message open = nextSent();
    FutureTask<String> second = ask();
    questions.received(reply(open, "one", "1"));
    assertEquals("1", first.get(30, TimeUnit.SECONDS));
    questions.received(reply(nextSent(), "one", "2"));
    assertEquals("2", second.get(30, TimeUnit.SECONDS));
  }

  @Test
  void that_nobody_can_get_says_why() {
    var deaf =
        new Questions((_, answer) -> {
          boolean told = answer.completeExceptionally(new IOException("nobody listens"));
          assertTrue(told);
        });
    Message question = message("input_request", "one", REQUEST.header().toJson());
    var thrown = assertThrows(IOException.class, () -> deaf.ask(REQUEST, question));
    assertEquals("nobody listens", thrown.getMessage());
  }
}
