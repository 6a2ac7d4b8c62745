package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@DisplayName("A plain program")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainProgramTest {

  record Point(int x, int y) implements Serializable {}

  private final OtherJvm jvm = new OtherJvm();

  @AfterAll
  void end() {
    jvm.close();
  }

  private List<@Nullable Object> there(Object task, @Nullable Object... items) {
    Packed packed = Packer.packTask(task);
    assertEquals(List.of(), packed.classes());
    assertEquals(List.of(), packed.warnings());
    return OtherJvm.list(jvm.run(jvm.load(packed), getClass().getClassLoader(), items));
  }

  @Test
  void sends_lambdas_with_captures() {
    int factor = 6;
    Work<Integer, Integer> task = x -> x * factor;
    assertEquals(List.of(42), there(task, 7));
  }

  @Test
  void sends_method_references_and_casts() {
    Work<String, Integer> length = String::length;
    assertEquals(List.of(3), there(length, "abc"));
    assertEquals(List.of(8), there((Function<Integer, Integer> & Serializable) x -> x + 1, 7));
  }

  @Test
  void sends_and_gets_its_own_types() {
    Comparator<Point> order =
        Comparator.comparing((Function<Point, Integer> & Serializable) Point::x);
    Work<List<Point>, Point> least = points -> points.stream().min(order).orElseThrow();
    assertEquals(List.of(new Point(1, 5)), there(least, List.of(new Point(3, 4), new Point(1, 5))));
  }
}
