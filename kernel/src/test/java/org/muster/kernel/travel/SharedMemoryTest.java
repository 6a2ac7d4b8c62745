package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.KernelProcess;

@DisplayName("In a notebook, shared memory")
class SharedMemoryTest extends InTwoJvms {

  @Test
  void is_one_for_the_notebook_and_its_tasks() throws Exception {
    run("var hits = SharedLong.of(0);");
    run("pool.forEach(x -> hits.incrementAndGet(), range(1000));");
    assertEquals("1000", value("hits.get()"));
  }

  @Test
  void is_reached_through_methods_and_lambdas_in_variables() throws Exception {
    run(
        """
        var squares = SharedArray.ofInts(10);
        void keep(int i) { squares.set(i, i * i); }
        Task<Integer, Long> keepAndSum = i -> { keep(i); return squares.slice(i, i + 1).sum(); };
        """);
    assertEquals("[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]", value("pool.map(keepAndSum, range(10))"));
    assertEquals("285", value("squares.sum()"));
  }

  @Test
  void travels_in_records_of_cells_and_as_items() throws Exception {
    run(
        """
        record Piece(SharedArray.Doubles data, String name) {}
        var whole = SharedArray.ofDoubles(6);
        var pieces = List.of(new Piece(whole.slice(0, 3), "a"), new Piece(whole.slice(3, 6), "b"));
        pool.forEach(p -> p.data().fill(p.name().equals("a") ? 1 : 2), pieces);
        """);
    assertEquals("SharedArray.Doubles of 6 [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]", value("whole"));
    assertEquals(
        "true", value("pool.map(p -> p, List.of(new Piece(whole, \"w\"))).get(0).data() == whole"));
  }

  @Test
  void made_in_a_worker_comes_back_and_reaches_workers_that_start_later() throws Exception {
    run("var made = pool.map(x -> SharedArray.copyOf(new long[] {x, 7}), List.of(5)).get(0);");
    assertEquals("12", value("made.sum()"));
    assertEquals(
        "13",
        value(
            """
            long seen;
            try (var later = Pool.open(c -> c.withWorkers(1).withInitializer(() -> made.getAndAdd(0, 1)))) {
              seen = later.map(x -> made.sum(), List.of(0)).get(0);
            }
            seen
            """));
  }

  @Test
  void is_a_new_one_when_its_cell_runs_again() throws Exception {
    String cell =
        "var again = SharedInt.of(0); pool.forEach(x -> again.incrementAndGet(), range(5));";
    run(cell);
    run(cell);
    assertEquals("5", value("again.get()"));
    run("again.close();");
    String closed = failure("pool.map(x -> again.get(), range(2))");
    assertTrue(closed.contains("the SharedInt is closed in this process"), closed);
  }

  @Test
  void has_a_name_for_other_notebooks() throws Exception {
    run("var weights = SharedMemory.create(\"weights of two notebooks\", 80);");
    run("weights.asDoubles().set(9, 2.5);");
    try (KernelProcess other = KernelProcess.start(Map.of("MUSTER_WORKERS", "1"))) {
      CellOutcome attached =
          other
              .frontEnd()
              .run(
                  """
                  var there = SharedMemory.attach("weights of two notebooks").asDoubles();
                  pool.forEach(x -> there.getAndAdd(9, 1), range(2));
                  there.get(9)
                  """);
      assertEquals("4.5", attached.result(), attached::toString);
    }
    assertEquals("4.5", value("weights.asDoubles().get(9)"));
    String missing = failure("SharedMemory.attach(\"weights of two notebook\")");
    assertTrue(missing.contains("Did you mean `weights of two notebooks`?"), missing);
  }
}
