package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Comparison.Other;
import org.muster.benchmarks.Figure.Baseline;
import org.muster.benchmarks.Peer.Lifetime;

@DisplayName("A race")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RaceRunnerTest {

  private static final Race MAP = Pools.map(Size.QUICK);
  private static final Race START = Pools.start();

  private final List<String> events = new ArrayList<>();

  @Test
  void takes_warmed_peers_in_turn_after_warming_each() {
    var measured = run(MAP, 2, new Scripted("A"), new Scripted("B"));
    assertEquals(
        List.of("open A", "A", "open B", "B", "A", "B", "A", "B", "close A", "close B"), events);
    assertEquals(List.of("A", "B"), measured(measured).stream().map(Measurement::peer).toList());
    assertEquals(2, measured.getFirst().own().values().size());
  }

  @Test
  void starts_a_process_for_each_fresh_measurement_and_forgets_the_first() {
    var measured = run(START, 1, new Scripted("A"), new Scripted("B"));
    List<String> round = List.of("open A", "A", "close A", "open B", "B", "close B");
    List<String> twice = new ArrayList<>(round);
    twice.addAll(round);
    assertEquals(twice, events);
    assertEquals(1, measured.getFirst().own().values().size());
  }

  @Test
  void has_the_first_peers_baselines_between_it_and_the_others() {
    var figure = new Figure("nanos", "a map").beside(new Baseline("floor", "the floor"));
    var measured = measured(run(race(figure), 1, new Scripted("A"), new Scripted("B")));
    assertEquals(List.of("A", "the floor", "B"), measured.stream().map(Measurement::peer).toList());
    assertEquals(List.of(1L, 2L, 1L), measured.stream().map(Measurement::median).toList());
  }

  @Test
  void tells_each_of_the_others_by_its_own_target() {
    Target figures = Target.ratio(2, Rival.SPAWN);
    var figure =
        new Figure("nanos", "a map")
            .aimingAt(figures)
            .beside(new Baseline("floor", "the floor", Target.ratio(3)));
    Peer[] peers = {new Scripted("A"), new Scripted("B"), new Scripted("CPython spawn")};
    Comparison compared = run(race(figure), 1, peers).getFirst();
    assertEquals(
        List.of(Target.ratio(3), Target.none(), figures),
        compared.others().stream().map(Other::target).toList());
  }

  @Test
  void names_the_rivals_that_are_not_there() {
    var peers = new Peers(List.of(new Scripted("A")), Set.of(Rival.DASK, Rival.NUMPY), List.of());
    var apply = Pools.apply(Size.QUICK);
    var race = new Race("a", 1, Lifetime.WARMED, 1, apply.rivals(), MAP.figures());
    try (var runner = new RaceRunner(peers, 1, Duration.ZERO, _ -> {})) {
      assertEquals(List.of("Dask"), runner.run(race).getFirst().absent());
    }
  }

  @Test
  void keeps_a_warmed_process_for_the_next_race() {
    try (var runner = runner(1, new Scripted("A"))) {
      runner.run(MAP);
      runner.run(MAP);
    }
    assertEquals(List.of("open A", "A", "A", "A", "A", "close A"), events);
  }

  @Test
  void starts_new_processes_after_a_race_that_failed() {
    Race unknown = race(new Figure("unknown", "nobody knows"));
    try (var runner = runner(1, new Scripted("A"))) {
      assertThrows(BenchmarkException.class, () -> runner.run(unknown));
      runner.run(MAP);
    }
    List<String> each = List.of("open A", "A", "A", "close A");
    assertEquals(List.of(each, each).stream().flatMap(List::stream).toList(), events);
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
    var failure = assertThrows(BenchmarkException.class, () -> run(MAP, 1, peer));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
    assertEquals(1, failure.exitStatus());
  }

  private static Race race(Figure figure) {
    return new Race("map", 1, Lifetime.WARMED, 1, Set.of(), List.of(figure));
  }

  /// Muster's, then the others'.
  private static List<Measurement> measured(List<Comparison> comparisons) {
    List<Measurement> all = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      all.add(comparison.own());
      comparison.others().forEach(other -> all.add(other.measurement()));
    }
    return all;
  }

  private static List<Comparison> run(Race race, int rounds, Peer... peers) {
    try (var runner = runner(rounds, peers)) {
      return runner.run(race);
    }
  }

  private static RaceRunner runner(int rounds, Peer... peers) {
    return new RaceRunner(
        new Peers(List.of(peers), Set.of(), List.of()), rounds, Duration.ZERO, _ -> {});
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
