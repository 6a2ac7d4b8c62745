package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.library.Shapes;
import com.example.library.Shapes.Circle;
import com.example.library.Shapes.Color;
import com.example.library.Shapes.Pair;
import com.example.library.Shapes.Point;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.TaskNotSerializableException;

@DisplayName("An object of a library that is not Serializable")
class LibraryObjectsTest extends TwoJvms {

  private Object echo(Object item) {
    return Objects.requireNonNull(there("Work<Object, Object>", "x -> x", item).getFirst());
  }

  private static TaskNotSerializableException refusal(Object result) {
    return assertThrows(TaskNotSerializableException.class, () -> Packer.packResult(result));
  }

  @Test
  void travels_field_by_field_with_those_of_its_superclasses() {
    Circle copy = (Circle) echo(new Circle(2, "a note"));
    assertEquals("circle", copy.name());
    assertEquals(4 * Math.PI, copy.area());
    assertEquals("a note", copy.note);
  }

  @Test
  void is_used_by_a_task_there() {
    notebook.cell("import com.example.library.Shapes;");
    notebook.cell("var circle = new Shapes.Circle(1, null);");
    assertEquals(List.of(Math.PI), there("Work<Integer, Double>", "x -> x * circle.area()", 1));
  }

  @Test
  void keeps_its_identity() {
    Circle circle = new Circle(1, null);
    List<?> copy = (List<?>) echo(List.of(circle, new Circle(2, circle)));
    assertSame(copy.get(0), ((Circle) copy.get(1)).note);
  }

  @Test
  void may_be_a_record() {
    Pair copy = (Pair) echo(new Pair(new Point(1, 2), List.of(new Pair("a", 1))));
    assertEquals(new Pair(new Point(1, 2), List.of(new Pair("a", 1))), copy);
  }

  @Test
  void is_found_in_a_set_again() {
    Set<Point> points = new HashSet<>(Set.of(new Point(1, 2), new Point(3, 4)));
    Set<?> copy = (Set<?>) echo(points);
    assertTrue(copy.contains(new Point(3, 4)));
    assertEquals(points, copy);
  }

  @Test
  void stays_the_constant_that_it_is() {
    assertSame(Color.RED, echo(Color.RED));
    assertSame(Color.RED, ((Pair) echo(new Pair(Color.RED, 1))).first());
  }

  @Test
  void carries_what_a_class_of_a_cell_inherits_from_it() {
    notebook.cell(
        """
        class Download extends com.example.library.Shapes.Job {
          final int size;
          transient int tries = 5;
          Download(int size) { super(new ArrayList<>(List.of("made"))); this.size = size; }
          String show() { return log + " " + size + " " + tries; }
        }
        """);
    notebook.cell("var download = new Download(7);");
    assertEquals(List.of("[made] 7 0"), there("Work<Integer, String>", "x -> download.show()", 1));
  }

  @Test
  void is_refused_for_what_it_holds_by_the_path() {
    var refused = refusal(new Object[] {new Shapes.Config()});
    assertEquals("result[0].client.socket", refused.path());
    assertTrue(String.valueOf(refused.getMessage()).contains("return what it reads"));
    assertEquals("result.note", refusal(new Circle(1, new Thread())).path());
  }

  @Test
  void is_refused_if_it_is_more_than_data() {
    assertEquals("com.example.library.Shapes$Resource", refusal(new Shapes.Resource()).type());
    assertEquals("com.example.library.Shapes$Native", refusal(new Shapes.Native()).type());
    assertEquals("java.lang.Object", refusal(new Object[] {new Object()}).type());
  }

  @Test
  void is_not_made_of_a_class_that_is_no_data() {
    byte[] graph = Packer.packResult(new Pair(1, 2)).graph();
    String text = new String(graph, java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] forged =
        text.replace("com.example.library.Shapes$Pair", "org.muster.parallel.wire.Payload")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    int at = text.indexOf("com.example.library.Shapes$Pair");
    forged[at - 1]++; // one character longer
    var thrown =
        assertThrows(
            UnpackException.class,
            () -> Unpacker.unpackResult(forged, getClass().getClassLoader()));
    assertTrue(
        String.valueOf(thrown.getMessage()).contains("is no plain data"), thrown.getMessage());
  }
}
