package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.UUID;
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

/// The chapter "Custom messages".
@DisplayName("A comm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingCommsTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void that_a_front_end_opens_reaches_the_target_and_speaks_both_ways() throws Exception {
    var _ =
        frontEnd.run(
            """
            comms().onOpen("echo", (comm, opened) -> {
              System.out.println("opened with " + opened.data());
              comm.onMessage(message -> comm.send(Map.of("back", message.data())));
              comm.onClose(message -> System.out.println("closed with " + message.get("why")));
            });
            """);
    String id = UUID.randomUUID().toString();
    CellOutcome opening = say("comm_open", id, "{\"n\": 1}", "echo");
    assertEquals(List.of("busy", "stream", "idle"), opening.types());
    assertEquals("opened with {n=1}\n", opening.stream("stdout"));
    assertEquals("{\"%s\":{\"target_name\":\"echo\"}}".formatted(id), open("echo"));

    CellOutcome talk =
        say("comm_msg", id, "{\"text\": \"é😀\", \"none\": null, \"list\": [1, 2.5, true]}");
    assertEquals(List.of("busy", "comm_msg", "idle"), talk.types());
    JsonObject answer = talk.published("comm_msg");
    assertEquals(id, answer.get("comm_id").getAsString());
    assertEquals(
        "{\"back\":{\"text\":\"é😀\",\"none\":null,\"list\":[1,2.5,true]}}",
        answer.get("data").toString());

    CellOutcome closing = say("comm_close", id, "{\"why\": \"done\"}");
    assertEquals("closed with done\n", closing.stream("stdout"));
    assertFalse(closing.types().contains("comm_close"), "they know");
    assertEquals("{}", open("echo"));
  }

  @Test
  void to_a_target_that_nobody_registered_is_closed_at_once() throws Exception {
    String id = UUID.randomUUID().toString();
    CellOutcome opening = say("comm_open", id, "{}", "nobody");
    assertEquals(List.of("busy", "comm_close", "idle"), opening.types());
    assertEquals(id, opening.published("comm_close").get("comm_id").getAsString());
    assertTrue(kernel.standardError().contains("nobody has registered its target `nobody`"));
  }

  @Test
  void that_is_not_open_is_noted_and_nothing_more() throws Exception {
    for (String kind : List.of("comm_msg", "comm_close")) {
      assertEquals(List.of("busy", "idle"), say(kind, "never opened", "{}").types());
      assertTrue(kernel.standardError().contains("ignored a %s of the comm".formatted(kind)));
    }
  }

  @Test
  void that_a_cell_opens_reaches_the_front_end_and_speaks_both_ways() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            record Point(int x, int y) {}
            var chart = comms().open("chart", Map.of("title", "Areas", "at", new Point(1, 2)));
            var clicked = new ArrayList<Object>();
            chart.onMessage(message -> clicked.add(message.get("clicked")));
            chart.send(Map.of("more", 3));
            """);
    assertEquals(List.of("busy", "execute_input", "comm_open", "comm_msg", "idle"), cell.types());
    JsonObject opening = cell.published("comm_open");
    String id = opening.get("comm_id").getAsString();
    assertEquals("chart", opening.get("target_name").getAsString());
    assertEquals("Areas", opening.getAsJsonObject("data").get("title").getAsString());
    assertEquals("{\"x\":1,\"y\":2}", opening.getAsJsonObject("data").get("at").toString());
    assertEquals("{\"more\":3}", cell.published("comm_msg").get("data").toString());

    assertEquals(List.of("busy", "idle"), say("comm_msg", id, "{\"clicked\": [1]}").types());
    assertEquals("[[1]]", frontEnd.run("clicked.toString()").result());

    CellOutcome closing = frontEnd.run("chart.close(); chart.isClosed()");
    assertEquals(id, closing.published("comm_close").get("comm_id").getAsString());
    assertEquals("true", closing.result());
    assertEquals(
        "the comm `chart` is closed; open another one",
        frontEnd.run("chart.send(Map.of());").refusal());
    assertFalse(frontEnd.run("chart.close();").types().contains("comm_close"));
  }

  @Test
  void carries_metadata_and_binary_data_both_ways() throws Exception {
    Message cell =
        frontEnd.start(
            """
            var model = comms().open(
                "jupyter.widget", Map.of("state", Map.of()), Map.of("version", "2.1.0"),
                List.of(new byte[] {1, 2}));
            model.onMessage(message -> model.send(
                Map.of("n", message.buffers().size(), "meta", message.metadata().get("m")), Map.of(),
                message.buffers().reversed()));
            """);
    Message opening = frontEnd.published(cell, message -> message.type().equals("comm_open"));
    assertEquals("{\"version\":\"2.1.0\"}", opening.metadata().toString());
    assertArrayEquals(new byte[] {1, 2}, opening.buffers().getFirst());
    var content = new JsonObject();
    content.add("comm_id", opening.content().get("comm_id"));
    content.add("data", new JsonObject());
    Message header = frontEnd.request("comm_msg", content);
    var metadata = new JsonObject();
    metadata.addProperty("m", 7);
    Message sent =
        frontEnd.send(
            Channel.SHELL,
            new Message(
                List.of(),
                header.header(),
                new JsonObject(),
                metadata,
                content,
                List.of(new byte[] {3}, new byte[0], new byte[100_000])));
    Message answer = frontEnd.published(sent, message -> message.type().equals("comm_msg"));
    assertEquals("{\"n\":3,\"meta\":7}", sorted(answer.content().getAsJsonObject("data")));
    assertEquals(List.of(100_000, 0, 1), answer.buffers().stream().map(b -> b.length).toList());
  }

  @Test
  void whose_handler_fails_or_is_interrupted_shows_the_error_and_lives() throws Exception {
    var _ =
        frontEnd.run(
            """
            comms().onOpen("bad", (comm, _) -> comm.onMessage(message -> {
              System.out.println("begun");
              if (message.get("loop") != null) { while (true) {} }
              throw new IllegalStateException("on purpose");
            }));
            """);
    String id = UUID.randomUUID().toString();
    var _ = say("comm_open", id, "{}", "bad");
    CellOutcome failed = say("comm_msg", id, "{}");
    assertEquals(List.of("busy", "stream", "error", "idle"), failed.types());
    assertEquals("on purpose", failed.published("error").get("evalue").getAsString());
    assertTrue(failed.traceback().contains("cell ["), failed.traceback());

    Message loop = frontEnd.sendComm("comm_msg", id, "{\"loop\": true}", "");
    var _ = frontEnd.published(loop, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    Message error = frontEnd.published(loop, message -> message.type().equals("error"));
    assertEquals("Interrupted", error.content().get("ename").getAsString());
    assertTrue(open("bad").contains(id));
    assertEquals("1", frontEnd.run("1").result());
  }

  @Test
  void whose_target_fails_is_closed() throws Exception {
    var _ = frontEnd.run("comms().onOpen(\"worse\", (_, _) -> { throw new Error(\"no\"); });");
    CellOutcome opening = say("comm_open", "worse-1", "{}", "worse");
    assertEquals(List.of("busy", "comm_close", "error", "idle"), opening.types());
    assertEquals("{}", open("worse"));
  }

  @Test
  void of_jjava_says_what_to_use_instead() throws Exception {
    String refusal =
        frontEnd.run("kernel().getCommManager().registerTarget(\"a\", null);").refusal();
    assertTrue(refusal.contains("use comms()"), refusal);
  }

  @Test
  void of_a_silent_cell_is_opened_all_the_same() throws Exception {
    var request = new JsonObject();
    request.addProperty("code", "comms().open(\"quiet\", Map.of()); 1");
    request.addProperty("silent", true);
    assertEquals(List.of("busy", "comm_open", "idle"), frontEnd.run(request).types());
  }

  private CellOutcome say(String kind, String id, String data) throws Exception {
    return say(kind, id, data, "");
  }

  /// Says something and gathers what is published until the kernel is idle again.
  private CellOutcome say(String kind, String id, String data, String target) throws Exception {
    return frontEnd.awaitIdle(frontEnd.sendComm(kind, id, data, target));
  }

  private String open(String target) throws Exception {
    var content = new JsonObject();
    content.addProperty("target_name", target);
    return frontEnd.ask("comm_info_request", content).get("comms").toString();
  }

  private static String sorted(JsonObject json) {
    var sorted = new JsonObject();
    json.keySet().stream().sorted().toList().reversed().forEach(k -> sorted.add(k, json.get(k)));
    return sorted.toString();
  }
}
