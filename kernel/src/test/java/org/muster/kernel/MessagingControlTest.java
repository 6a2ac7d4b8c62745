package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

/// The chapters "Messages on the control channel" and "Heartbeat for kernels". What an interrupt
/// can stop is the concern of InterruptTest, how the process ends that of LifeTest.
@DisplayName("On control, a kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MessagingControlTest {

  private static final String BUSY =
      "System.out.println(\"begun\"); new CountDownLatch(1).await();";

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void answers_everything_that_belongs_there_while_a_cell_runs() throws Exception {
    Message cell = begin(BUSY);
    for (String type :
        List.of("kernel_info_request", "connect_request", "comm_info_request", "debug_request")) {
      assertTrue(ask(type, new JsonObject()).has("status"), type);
    }
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    assertEquals("error", frontEnd.await(cell).status());
  }

  @Test
  void tells_what_it_uses_while_a_cell_runs() throws Exception {
    Message cell = begin(BUSY);
    JsonObject usage = ask("usage_request", new JsonObject());
    assertEquals(kernel.process().pid(), usage.get("pid").getAsLong());
    assertTrue(usage.get("kernel_cpu").getAsDouble() > 0, usage.toString());
    assertTrue(usage.get("kernel_memory").getAsLong() > 10_000_000, usage.toString());
    assertTrue(usage.get("cpu_count").getAsInt() > 0, usage.toString());
    long total = usage.getAsJsonObject("host_virtual_memory").get("total").getAsLong();
    assertTrue(total > usage.get("kernel_memory").getAsLong(), usage.toString());
    assertEquals("ok", frontEnd.interrupt().get("status").getAsString());
    assertEquals("error", frontEnd.await(cell).status());
  }

  @Test
  void says_the_same_of_itself_as_on_shell() throws Exception {
    assertEquals(
        frontEnd.ask("kernel_info_request", new JsonObject()),
        ask("kernel_info_request", new JsonObject()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"execute_request", "complete_request", "inspect_request", "history_request"})
  void refuses_what_would_run_beside_a_cell(String type) throws Exception {
    var content = new JsonObject();
    content.addProperty("code", "System.exit(1);");
    JsonObject reply = ask(type, content);
    assertEquals("error", reply.get("status").getAsString());
    assertEquals("WrongChannel", reply.get("ename").getAsString());
    assertEquals(type + " belongs on the shell channel", reply.get("evalue").getAsString());
    assertEquals("1", frontEnd.run("1").result());
    assertEquals("unknown", ask("is_complete_request", content).get("status").getAsString());
  }

  @Test
  void says_that_it_has_no_debugger_in_jupyters_words_and_in_those_of_the_debug_protocol()
      throws Exception {
    var request = new JsonObject();
    request.addProperty("type", "request");
    request.addProperty("seq", 17);
    request.addProperty("command", "debugInfo");
    JsonObject reply = ask("debug_request", request);
    assertEquals("error", reply.get("status").getAsString());
    assertEquals("response", reply.get("type").getAsString());
    assertEquals(17, reply.get("request_seq").getAsInt());
    assertFalse(reply.get("success").getAsBoolean());
    assertEquals("debugInfo", reply.get("command").getAsString());
    assertEquals("this kernel has no debugger", reply.get("message").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"create_subshell_request", "list_subshell_request", "delete_subshell_request"})
  void does_not_answer_about_subshells_as_it_has_none(String type) throws Exception {
    Message request = frontEnd.send(Channel.CONTROL, type, new JsonObject());
    assertFalse(frontEnd.isAnswered(request));
    assertTrue(kernel.standardError().contains("unknown type " + type));
  }

  @Test
  void runs_in_its_only_shell_what_names_another() throws Exception {
    var code = new JsonObject();
    code.addProperty("code", "2 + 3");
    Message request = frontEnd.request("execute_request", code);
    request.header().more().addProperty("subshell_id", "another");
    assertEquals("5", frontEnd.await(frontEnd.send(Channel.SHELL, request)).result());
  }

  @Test
  void stops_a_cell_at_a_signal() throws Exception {
    Message cell = begin("while (true) {}");
    signal();
    CellOutcome ended = frontEnd.await(cell);
    assertEquals("Interrupted", ended.reply().get("ename").getAsString());
    signal(); // between cells: nothing to stop
    assertEquals("1", frontEnd.run("1").result());
  }

  @Test
  void aborts_the_cells_behind_one_that_was_interrupted() throws Exception {
    Message cell = begin(BUSY);
    Message waiting = frontEnd.start("1");
    var _ = frontEnd.interrupt();
    assertEquals("error", frontEnd.await(cell).status());
    assertEquals("aborted", frontEnd.await(waiting).status());
  }

  @ParameterizedTest
  @EnumSource(names = {"SHELL", "CONTROL"})
  void shuts_down_and_tells_everybody(Channel channel) throws Exception {
    try (KernelProcess ending = KernelProcess.start();
        FrontEnd other = ending.connect()) {
      var restart = new JsonObject();
      restart.addProperty("restart", true);
      Message request = ending.frontEnd().send(channel, "shutdown_request", restart);
      assertTrue(ending.frontEnd().reply(request).get("restart").getAsBoolean());
      Message told = other.publishedToAll("shutdown_reply");
      assertTrue(told.content().get("restart").getAsBoolean());
      assertTrue(told.answers(request));
      assertEquals(0, ending.awaitExit());
    }
  }

  @Test
  void sends_back_every_heartbeat_also_while_a_cell_runs() throws Exception {
    Message cell = begin(BUSY);
    byte[] ping = "ping".getBytes(StandardCharsets.UTF_8);
    frontEnd.sendHeartbeat(List.of(new byte[0], ping.clone()));
    assertArrayEquals(ping, frontEnd.awaitHeartbeat().getLast());
    frontEnd.sendHeartbeat(List.of("no delimiter".getBytes(StandardCharsets.UTF_8)));
    var _ = frontEnd.awaitHeartbeat();
    frontEnd.sendHeartbeat(List.of(new byte[0], ping.clone()));
    assertArrayEquals(ping, frontEnd.awaitHeartbeat().getLast());
    var _ = frontEnd.interrupt();
    assertEquals("error", frontEnd.await(cell).status());
  }

  private Message begin(String code) throws Exception {
    Message cell = frontEnd.start(code.contains("begun") ? code : "System.out.println(); " + code);
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    return cell;
  }

  private JsonObject ask(String type, JsonObject content) throws Exception {
    return frontEnd.reply(frontEnd.send(Channel.CONTROL, type, content));
  }

  private void signal() throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", String.valueOf(kernel.process().pid())).start();
    assertEquals(0, kill.waitFor());
  }
}
