package org.muster.parallel.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.pool.Roster.Seat;
import org.muster.parallel.pool.Worker.State;
import org.muster.parallel.spi.Host;

@DisplayName("The roster of a crew")
class RosterTest {

  private final Roster roster = new Roster(3);

  /// Puts a worker on each free place.
  private List<Worker> fill() {
    for (Seat seat : roster.free()) {
      seat.worker = new Worker(seat.number, 0);
    }
    return roster.seated();
  }

  /// The worker takes chunks, and has as many as this.
  private static void ready(Worker worker, int chunks) {
    worker.state = new State.Ready(1);
    var job = Initializer.of(() -> {}, Host.current().submitter());
    for (int i = 0; i < chunks; i++) {
      worker.add(job.assigned(worker, () -> {}));
    }
  }

  private Seat seat(Worker worker) {
    return Objects.requireNonNull(roster.seat(worker));
  }

  private List<Integer> numbers() {
    return roster.seated().stream().map(worker -> worker.number).toList();
  }

  @Test
  void begins_with_places_that_are_free() {
    assertEquals(3, roster.size());
    assertEquals(List.of(0, 1, 2), roster.free().stream().map(seat -> seat.number).toList());
    assertFalse(roster.isFull());
    assertEquals(List.of(), roster.everybody());
  }

  @Test
  void is_ready_once_a_ready_worker_is_on_every_place() {
    List<Worker> workers = fill();
    assertTrue(roster.isFull());
    assertFalse(roster.allReady());
    workers.forEach(worker -> ready(worker, 0));
    assertTrue(roster.allReady());
  }

  @Test
  void names_the_worker_that_has_least_to_do_of_those_that_may_have_more() {
    List<Worker> workers = fill();
    assertNull(roster.leastLoaded(8), "none is ready");
    ready(workers.get(0), 2);
    ready(workers.get(1), 1);
    ready(workers.get(2), 1);
    assertSame(workers.get(1), roster.leastLoaded(8));
    assertNull(roster.leastLoaded(1));
    workers.get(1).isSlow = true;
    assertSame(workers.get(2), roster.leastLoaded(8));
  }

  @Test
  void sends_what_is_meant_for_a_place_that_is_gone_to_another_one() {
    List<Worker> workers = fill();
    workers.forEach(worker -> ready(worker, 0));
    assertSame(workers.get(1), roster.ready(1));
    assertSame(workers.get(1), roster.ready(4));
  }

  @Test
  void gives_up_a_free_place_first_and_then_that_of_who_has_least_to_do() {
    List<Worker> workers = fill();
    ready(workers.get(0), 2);
    ready(workers.get(1), 1);
    seat(workers.get(2)).worker = null;
    assertEquals(List.of(), roster.resize(2));
    assertEquals(List.of(workers.get(1)), roster.resize(1));
    assertEquals(1, roster.size());
    assertFalse(roster.has(workers.get(1)));
  }

  @Test
  void fills_gaps_in_its_numbers_when_it_grows() {
    List<Worker> workers = fill();
    ready(workers.get(0), 2);
    ready(workers.get(2), 2);
    assertEquals(List.of(workers.get(1)), roster.resize(2));
    assertEquals(List.of(), roster.resize(4));
    var _ = fill();
    assertEquals(List.of(0, 1, 2, 3), numbers());
  }

  @Test
  void takes_a_spare_that_is_ready_before_one_that_starts_and_none_that_is_being_killed() {
    Worker killed = roster.addSpare();
    Worker starting = roster.addSpare();
    Worker ready = roster.addSpare();
    assertEquals(
        List.of(3, 4, 5), roster.everybody().stream().map(worker -> worker.number).toList());
    killed.condemned = "it is not needed";
    ready(ready, 0);
    assertSame(ready, roster.takeSpare());
    assertSame(starting, roster.takeSpare());
    assertNull(roster.takeSpare());
    assertEquals(1, roster.spares());
    assertEquals(4, roster.addSpare().number, "the lowest that is free");
  }

  @Test
  void still_has_those_that_leave() {
    Worker renewed = fill().getFirst();
    Seat seat = seat(renewed);
    roster.addLeaving(renewed);
    seat.worker = new Worker(seat.number, 0);
    assertNull(roster.seat(renewed));
    assertTrue(roster.has(renewed));
    assertTrue(roster.workers().contains(renewed));
    assertTrue(roster.removeLeaving(renewed));
    assertFalse(roster.has(renewed));
  }
}
