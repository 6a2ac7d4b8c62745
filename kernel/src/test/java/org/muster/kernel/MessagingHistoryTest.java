package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;

/// The section "History" of the chapter "Messages on the shell channel", beyond one kernel.
@DisplayName("The history of all kernels")
@Timeout(300)
class MessagingHistoryTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void is_there_after_the_kernel_that_ran_the_cells() throws Exception {
    try (KernelProcess first = start()) {
      run(first, "int a = 1;", "a + 1", "// ünïcödé 😀\n\"x\"");
      shutDown(first);
    }
    try (KernelProcess second = start()) {
      assertEquals(
          "[[1,2,\"a + 1\"],[1,3,\"// ünïcödé 😀\\n\\\"x\\\"\"]]", find(second, "tail", "n", 2));
      assertFalse(Files.exists(folder.resolve("kept/000002.jsonl")), "before it has run a cell");
      run(second, "a + 1 + 1", "2");
      assertEquals("[[1,1,\"int a = 1;\"]]", find(second, "search", "pattern", "int*"));
      assertEquals(
          "[[1,2,\"a + 1\"],[2,1,\"a + 1 + 1\"]]", find(second, "search", "pattern", "a + 1*"));
      assertEquals("[[2,2,\"2\"]]", find(second, "tail", "n", 1));
      assertEquals("[[2,1,\"a + 1 + 1\"],[2,2,\"2\"]]", find(second, "range", "session", 0));
      assertEquals("[[1,2,\"a + 1\"]]", range(second, -1, 2, 3));
      assertEquals("[[1,2,\"a + 1\"]]", range(second, 1, 2, 3));
      assertEquals("[]", range(second, 77, 0, 9));
    }
  }

  @Test
  void has_the_cells_of_kernels_that_run_at_the_same_time() throws Exception {
    try (KernelProcess one = start();
        KernelProcess other = start()) {
      run(one, "\"one\"");
      run(other, "\"other\"");
      run(one, "\"one again\"");
      shutDown(one);
      String found = find(other, "search", "pattern", "\"o*");
      assertTrue(found.contains("[1,1,\"\\\"one\\\"\"],[1,2,\"\\\"one again\\\"\"]"), found);
      assertTrue(found.contains("[2,1,\"\\\"other\\\"\"]"), found);
    }
  }

  @Test
  void is_for_its_owners_eyes_alone() throws Exception {
    try (KernelProcess kernel = start()) {
      run(kernel, "\"secret\"");
      shutDown(kernel);
    }
    Path kept = folder.resolve("kept");
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
    Path file = kept.resolve("000001.jsonl");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("[1,\"\\\"secret\\\"\"]\n", Files.readString(file), "code, and no value");
  }

  @Test
  void that_cannot_be_kept_costs_a_line_in_the_log_and_no_cell() throws Exception {
    Files.writeString(folder.resolve("kept"), "a file, not a folder");
    try (KernelProcess kernel = start()) {
      run(kernel, "1", "2");
      assertEquals("[[1,1,\"1\"],[1,2,\"2\"]]", find(kernel, "tail", "n", 5));
      shutDown(kernel);
      assertEquals(
          1,
          kernel.standardError().lines().filter(line -> line.contains("history")).count(),
          kernel.standardError());
    }
  }

  private KernelProcess start() {
    return KernelProcess.start(Map.of("MUSTER_HISTORY", folder.resolve("kept").toString()));
  }

  private static void run(KernelProcess kernel, String... cells) throws Exception {
    for (String cell : cells) {
      var _ = kernel.frontEnd().run(cell);
    }
  }

  /// What a kernel has noted is kept once it has ended as it was asked to.
  private static void shutDown(KernelProcess kernel) throws Exception {
    FrontEnd frontEnd = kernel.frontEnd();
    var _ = frontEnd.reply(frontEnd.send(Channel.CONTROL, "shutdown_request", new JsonObject()));
    assertEquals(0, kernel.awaitExit());
  }

  private static String find(KernelProcess kernel, String access, String field, Object value)
      throws Exception {
    JsonObject request = request(access);
    if (value instanceof Integer number) {
      request.addProperty(field, number);
    } else {
      request.addProperty(field, String.valueOf(value));
    }
    return kernel.frontEnd().ask("history_request", request).get("history").toString();
  }

  private static String range(KernelProcess kernel, int session, int start, int stop)
      throws Exception {
    JsonObject request = request("range");
    request.addProperty("session", session);
    request.addProperty("start", start);
    request.addProperty("stop", stop);
    return kernel.frontEnd().ask("history_request", request).get("history").toString();
  }

  private static JsonObject request(String access) {
    var request = new JsonObject();
    request.addProperty("hist_access_type", access);
    request.addProperty("raw", true);
    request.addProperty("output", false);
    return request;
  }
}
