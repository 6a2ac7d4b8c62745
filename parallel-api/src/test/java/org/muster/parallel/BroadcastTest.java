package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.Serial;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A broadcast")
@Timeout(180)
class BroadcastTest {

  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(2);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  /// Counts how often it is read in a process.
  static final class Model implements Serializable {

    @Serial private static final long serialVersionUID = 1;

    static final AtomicInteger READ = new AtomicInteger();

    final double[] weights;

    Model(double[] weights) {
      this.weights = weights;
    }

    @Serial
    private Object readResolve() {
      int _ = READ.incrementAndGet();
      return this;
    }
  }

  record Seen(long pid, int read, int identity, double sum) implements Serializable {}

  private static Seen look(Broadcast<Model> model) {
    Model value = model.value();
    return new Seen(
        ProcessHandle.current().pid(),
        Model.READ.get(),
        System.identityHashCode(value),
        value.weights[0] + value.weights.length);
  }

  @Test
  void is_read_once_in_each_process_whatever_the_tasks_and_pools() {
    try (var model = Broadcast.of(new Model(new double[1000]));
        var other = Pool.of(1)) {
      Set<Seen> seen = new HashSet<>();
      for (int round = 0; round < 3; round++) {
        seen.addAll(pool.map(_ -> look(model), range(20), 1));
        seen.addAll(pool.everywhere(() -> look(model)));
        seen.addAll(other.map(_ -> look(model), range(5), 1));
        pool.forEach(_ -> System.gc(), range(4)); // the task and its broadcast are forgotten
      }
      seen.forEach(each -> assertEquals(1, each.read(), each.toString()));
      assertEquals(3, seen.stream().map(Seen::pid).distinct().count());
      assertEquals(3, seen.size(), "one object in each");
      seen.forEach(each -> assertEquals(1000, each.sum()));
    }
  }

  @Test
  void is_the_original_where_it_was_made() {
    var list = List.of("a");
    try (var made = Broadcast.of(list);
        var threads = Pool.threads(2)) {
      assertSame(list, made.value());
      assertSame(list, threads.apply(made::value));
      assertSame(made, pool.apply(() -> made));
    }
  }

  @Test
  void can_be_made_by_a_worker() {
    Broadcast<String> made = pool.apply(() -> Broadcast.of("of a worker"));
    assertEquals("of a worker", made.value());
    assertEquals(List.of(11, 11), pool.map(_ -> made.value().length(), range(2), 1));
    made.close();
  }

  @Test
  void gives_each_process_a_copy_of_an_array() {
    double[] array = new double[10_000_000];
    array[9_999_999] = 1;
    try (var made = Broadcast.of(array)) {
      assertEquals(
          List.of(1.0, 1.0, 1.0, 1.0), pool.map(_ -> made.value()[9_999_999], range(4), 1));
      pool.forEach(_ -> made.value()[0] = 5, range(4));
      assertEquals(0, array[0]);
      assertSame(array, made.value());
    }
  }

  @Test
  void is_not_changed_by_later_changes_of_the_original() {
    int[] array = {1};
    try (var made = Broadcast.of(array)) {
      array[0] = 2;
      assertArrayEquals(new int[] {1}, pool.apply(made::value));
      assertNotSame(array, pool.apply(made::value));
    }
  }

  @Test
  void says_that_it_is_closed() {
    var made = Broadcast.of("x");
    made.close();
    made.close();
    var e = assertThrows(IllegalStateException.class, made::value);
    assertTrue(e.getMessage().startsWith("the Broadcast is closed"), e.getMessage());
  }

  @Test
  void refuses_what_cannot_travel() {
    var thread = new Object[] {new Thread()};
    assertThrows(TaskNotSerializableException.class, () -> Broadcast.of(thread));
    assertThrows(NullPointerException.class, () -> Broadcast.of(null));
  }
}
