package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The soak")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SoakFiguresTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    return Main.run(
        List.of(words),
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void accounts_for_every_job_of_a_round() {
    assertEquals(0, run("soak", "0"), err::toString);
    String told = out.toString(StandardCharsets.UTF_8);
    assertTrue(told.startsWith("soak: 1 rounds; "), told);
  }

  @Test
  void refuses_what_is_no_number_of_minutes() {
    assertEquals(2, run("soak", "long"));
    String told = err.toString(StandardCharsets.UTF_8);
    assertTrue(told.contains("`long` is no number of minutes"), told);
  }
}
