package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.Pool;
import org.muster.parallel.Task;
import org.muster.parallel.TaskFailedException;

@DisplayName("Records of cells in a pool")
@Timeout(120)
class RecordsInAPoolTest {

  private static final Notebook NOTEBOOK = new Notebook();
  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(1);
    NOTEBOOK.cell("import org.muster.parallel.*; import java.time.LocalDate;");
  }

  @AfterAll
  static void close() {
    pool.close();
    NOTEBOOK.close();
  }

  @SuppressWarnings("unchecked")
  private static Task<Object, Object> task(String expression) {
    return (Task<Object, Object>) NOTEBOOK.value("Task<Object, Object>", expression);
  }

  @SuppressWarnings("unchecked")
  private static List<Object> items(String expression) {
    return (List<Object>) NOTEBOOK.value(expression);
  }

  private static Object call(Object object, String method) throws ReflectiveOperationException {
    var found = object.getClass().getDeclaredMethod(method);
    found.setAccessible(true);
    return Objects.requireNonNull(found.invoke(object));
  }

  @Test
  void go_there_and_come_back_in_order() {
    NOTEBOOK.cell("enum Carrier { AA, UA { int fee() { return 3; } }; int fee() { return 1; } }");
    NOTEBOOK.cell("record Place(String code, double latitude) {}");
    NOTEBOOK.cell("record Flight(Carrier carrier, int delay, Place from, LocalDate day) {}");
    NOTEBOOK.cell(
        """
        var flights = IntStream.range(0, 5000).mapToObj(i -> new Flight(
            Carrier.values()[i % 2], i, i % 3 == 0 ? null : new Place("P" + i, i), LocalDate.EPOCH)).toList();
        """);
    List<Object> flights = items("flights");
    assertEquals(flights, pool.map(task("f -> f"), flights));
    assertEquals(
        4L * 2500,
        pool.map(task("f -> ((Flight) f).carrier().fee()"), flights).stream()
            .mapToLong(fee -> (Integer) fee)
            .sum());
  }

  @Test
  void have_constructors_that_read_notebook_variables() {
    NOTEBOOK.cell("int limit = 10;");
    NOTEBOOK.cell(
        "record Bounded(int n) { public Bounded { if (n > limit) throw new IllegalArgumentException(); } int limit() { return limit; } }");
    NOTEBOOK.cell("limit = 1000;");
    NOTEBOOK.cell("var bounded = List.of(new Bounded(500), new Bounded(900));");
    List<Object> bounded = items("bounded");
    assertEquals(
        List.of("1000", "1000"), pool.map(task("b -> ((Bounded) b).limit() + \"\""), bounded));
    assertEquals(bounded, pool.map(task("b -> b"), bounded));
  }

  @Test
  void are_used_by_tasks_of_a_plain_program_too() {
    Task<Object, String> toText = Object::toString;
    NOTEBOOK.cell("record Named(String name) {}");
    assertEquals(
        List.of("Named[name=a]", "Named[name=b]"),
        pool.map(toText, items("List.of(new Named(\"a\"), new Named(\"b\"))")));
  }

  @Test
  void may_be_null_among_results() {
    NOTEBOOK.cell("record Even(int n) {}");
    List<@Nullable Object> expected = new ArrayList<>();
    expected.add(items("List.of(new Even(2))").getFirst());
    expected.add(null);
    assertEquals(
        expected.toString(),
        pool.map(task("n -> (Integer) n % 2 == 0 ? new Even((Integer) n) : null"), List.of(2, 3))
            .toString());
  }

  @Test
  void are_of_the_version_on_the_screen() throws Exception {
    NOTEBOOK.cell("record Version(int n) { String show() { return \"first \" + n; } }");
    Object first = pool.map(task("n -> new Version((Integer) n)"), List.of(1)).getFirst();
    assertEquals("first 1", call(first, "show"));
    NOTEBOOK.cell(
        "record Version(int n, String s) { String show() { return \"second \" + n + s; } }");
    Object second = pool.map(task("n -> new Version((Integer) n, \"!\")"), List.of(1)).getFirst();
    assertEquals("second 1!", call(second, "show"));
    assertSame(items("List.of(new Version(1, \"\"))").getFirst().getClass(), second.getClass());
  }

  record Twisted(int n) implements Serializable {
    Twisted {
      if (n == 3 && ProcessHandle.current().pid() != Holder.PID) {
        throw new IllegalStateException("not " + n + " here");
      }
    }
  }

  static final class Holder {
    static final long PID = Long.getLong("muster.test.pid", 0);

    private Holder() {}
  }

  @Test
  void whose_constructor_throws_in_the_worker_fail_the_call() {
    System.setProperty("muster.test.pid", String.valueOf(ProcessHandle.current().pid()));
    List<Twisted> items = List.of(new Twisted(1), new Twisted(3));
    var thrown = assertThrows(TaskFailedException.class, () -> pool.map(Twisted::n, items));
    assertTrue(String.valueOf(thrown.getMessage()).contains("not 3 here"), thrown.getMessage());
  }
}
