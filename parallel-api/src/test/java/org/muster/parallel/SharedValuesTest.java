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
}
