package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.Broadcast;
import org.muster.parallel.Manager;
import org.muster.parallel.Pool;
import org.muster.parallel.Task;

@DisplayName("Managers in a notebook")
@Timeout(180)
class ManagersInANotebookTest {

  private static final Notebook NOTEBOOK = new Notebook();
  private static Pool pool;
  private ClassLoader before;

  @BeforeAll
  static void open() {
    pool = Pool.of(2);
    NOTEBOOK.cell("import org.muster.parallel.*;");
    NOTEBOOK.cell("record Flight(String to, int delay) {}");
  }

  @AfterAll
  static void close() {
    pool.close();
    NOTEBOOK.close();
  }

  /// As in a kernel, where cells run with their own classes.
  @BeforeEach
  void enter() {
    before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(NOTEBOOK.loader());
  }

  @AfterEach
  void leave() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @SuppressWarnings("unchecked")
  private static Task<Object, Object> task(String expression) {
    return (Task<Object, Object>) NOTEBOOK.value("Task<Object, Object>", expression);
  }

  @Test
  void hold_records_of_cells() {
    NOTEBOOK.cell("Manager records = Manager.open();");
    NOTEBOOK.cell("List<Flight> flights = records.list();");
    NOTEBOOK.cell("Map<String, Flight> worst = records.map();");
    var _ =
        pool.map(
            task(
                """
                i -> {
                  var flight = new Flight("P" + (Integer) i % 2, (Integer) i);
                  flights.add(flight);
                  return worst.merge(flight.to(), flight, (a, b) -> a.delay() > b.delay() ? a : b);
                }\
                """),
            List.of(1, 2, 3, 4, 5, 6));
    assertEquals(6, NOTEBOOK.value("flights.size()"));
    assertEquals(21, NOTEBOOK.value("flights.stream().mapToInt(Flight::delay).sum()"));
    assertEquals(
        "[Flight[to=P0, delay=6], Flight[to=P1, delay=5]]",
        NOTEBOOK.value(
            "worst.values().stream().sorted(Comparator.comparing(Flight::to)).toList().toString()"));
    ((Manager) NOTEBOOK.value("records")).close();
  }

  @Test
  void share_objects_of_cells_through_interfaces_of_cells() {
    NOTEBOOK.cell(
        "interface Board { int note(Flight f); Flight last(); default int twice(Flight f) { note(f); return note(f); } }");
    NOTEBOOK.cell(
        """
        class Airport implements Board {
          int notes; Flight last;
          public int note(Flight f) { last = f; return ++notes; }
          public Flight last() { return last; }
        }
        """);
    NOTEBOOK.cell("Manager actors = Manager.open();");
    NOTEBOOK.cell("Board board = actors.share(Board.class, new Airport());");
    Set<Object> numbers =
        new HashSet<>(
            pool.map(
                task("i -> board.note(new Flight(\"X\", (Integer) i))"), List.of(1, 2, 3, 4), 1));
    assertEquals(Set.of(1, 2, 3, 4), numbers);
    assertEquals(List.of(6), pool.map(task("i -> board.twice(new Flight(\"Y\", 7))"), List.of(0)));
    assertEquals("Flight[to=Y, delay=7]", NOTEBOOK.value("board.last().toString()"));
    assertEquals(
        List.of("Flight[to=Y, delay=7]"),
        pool.map(task("i -> board.last().toString()"), List.of(0)));
    ((Manager) NOTEBOOK.value("actors")).close();
  }

  @Test
  void broadcast_values_of_cells() {
    NOTEBOOK.cell(
        "var model = Broadcast.of(Map.of(\"a\", new Flight(\"a\", 1), \"b\", new Flight(\"b\", 2)));");
    assertEquals(
        List.of(1, 2), pool.map(task("k -> model.value().get(k).delay()"), List.of("a", "b"), 1));
    ((Broadcast<?>) NOTEBOOK.value("model")).close();
  }
}
