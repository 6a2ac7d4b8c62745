package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Race.Baseline;
import org.muster.benchmarks.Race.Figure;

@DisplayName("A race")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RaceRunnerTest {

  private static final Race MAP = Race.map(Size.QUICK);
  private static final Race START = Race.start(Size.QUICK);

  private final List<String> events = new ArrayList<>();

  @Test
  void takes_warmed_peers_in_turn_after_warming_each() {
    var measured = runner(2, new Scripted("A"), new Scripted("B")).run(List.of(MAP));
    assertEquals(
        List.of("open A", "A", "open B", "B", "A", "B", "A", "B", "close A", "close B"), events);
    assertEquals(List.of("A", "B"), measured.stream().map(Measurement::peer).toList());
    assertEquals(2, measured.getFirst().nanos().size());
  }

  @Test
  void starts_a_process_for_each_fresh_measurement_and_forgets_the_first() {
    var measured = runner(1, new Scripted("A"), new Scripted("B")).run(List.of(START));
    List<String> round = List.of("open A", "A", "close A", "open B", "B", "close B");
    List<String> twice = new ArrayList<>(round);
    twice.addAll(round);
    assertEquals(twice, events);
    assertEquals(1, measured.getFirst().nanos().size());
  }

  @Test
  void has_the_first_peers_baselines_between_it_and_the_others() {
    var figure = new Figure("nanos", "a map", List.of(new Baseline("floor", "the floor")));
    Race race = new Race("map", MAP.group(), 1, MAP.lifetime(), 1, List.of(figure));
    var measured = runner(1, new Scripted("A"), new Scripted("B")).run(List.of(race));
    assertEquals(List.of("A", "the floor", "B"), measured.stream().map(Measurement::peer).toList());
    assertEquals(List.of(1L, 2L, 1L), measured.stream().map(Measurement::median).toList());
  }

  @Test
  void fails_where_the_result_is_wrong() {
    assertFails("echo '{\"nanos\": 5, \"check\": 41}'", "wrong result in `map`: the check is 41");
  }

  @Test
  void fails_where_the_answer_is_none() {
    assertFails("echo oops", "`oops` is no JSON object of whole numbers");
  }

  @Test
  void fails_where_a_figure_is_missing() {
    assertFails("echo '{\"check\": %d}'".formatted(MAP.check()), "says no `nanos` for `map`");
  }

  @Test
  void fails_where_the_peer_dies() {
    assertFails("exit 3", "ended");
  }

  @Test
  void stops_a_peer_that_never_answers() {
    assertFails("sleep 600", "gave no answer to `map` in 2 s and was stopped");
  }

  private void assertFails(String script, String message) {
    List<String> command = List.of("/bin/sh", "-c", "while read -r line; do " + script + "; done");
    Duration patience = Duration.ofSeconds(script.startsWith("sleep") ? 2 : 30);
    Peer peer = new ProgramPeer("A peer", command, _ -> true, patience);
    var failure = assertThrows(BenchmarkException.class, () -> runner(1, peer).run(List.of(MAP)));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
    assertEquals(1, failure.exitStatus());
  }

  private static RaceRunner runner(int rounds, Peer... peers) {
    return new RaceRunner(List.of(peers), rounds, Duration.ZERO, _ -> {});
  }

  /// Writes down what is asked of it.
  private final class Scripted implements Peer {
    private final String name;

    Scripted(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean takesPart(Race race) {
      return true;
    }

    @Override
    public Session open() {
      events.add("open " + name);
      return new Session() {
        @Override
        public Map<String, Long> run(Race race) {
          events.add(name);
          return name.equals("A") ? Map.of("nanos", 1L, "floor", 2L) : Map.of("nanos", 1L);
        }

        @Override
        public void close() {
          events.add("close " + name);
        }
      };
    }
  }
}
