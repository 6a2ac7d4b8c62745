package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Comparison.Other;

@DisplayName("A report")
class ReportTest {

  private static final Figure START = new Figure("nanos", "start").aimingAt(Target.ratio(1));
  private static final Figure TRIP = new Figure("p50", "round trip");

  private static final Machine MACHINE =
      new Machine(
          4, Optional.of("A Processor"), 8_000_000_000L, "Linux 6.1, amd64", "25.0.3", 0.25);

  @Test
  void compares_each_peer_with_muster_by_medians() {
    var fork = new Measurement("CPython fork", List.of(20_000_000L));
    var spawn = new Measurement("CPython spawn", List.of(500_000_000L));
    var start = new Measurement("Muster", List.of(300_000_000L, 100_000_000L, 200_000_000L));
    assertEquals(
        """
        | start | 200 ms (100 ms … 300 ms) | CPython fork | 20.0 ms (20.0 ms … 20.0 ms) | **0.10** | ≥ 1.00: **missed** |
        | start | 200 ms (100 ms … 300 ms) | CPython spawn | 500 ms (500 ms … 500 ms) | **2.50** | ≥ 1.00: met |
        """,
        rows(
            new Comparison(
                START,
                start,
                List.of(new Other(fork, START.target()), new Other(spawn, START.target())),
                List.of())));
  }

  @Test
  void has_a_row_for_a_figure_that_nobody_else_has() {
    var own = new Measurement("Muster", List.of(150_000L));
    assertEquals(
        "| round trip | 150 µs (150 µs … 150 µs) |  |  |  |  |\n",
        rows(new Comparison(TRIP, own, List.of(), List.of())));
    assertEquals(
        "| round trip | 150 µs (150 µs … 150 µs) |  |  |  | ≤ 100 µs: **missed** |\n",
        rows(new Comparison(TRIP.aimingAt(Target.atMost(100_000)), own, List.of(), List.of())));
  }

  @Test
  void takes_the_larger_speed_up_for_the_better_one() {
    var own = new Measurement("Muster", List.of(3_900L));
    var other = new Measurement("threads", List.of(3_000L));
    assertEquals(
        "| primes | 3.90 × (3.90 × … 3.90 ×) | threads | 3.00 × (3.00 × … 3.00 ×) | **1.30** |  |\n",
        rows(
            new Comparison(
                new Figure("pool", "primes").in(Unit.SPEED_UP),
                own,
                List.of(new Other(other, Target.none())),
                List.of())));
  }

  @Test
  void says_command_date_and_machine() {
    String page = page(Size.FULL);
    assertTrue(page.contains("`./muster benchmark start` on 2026-11-21"), page);
    assertTrue(page.contains("- 4 processors (A Processor), 8.0 GB of memory\n"), page);
    assertTrue(page.contains("- Linux 6.1, amd64\n- Java 25.0.3\n"), page);
    assertTrue(page.contains("- load average before the run: 0.25\n- CPython 3.11.2\n"), page);
  }

  @Test
  void warns_of_a_busy_machine() {
    var busy = new Machine(4, Optional.empty(), 1, "Linux", "25", 2.5);
    assertTrue(busy.markdown().contains("2.50: **others were using the processors**"));
    assertFalse(MACHINE.markdown().contains("others"));
  }

  @Test
  void warns_of_a_quick_run() {
    assertTrue(page(Size.QUICK).contains("too short to be quoted"));
    assertFalse(page(Size.FULL).contains("too short to be quoted"));
  }

  @ParameterizedTest(name = "{0} ns as {1}")
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1000, 1.00 µs",
    "12345, 12.3 µs",
    "999499, 999 µs",
    "999500, 1.00 ms",
    "1234567890, 1.23 s",
    "61000000000, 61.0 s"
  })
  void writes_times_with_three_digits(long nanos, String text) {
    assertEquals(text, Unit.TIME.text(nanos));
  }

  @Test
  void leaves_out_a_section_without_measurements() {
    assertFalse(page(Size.FULL).contains("##"));
  }

  @Test
  void names_what_failed_and_why() {
    List<String> said = new ArrayList<>();
    var failures = new Failures(said::add);
    assertEquals(0, failures.exitStatus());
    failures.add("start", "a peer gave no answer");
    String page = page(Size.FULL, failures);
    assertTrue(page.endsWith("failed:**\n\n- `start`: a peer gave no answer\n"), page);
    assertEquals(List.of("muster benchmark: `start` failed: a peer gave no answer"), said);
    assertEquals(1, failures.exitStatus());
  }

  @Test
  void says_beside_each_figure_which_peer_is_not_there() {
    var own = new Measurement("Muster", List.of(100L));
    var floor = new Other(new Measurement("floor", List.of(50L)), Target.none());
    assertEquals(
        """
        | start | 100 ns (100 ns … 100 ns) | joblib | not on this machine |  |  |
        | round trip | 100 ns (100 ns … 100 ns) | floor | 50 ns (50 ns … 50 ns) | **0.50** |  |
        | round trip | 100 ns (100 ns … 100 ns) | joblib | not on this machine |  |  |
        """,
        rows(
            new Comparison(START, own, List.of(), List.of("joblib")),
            new Comparison(TRIP, own, List.of(floor), List.of("joblib"))));
  }

  private static String rows(Comparison... comparisons) {
    String section = new Section("A title", "About.", List.of(comparisons)).markdown();
    String header = "|---|---:|---|---:|---:|---|\n";
    return section.substring(section.indexOf(header) + header.length());
  }

  private static String page(Size size) {
    return page(size, new Failures(_ -> {}));
  }

  private static String page(Size size, Failures failures) {
    return new Report(
            "./muster benchmark start",
            LocalDate.of(2026, 11, 21),
            MACHINE,
            List.of("CPython 3.11.2"),
            size,
            List.of(new Section("A title", "About.", List.of())),
            failures)
        .markdown();
  }
}
