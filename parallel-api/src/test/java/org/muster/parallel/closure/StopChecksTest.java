package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The stop signal")
class StopChecksTest extends TwoJvms {

  @ParameterizedTest(name = "ends {0}")
  @ValueSource(
      strings = {
        "while (true) {}",
        "for (;;) try { while (true) {} } catch (Throwable t) {}",
        "for (;;) try { try { while (true) {} } catch (Throwable t) { while (true) {} } } catch (Throwable t) {}",
        "for (;;) try { while (true) {} } finally { continue; }",
        "do { synchronized (\"lock\") { while (true) {} } } while (true);",
        "for (;;) try { forever(1); } catch (StackOverflowError e) {}",
        "for (int i = 0; ; i++) switch (i % 3) { case 0 -> {} default -> { continue; } }",
        "IntStream.iterate(0, i -> i + 1).forEach(i -> {});",
        "for (;;) try { Thread.ofPlatform().start(() -> { while (true) {} }).join(); } catch (Exception e) {}",
      })
  void ends(String loop) {
    notebook.cell("int forever(int n) { return forever(n + 1); }\nObject forever = 1;");
    int task =
        jvm.load(
            Packer.packTask(
                notebook.value(
                    "Work<Object, Object>",
                    "x -> { Child.started(); if (forever != null) " + loop + " return null; }")));
    assertEquals("Stopped", jvm.stop(task));
  }

  @Test
  void leaves_the_next_task_alone() {
    int task =
        jvm.load(
            Packer.packTask(
                notebook.value(
                    "Work<Object, Object>", "x -> { Child.started(); while (true) {} }")));
    assertEquals("Stopped", jvm.stop(task));
    assertEquals(
        List.of(45),
        there(
            "Work<Integer, Integer>",
            "n -> { int s = 0; for (int i = 0; i < n; i++) s += i; return s; }",
            10));
  }
}
