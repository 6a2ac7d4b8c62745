package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A pool that explains a task")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExplainTest {

  @Test
  void starts_no_worker() {
    try (var pool = Pool.open(c -> c.withWorkers(2).withLazyStart())) {
      int factor = 3;
      Explanation e = pool.explain(x -> x * factor, range(3));
      assertEquals(List.of(), e.deliveries());
      assertTrue(e.summary().endsWith("no worker has been started yet."), e.summary());
      assertEquals(List.of(), pool.workers());
      assertEquals("factor", e.captures().getFirst().name());
    }
  }

  @Test
  void takes_functions_of_every_kind() {
    try (var pool = Pool.open(c -> c.withWorkers(1).withLazyStart())) {
      assertTrue(pool.explain(() -> 1).canTravel());
      assertTrue(pool.explain((Integer x) -> x + 1).canTravel());
      assertTrue(pool.explain(x -> x).canTravel());
      assertTrue(pool.explain((a, b) -> a).canTravel());
      assertTrue(pool.explain((a, b, c) -> a).canTravel());
      assertTrue(pool.explain((a, b, c, d) -> a).canTravel());
      Object something = "not even a function";
      assertTrue(pool.explain(something).canTravel());
    }
  }

  @Test
  void tells_what_each_worker_has_of_it() {
    try (var pool = Pool.of(2)) {
      int offset = 5;
      Task<Integer, Integer> task = x -> x + offset;
      pool.map(x -> x, range(2), 1);
      Explanation before = pool.explain(task);
      assertEquals(2, before.deliveries().size());
      for (Explanation.Delivery d : before.deliveries()) {
        assertFalse(d.hasTask());
        assertEquals(before.bytes(), d.bytesToSend());
        assertEquals(0, d.bytesThere());
      }
      while (pool.explain(task).deliveries().stream().anyMatch(d -> !d.hasTask())) {
        pool.map(task, range(8), 1);
      }
      for (Explanation.Delivery d : pool.explain(task).deliveries()) {
        assertEquals(0, d.bytesToSend());
        assertEquals(before.bytes(), d.bytesThere());
      }
    }
  }

  @Test
  void does_not_throw_for_one_that_cannot_travel() {
    try (var pool = Pool.open(c -> c.withWorkers(1).withLazyStart())) {
      var in = new ByteArrayInputStream(new byte[0]);
      Explanation e = pool.explain(() -> in.read());
      assertFalse(e.canTravel());
      assertEquals("in", e.refusals().getFirst().path());
      assertEquals("java.io.ByteArrayInputStream", e.refusals().getFirst().type());
    }
  }
}
