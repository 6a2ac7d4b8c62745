package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("Queues and pipes in cells")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class QueuesInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  private String result(String cell) throws Exception {
    CellOutcome outcome = frontEnd.run(cell);
    assertEquals("ok", outcome.status(), outcome::toString);
    return outcome.result();
  }

  @Test
  void carry_records_of_cells_both_ways() throws Exception {
    assertEquals(
        "true",
        result(
            """
            record Flight(String to, int seats) {}
            SharedQueue<Flight> booked = SharedQueue.create();
            SharedQueue<Flight> flown = SharedQueue.create();
            booked.add(new Flight("Oslo", 3));
            booked.add(new Flight("Rome", 5));
            """
                + "booked.size() == 2"));
    assertEquals(
        "8",
        result(
            """
            pool.map(i -> {
              Flight flight = booked.take();
              flown.put(new Flight(flight.to(), flight.seats() - 1));
              return flight.seats();
            }, range(2)).stream().mapToInt(x -> x).sum()
            """));
    assertEquals("6", result("flown.take().seats() + flown.take().seats()"));
  }

  @Test
  void carry_a_class_that_the_task_never_mentions() throws Exception {
    assertEquals(
        "[Note[text=a]]",
        result(
            """
            SharedQueue<Object> things = SharedQueue.create();
            SharedQueue<String> seen = SharedQueue.create();
            record Note(String text) {}
            var looking = pool.applyAsync(() -> {
              seen.put(things.take().toString());
              return 0;
            });
            things.put(List.of(new Note("a")));
            seen.take()
            """));
  }

  @Test
  void carry_lambdas_with_the_variables_that_they_use() throws Exception {
    assertEquals(
        "42",
        result(
            """
            SharedQueue<Callable<Integer>> work = SharedQueue.create();
            int factor = 6;
            int times(int x) { return x * factor; }
            var working = pool.applyAsync(() -> work.take().call());
            work.put(() -> times(7));
            working.get()
            """));
  }

  @Test
  void name_the_field_that_cannot_travel() throws Exception {
    CellOutcome outcome =
        frontEnd.run(
            """
            record Job(String name, Thread thread) {}
            SharedQueue<Object> jobs = SharedQueue.create();
            jobs.put(new Job("a", new Thread()));
            """);
    assertEquals("error", outcome.status());
    assertTrue(outcome.toString().contains("`item.thread`"), outcome::toString);
    assertEquals("0", result("jobs.size()"));
  }

  @Test
  void upper_case_through_a_pipe() throws Exception {
    assertEquals(
        "HELLO",
        result(
            """
            Pipe<String> pipe = Pipe.open();
            var there = pipe.second();
            var served = pool.applyAsync(() -> {
              there.send(there.receive().toUpperCase());
              return 0;
            });
            pipe.first().send("hello");
            pipe.first().receive()
            """));
  }

  @Test
  void show_a_queue_without_taking_from_it() throws Exception {
    CellOutcome outcome =
        frontEnd.run("SharedQueue<Integer> shown = SharedQueue.create(); shown.add(1); shown");
    assertEquals("ok", outcome.status(), outcome::toString);
    assertEquals("1", result("shown.size()"));
  }
}
