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

@DisplayName("A cell that needs more memory than there is")
@Timeout(300)
class MemoryInCellsTest {

  @Test
  void is_told_how_much_there_is_and_how_to_get_more() throws Exception {
    try (KernelProcess kernel =
        KernelProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -Xmx200m"))) {
      FrontEnd frontEnd = kernel.frontEnd();
      CellOutcome full = frontEnd.run("int size = 100_000_000;\nnew long[size]");
      assertEquals("java.lang.OutOfMemoryError", full.reply().get("ename").getAsString());
      String told = full.traceback();
      assertTrue(told.contains("], line 2\n"), told);
      assertTrue(told.contains("The kernel's heap holds 1"), told);
      assertTrue(told.contains("`%who` lists the variables"), told);
      assertTrue(told.contains("`MUSTER_JVM_OPTS=-Xmx1g`"), told);
      assertEquals("100000000", frontEnd.run("size").result());
    }
  }
}
