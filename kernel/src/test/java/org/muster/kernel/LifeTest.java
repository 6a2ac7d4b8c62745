package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.Message;

@DisplayName("A kernel process")
@Timeout(300)
class LifeTest {

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ends_when_asked_with_a_busy_cell_user_threads_and_workers(boolean restart) throws Exception {
    try (KernelProcess kernel = KernelProcess.start()) {
      FrontEnd frontEnd = kernel.frontEnd();
      var _ = frontEnd.run("new Thread(() -> { while (true) {} }).start();");
      var _ =
          frontEnd.run(
              "Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) {} }));");
      var _ = frontEnd.run("pool.map(x -> x, range(8), 1)");
      List<ProcessHandle> workers = kernel.process().descendants().toList();
      assertFalse(workers.isEmpty());
      Message cell = frontEnd.start("System.out.println(\"begun\"); while (true) {}");
      var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
      var request = new JsonObject();
      request.addProperty("restart", restart);
      JsonObject reply =
          frontEnd.reply(frontEnd.send(Channel.CONTROL, "shutdown_request", request));
      assertEquals("ok", reply.get("status").getAsString());
      assertEquals(restart, reply.get("restart").getAsBoolean());
      assertEquals(0, kernel.awaitExit());
      for (ProcessHandle worker : workers) {
        var _ = worker.onExit().get(KernelProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void lets_idle_workers_close_and_delete_what_they_have() throws Exception {
    Path library = folder.resolve("library.so");
    Path closed = folder.resolve("closed");
    try (KernelProcess kernel = KernelProcess.start()) {
      FrontEnd frontEnd = kernel.frontEnd();
      var _ =
          frontEnd.run(
              """
              var open = WorkerLocal.withInitial(
                  () -> (AutoCloseable) () -> Files.createFile(Path.of("%s")));
              pool.apply(() -> {
                open.get();
                var file = new File("%s");
                file.deleteOnExit();
                return file.createNewFile();
              })\
              """
                  .formatted(closed, library));
      assertTrue(Files.exists(library));
      var request = new JsonObject();
      request.addProperty("restart", false);
      var _ = frontEnd.reply(frontEnd.send(Channel.CONTROL, "shutdown_request", request));
      assertEquals(0, kernel.awaitExit());
      assertTrue(Files.exists(closed));
      assertFalse(Files.exists(library));
    }
  }

  @Test
  void ends_when_the_process_that_started_it_does() throws Exception {
    Process parent = new ProcessBuilder("sleep", "600").start();
    try (KernelProcess kernel =
        KernelProcess.start(Map.of("JPY_PARENT_PID", String.valueOf(parent.pid())))) {
      parent.destroyForcibly();
      assertEquals(0, kernel.awaitExit());
    } finally {
      parent.destroyForcibly();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "not JSON         | {                                | it is not JSON",
        "no object        | []                               | it does not hold a JSON object",
        "no port          | {'key': 'k'}                     | it has no \"shell_port\"",
        "a bad port       | {'shell_port': 99999}            | its \"shell_port\" is 99999",
        "a text as port   | {'shell_port': 'x'}              | its \"shell_port\" is \"x\"",
        "empty            | ''                               | it does not hold a JSON object",
      },
      quoteCharacter = '`')
  void says_in_one_line_what_is_wrong_with_its_connection_file(
      String kind, String text, String complaint) throws Exception {
    Path file = folder.resolve("connection.json");
    Files.writeString(file, text.replace("''", "").replace('\'', '"'));
    fails(2, complaint, file.toString());
  }

  @Test
  void says_in_one_line_that_there_is_no_connection_file() throws Exception {
    fails(2, "there is no such file", folder.resolve("none.json").toString());
  }

  @Test
  void says_in_one_line_that_it_cannot_speak_a_transport_or_a_signature_scheme() throws Exception {
    ConnectionFile good = KernelProcess.freeConnection();
    Path file = folder.resolve("connection.json");
    good.write(file);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"tcp\"", "\"ipc\""));
    fails(2, "the transport \"ipc\"", file.toString());
    Files.writeString(file, text.replace("hmac-sha256", "hmac-rot13"));
    fails(2, "the signature scheme \"hmac-rot13\"", file.toString());
  }

  @Test
  void says_in_one_line_how_it_is_called() throws Exception {
    fails(2, "usage: ");
  }

  @Test
  void says_in_one_line_which_port_is_taken() throws Exception {
    ConnectionFile connection = KernelProcess.freeConnection();
    Path file = folder.resolve("connection.json");
    connection.write(file);
    try (var _ = new ServerSocket(connection.shellPort(), 1, InetAddress.getLoopbackAddress())) {
      fails(1, "the shell channel: cannot listen on", file.toString());
    }
  }

  @Test
  void says_in_one_line_that_the_number_of_workers_is_none() throws Exception {
    Path file = folder.resolve("connection.json");
    KernelProcess.freeConnection().write(file);
    fails(Map.of("MUSTER_WORKERS", "abc"), 2, "MUSTER_WORKERS is `abc`", file.toString());
  }

  private void fails(int status, String complaint, String... arguments) throws Exception {
    fails(Map.of(), status, complaint, arguments);
  }

  private void fails(
      Map<String, String> environment, int status, String complaint, String... arguments)
      throws Exception {
    Process process = KernelProcess.launch(environment, folder, arguments);
    try {
      assertTrue(process.waitFor(KernelProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      List<String> lines = Files.readAllLines(folder.resolve("stderr.txt"));
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.getFirst().contains(complaint), lines::toString);
      assertEquals(status, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }
}
