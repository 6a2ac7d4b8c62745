package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A shared value")
@Timeout(120)
class SharedValuesTest {

  @Test
  void loses_no_increment_of_four_processes() {
    try (var pool = Pool.of(4);
        var count = SharedLong.of(0)) {
      pool.forEach(
          _ -> {
            for (int i = 0; i < 100_000; i++) {
              count.incrementAndGet();
            }
          },
          List.of(0, 1, 2, 3, 4, 5, 6, 7));
      assertEquals(800_000, count.get());
    }
  }

  @Test
  void arrives_in_its_own_process_as_the_very_object() throws Exception {
    try (var count = SharedLong.of(3)) {
      var bytes = new ByteArrayOutputStream();
      try (var out = new ObjectOutputStream(bytes)) {
        out.writeObject(count);
      }
      try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertSame(count, in.readObject());
      }
    }
  }

  @Test
  void counts_as_the_atomic_classes_of_the_jdk_do() {
    try (var a = SharedLong.of(5);
        var b = SharedInt.of(5);
        var c = SharedDouble.of(5)) {
      assertEquals(
          List.of(4L, 4L, 8L, 8L, 1L),
          List.of(
              a.decrementAndGet(), a.getAndIncrement(), a.addAndGet(3), a.getAndSet(1), a.get()));
      assertEquals(
          List.of(4, 4, 8, 8, 1),
          List.of(
              b.decrementAndGet(), b.getAndIncrement(), b.addAndGet(3), b.getAndSet(1), b.get()));
      assertEquals(
          List.of(4.0, 4.0, 8.0, 8.0, 1.0),
          List.of(
              c.decrementAndGet(), c.getAndIncrement(), c.addAndGet(3), c.getAndSet(1), c.get()));
    }
  }

  @Test
  void says_that_it_is_closed() {
    var count = SharedLong.of(3);
    count.close();
    count.close();
    var e = assertThrows(IllegalStateException.class, count::get);
    assertTrue(e.getMessage().startsWith("the SharedLong is closed"), e.getMessage());
  }

  @Test
  void made_by_a_worker_comes_back_as_a_result() {
    try (var pool = Pool.of(2)) {
      SharedLong made = pool.map(SharedLong::of, List.of(17L)).getFirst();
      assertEquals(17, made.get());
      assertEquals(18, pool.map(_ -> made.incrementAndGet(), List.of(1)).getFirst());
      assertEquals(18, made.get());
    }
  }

  @Test
  void changes_in_one_step_whatever_its_type() {
    try (var i = SharedInt.of(5);
        var l = SharedLong.of(5);
        var d = SharedDouble.of(5);
        var b = SharedBoolean.of(true)) {
      assertEquals(5, i.getAndAdd(-7));
      assertEquals(-1, i.incrementAndGet());
      assertEquals(10, i.updateAndGet(x -> x + 11));
      assertEquals(4, i.accumulateAndGet(4, Math::min));
      assertEquals(5, l.getAndAdd(Long.MAX_VALUE - 5));
      assertEquals(Long.MIN_VALUE, l.incrementAndGet());
      assertEquals(7, l.updateAndGet(_ -> 7));
      assertEquals(21, l.accumulateAndGet(3, (x, y) -> x * y));
      assertEquals(5, d.getAndAdd(0.5));
      assertEquals(6.5, d.incrementAndGet());
      assertEquals(13, d.accumulateAndGet(2, (x, y) -> x * y));
      assertTrue(d.compareAndSet(13, Double.NaN) && d.compareAndSet(Double.NaN, -0.0));
      assertTrue(!d.compareAndSet(0.0, 1), "bit by bit");
      assertTrue(b.getAndSet(false) && !b.get() && b.updateAndGet(x -> !x));
      assertTrue(!b.compareAndSet(false, true) && b.compareAndSet(true, false));
      assertEquals("4 21 -0.0 false", i + " " + l + " " + d + " " + b);
    }
  }

  @Test
  void of_every_type_says_that_it_is_closed() {
    var i = SharedInt.of(1);
    var d = SharedDouble.of(1);
    var b = SharedBoolean.of(true);
    i.close();
    d.close();
    b.close();
    for (var use :
        List.<Runnable>of(i::incrementAndGet, d::get, () -> d.set(1), b::get, () -> b.set(true))) {
      var e = assertThrows(IllegalStateException.class, use::run);
      assertTrue(e.getMessage().matches("the Shared\\w+ is closed in this process.*"));
    }
    assertEquals("SharedInt (closed)", i.toString());
  }
}
