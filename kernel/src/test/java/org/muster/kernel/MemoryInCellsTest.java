package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("A cell that fills the memory")
@Timeout(300)
class MemoryInCellsTest {

  @Test
  void is_told_what_to_do_and_the_next_one_can_let_go_of_it() throws Exception {
    try (KernelProcess kernel =
        KernelProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -Xmx200m"))) {
      FrontEnd frontEnd = kernel.frontEnd();
      CellOutcome full =
          frontEnd.run(
              """
              List<byte[]> held = new ArrayList<>();
              while (true) { held.add(new byte[1 << 19]); Thread.sleep(5); }
              """);
      assertEquals("java.lang.OutOfMemoryError", full.reply().get("ename").getAsString());
      String told = full.traceback();
      assertTrue(told.contains("], line 2\n"), told);
      assertTrue(told.contains("The kernel's heap holds 1"), told);
      assertTrue(told.contains("`%who` lists the variables"), told);
      assertTrue(told.contains("`MUSTER_JVM_OPTS=-Xmx1g`"), told);
      assertEquals("true", frontEnd.run("held.size() > 20").result());
      assertEquals("ok", frontEnd.run("held = null;").status());
      assertEquals("50", frontEnd.run("new byte[50 << 20].length >> 20").result());
    }
  }
}
