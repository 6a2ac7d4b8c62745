package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.FrontEnd.Channel;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("The warm-up of the compiler")
@Timeout(300)
@EnabledOnOs(OS.LINUX) // where one sees a process's threads from outside
class WarmUpTest {

  private static final Map<String, String> WITH_WARM_UP = Map.of("MUSTER_WARM_UP", "");

  private static final String THREAD = "muster-warm-up";

  @Test
  void leaves_nothing_behind() throws Exception {
    try (KernelProcess kernel = KernelProcess.start(WITH_WARM_UP)) {
      awaitWarmUp(kernel, true);
      awaitWarmUp(kernel, false);
      FrontEnd frontEnd = kernel.frontEnd();
      assertEquals("[]", history(frontEnd, "tail", "n", 100));
      assertEquals("[]", history(frontEnd, "search", "pattern", "*"));
      assertEquals("[]", history(frontEnd, "range", "session", 0));
      CellOutcome first = frontEnd.run("1 + 1");
      assertEquals("2", first.resultIfOk());
      assertEquals(1, first.reply().get("execution_count").getAsInt());
      assertEquals("", first.stream("stdout") + first.stream("stderr"));
      assertEquals("error", frontEnd.run("number").status());
      assertEquals("4", frontEnd.run("$1 + 2").resultIfOk());
      String cells = "[[1,1,\"1 + 1\"],[1,2,\"number\"],[1,3,\"$1 + 2\"]]";
      assertEquals(cells, history(frontEnd, "tail", "n", 100));
      String names = frontEnd.run("%who").stream("stdout");
      assertFalse(names.contains("number"), names);
      String threads =
          "Thread.getAllStackTraces().keySet().stream().map(Thread::getName)"
              + ".filter(\"muster-warm-up\"::equals).count()";
      assertEquals("0", frontEnd.run(threads).resultIfOk());
    }
  }

  @Test
  void waits_while_a_cell_runs_and_is_not_what_an_interrupt_means() throws Exception {
    try (KernelProcess kernel = KernelProcess.start(WITH_WARM_UP)) {
      awaitWarmUp(kernel, true);
      FrontEnd frontEnd = kernel.frontEnd();
      Message endless = frontEnd.start("System.out.println(\"begun\"); while (true) {}");
      var _ = frontEnd.published(endless, message -> message.type().equals("stream"));
      var _ = frontEnd.interrupt();
      assertEquals(
          "Interrupted", frontEnd.await(endless).published("error").get("ename").getAsString());
      assertEquals("3", frontEnd.run("1 + 2").resultIfOk());
      awaitWarmUp(kernel, false);
      assertEquals("4", frontEnd.run("2 + 2").resultIfOk());
    }
  }

  @Test
  void does_not_hold_up_a_shutdown() throws Exception {
    try (KernelProcess kernel = KernelProcess.start(WITH_WARM_UP)) {
      awaitWarmUp(kernel, true);
      var request = new JsonObject();
      request.addProperty("restart", false);
      long begin = System.nanoTime();
      var _ =
          kernel
              .frontEnd()
              .reply(kernel.frontEnd().send(Channel.CONTROL, "shutdown_request", request));
      assertEquals(0, kernel.awaitExit());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      assertTrue(seconds < 20, () -> seconds + " s");
    }
  }

  @Test
  void can_be_switched_off() throws Exception {
    try (KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WARM_UP", "off"))) {
      assertEquals("2", kernel.frontEnd().run("1 + 1").resultIfOk());
      assertFalse(isWarmingUp(kernel));
    }
  }

  private static String history(FrontEnd frontEnd, String access, String field, Object value)
      throws Exception {
    var request = new JsonObject();
    request.addProperty("hist_access_type", access);
    request.addProperty("raw", true);
    request.addProperty("output", false);
    if (value instanceof Integer number) {
      request.addProperty(field, number);
    } else {
      request.addProperty(field, value.toString());
    }
    return frontEnd.ask("history_request", request).get("history").toString();
  }

  private static void awaitWarmUp(KernelProcess kernel, boolean there) throws Exception {
    long end = System.nanoTime() + KernelProcess.PATIENCE.multipliedBy(2).toNanos();
    while (isWarmingUp(kernel) != there) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("warm-up " + (there ? "has not begun" : "goes on"));
      }
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private static boolean isWarmingUp(KernelProcess kernel) throws IOException {
    try (var threads =
        Files.list(Path.of("/proc", String.valueOf(kernel.process().pid()), "task"))) {
      List<Path> all = threads.toList();
      return all.stream().anyMatch(thread -> nameOf(thread).equals(THREAD));
    }
  }

  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }
}
