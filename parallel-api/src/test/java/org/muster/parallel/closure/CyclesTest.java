package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.library.Network;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.TaskNotSerializableException;

@DisplayName("A cycle")
class CyclesTest extends TwoJvms {

  private static final ClassLoader HERE = CyclesTest.class.getClassLoader();

  static final class Tree implements Serializable {
    private static final long serialVersionUID = 1;
    final String name;
    final List<Object> children = new ArrayList<>();
    @Nullable Object parent;

    Tree(String name) {
      this.name = name;
    }
  }

  record Edge(String name, Object to) implements Serializable {}

  private static Object back(@Nullable Object result) {
    return Objects.requireNonNull(Unpacker.unpackResult(Packer.packResult(result).graph(), HERE));
  }

  private static TaskNotSerializableException refusal(Object result) {
    return assertThrows(TaskNotSerializableException.class, () -> Packer.packResult(result));
  }

  @Test
  void through_classes_and_lists_arrives_whole() {
    Tree root = new Tree("root");
    Tree child = new Tree("child");
    root.children.add(child);
    child.parent = root;
    Tree copy = (Tree) back(root);
    assertSame(copy, ((Tree) copy.children.getFirst()).parent);
  }

  @Test
  void through_arrays_and_maps_arrives_whole() {
    Object[] array = new Object[2];
    Map<String, Object> map = new HashMap<>(Map.of("array", array));
    array[0] = map;
    array[1] = array;
    Object[] copy = (Object[]) back(array);
    assertSame(copy, copy[1]);
    assertSame(copy, ((Map<?, ?>) copy[0]).get("array"));
  }

  @Test
  void through_the_cause_of_an_exception_arrives_whole() {
    Exception outer = new IllegalStateException("outer");
    outer.initCause(new RuntimeException("inner", outer));
    Throwable copy = (Throwable) back(outer);
    assertSame(copy, Objects.requireNonNull(copy.getCause()).getCause());
  }

  @Test
  void through_a_record_arrives_whole_if_it_begins_elsewhere() {
    Tree root = new Tree("root");
    root.children.add(new Edge("up", root));
    root.parent = List.of(root, Optional.of(root));
    Tree copy = (Tree) back(root);
    assertSame(copy, ((Edge) copy.children.getFirst()).to());
    assertEquals(List.of(copy, Optional.of(copy)), copy.parent);
  }

  @Test
  void through_a_set_arrives_whole() {
    Set<Object> set = new HashSet<>();
    Tree tree = new Tree("in a set");
    tree.parent = set;
    set.add(tree);
    Set<?> copy = (Set<?>) back(set);
    assertSame(copy, ((Tree) copy.iterator().next()).parent);
  }

  @Test
  void that_begins_with_a_record_is_refused() {
    List<Object> list = new ArrayList<>();
    Edge edge = new Edge("down", list);
    list.add("first");
    list.add(edge);
    var refused = refusal(edge);
    assertEquals("result.to[1]", refused.path());
    assertEquals(
        """
        cannot send the result of this task back to the notebook: it is a \
        org.muster.parallel.closure.CyclesTest$Edge, which leads back to itself through \
        `result.to[1]`: a record is made when its components are there, so no worker can restore \
        that. Make `org.muster.parallel.closure.CyclesTest$Edge` a class, or keep a key or an \
        index in place of the reference.\
        """,
        refused.getMessage());
  }

  @Test
  void that_begins_with_an_immutable_collection_is_refused() {
    Tree tree = new Tree("tree");
    List<Object> list = List.of(1, tree);
    tree.parent = list;
    assertEquals("result[1].parent", refusal(list).path());
    Map<String, Tree> map = Map.of("k", tree);
    tree.parent = map;
    assertEquals("result[\"k\"].parent", refusal(map).path());
    Set<Tree> set = Set.of(tree);
    tree.parent = set;
    assertEquals("result[0].parent", refusal(set).path());
  }

  @Test
  void that_begins_with_an_optional_is_refused() {
    Tree tree = new Tree("tree");
    Optional<Tree> optional = Optional.of(tree);
    tree.parent = optional;
    assertEquals("result[0].get().parent", refusal(new Object[] {optional}).path());
  }

  static final class Id implements Serializable {
    private static final long serialVersionUID = 1;
    @Nullable Object self;

    @Serial
    private Object readResolve() {
      return "resolved";
    }
  }

  @Test
  void that_begins_with_an_object_that_replaces_itself_is_refused() {
    Id id = new Id();
    id.self = new Object[] {id};
    assertEquals("result.self[0]", refusal(id).path());
  }

  @Test
  void that_begins_with_a_lambda_is_refused() {
    notebook.cell(
        """
        Work<Integer, Integer> factorial() {
          Work<Integer, Integer>[] self = new Work[1];
          self[0] = n -> n < 2 ? 1 : n * self[0].apply(n - 1);
          return self[0];
        }
        """);
    Object task = notebook.value("Work<Integer, Integer>", "factorial()");
    var refused = assertThrows(TaskNotSerializableException.class, () -> Packer.packTask(task));
    assertEquals("task.self[0]", refused.path());
    assertTrue(
        String.valueOf(refused.getMessage())
            .endsWith("Write it as a method, which may call itself."));
  }

  @Test
  void in_a_variable_is_refused_by_its_name() {
    int types =
        notebook.cell(
            """
            record Parent(String name, List<Child> children) {}
            record Child(String name, Parent parent) {}
            """);
    int declared = notebook.cell("var family = new Parent(\"A\", new ArrayList<>());");
    notebook.cell("family.children().add(new Child(\"B\", family));");
    int used = notebook.cell("int size() { return family.children().size(); }");
    Object task = notebook.value("Supplier<Integer>", "() -> size()");
    var refused = assertThrows(TaskNotSerializableException.class, () -> Packer.packTask(task));
    assertEquals(
        """
        cannot send this task to a worker JVM: it uses `family` (Parent, declared in cell [%d]) \
        through the lambda in cell [%d] → `size()` in cell [%d], which leads back to itself \
        through `family.children[0].parent`: a record is made when its components are there, so \
        no worker can restore that. Make `Parent` a class, or keep a key or an index in place of \
        the reference.\
        """
            .formatted(declared, notebook.lastCell(), used),
        refused.getMessage());
    assertEquals("family", refused.variable());
    assertEquals("family.children[0].parent", refused.path());
    assertEquals(declared, refused.cell());
    assertTrue(types < declared);
  }

  @Test
  void in_an_item_is_refused_by_its_place() {
    List<Object> list = new ArrayList<>();
    Edge edge = new Edge("down", list);
    list.add(edge);
    var refused =
        assertThrows(
            TaskNotSerializableException.class,
            () -> Packer.packItems(new Object[] {1, List.of(edge)}));
    assertEquals("items[1][0].to[0]", refused.path());
  }

  @Test
  void between_objects_of_a_library_arrives_whole() {
    Network.Station a = new Network.Station("a");
    Network.Station b = new Network.Station("b");
    a.next = b;
    b.next = a;
    Network.Station copy = (Network.Station) back(a);
    assertEquals("b", Objects.requireNonNull(copy.next).name());
    assertSame(copy, copy.next.next);
  }

  @Test
  void from_an_object_of_a_library_through_a_list_is_refused() {
    Network.Station a = new Network.Station("a");
    a.near = new ArrayList<>(List.of(a));
    assertEquals("result.near[0]", refusal(a).path());
  }

  @Test
  void is_none_where_an_object_is_only_shared() {
    Edge shared = new Edge("shared", List.of(1));
    List<?> copy = (List<?>) back(List.of(shared, shared, Optional.of(shared)));
    assertSame(copy.get(0), copy.get(1));
    assertNull(((Tree) back(new Tree("alone"))).parent);
  }

  @Test
  void is_looked_for_in_a_list_of_a_hundred_thousand_links() {
    Object next = "end";
    for (int i = 0; i < 100_000; i++) {
      next = new Edge("link", next);
    }
    Object copy = back(next);
    int length = 0;
    while (copy instanceof Edge(_, Object to)) {
      copy = to;
      length++;
    }
    assertEquals(100_000, length);
  }

  @Test
  void arrives_whole_in_a_worker() {
    notebook.cell(
        "class Knot { Knot[] others = new Knot[1]; List<Knot> all = new ArrayList<>(); }");
    notebook.cell("var knot = new Knot(); knot.others[0] = knot; knot.all.add(knot);");
    assertEquals(
        List.of(true),
        there(
            "Work<Integer, Boolean>", "x -> knot.others[0] == knot && knot.all.get(0) == knot", 1));
  }
}
