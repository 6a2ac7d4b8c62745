package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A value of the JDK that is not Serializable")
class ViewsTest extends TwoJvms {

  @SuppressWarnings("JdkObsolete") // people have them
  static List<Object> values() {
    List<Object> all = new ArrayList<>();
    all.add(Optional.of("some"));
    all.add(Optional.empty());
    all.add(OptionalInt.of(-1));
    all.add(OptionalInt.empty());
    all.add(OptionalLong.of(Long.MIN_VALUE));
    all.add(OptionalLong.empty());
    all.add(OptionalDouble.of(Double.NaN));
    all.add(OptionalDouble.empty());
    all.add(Path.of("a", "b c", "ü.txt"));
    all.add(Path.of("").toAbsolutePath());
    all.add(List.of(Optional.of(Path.of("/")), Optional.of(Optional.of(1))));
    List<Integer> numbers = List.of(5, 6, 7, 8);
    for (List<Integer> list :
        List.of(
            numbers,
            new ArrayList<>(numbers),
            new LinkedList<>(numbers),
            new Vector<>(numbers),
            new CopyOnWriteArrayList<>(numbers),
            Arrays.asList(5, 6, null, 8),
            Stream.of(5, 6, null, 8).toList())) {
      all.add(list.subList(1, 3));
      all.add(list.subList(1, 3).subList(0, 0));
      all.add(list.reversed());
      all.add(list.reversed().subList(0, 2));
      all.add(java.util.Collections.unmodifiableList(list.subList(2, 4)));
    }
    Map<String, List<Integer>> content =
        Map.of("a", List.of(1), "b", List.of(2, 3), "c", List.of());
    for (Map<String, List<Integer>> map :
        List.of(
            content,
            Map.of("k", List.of(4)),
            Map.<String, List<Integer>>of(),
            new HashMap<>(content),
            new LinkedHashMap<>(content).reversed(),
            new TreeMap<>(content).headMap("c"),
            new TreeMap<>(content).descendingMap(),
            new ConcurrentHashMap<>(content),
            new ConcurrentSkipListMap<>(content),
            java.util.Collections.unmodifiableMap(new LinkedHashMap<>(content)))) {
      all.add(map);
      all.add(map.keySet());
      all.add(map.entrySet());
      all.add(List.copyOf(map.entrySet()));
      all.addAll(map.entrySet());
    }
    all.add(Map.entry("k", 1));
    all.add(new LinkedHashMap<>(content).sequencedKeySet().reversed());
    all.add(new LinkedHashMap<>(content).sequencedEntrySet().reversed());
    all.add(new TreeSet<>(numbers).subSet(5, 7));
    all.add(new TreeSet<>(numbers).reversed());
    return all;
  }

  @ParameterizedTest(name = "such as {0}")
  @MethodSource("values")
  void arrives_equal_and_in_the_same_order_as_item_and_result(Object value) {
    Object there = there("Work<Object, Object>", "x -> x", value).getFirst();
    assertEquals(value, there);
    assertEquals(value.toString(), String.valueOf(there));
  }

  static List<Collection<?>> withoutEquality() {
    Map<String, Integer> map = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 1));
    return List.of(
        map.values(),
        new HashMap<>(map).values(),
        new LinkedHashMap<>(map).sequencedValues().reversed(),
        Map.of("k", 4).values(),
        new ArrayDeque<>(List.of(1, 2, 3)).reversed());
  }

  @ParameterizedTest(name = "such as {0}")
  @MethodSource("withoutEquality")
  void arrives_with_the_same_elements_if_it_has_no_equality(Collection<?> value) {
    Object there = there("Work<Object, Object>", "x -> x", value).getFirst();
    assertEquals(value.toString(), String.valueOf(there));
  }

  @Test
  void is_captured_and_read_from_variables() {
    notebook.cell(
        "Optional<Integer> some = Optional.of(1); OptionalInt none = OptionalInt.empty();");
    notebook.cell("java.nio.file.Path file = java.nio.file.Path.of(\"data\", \"a.csv\");");
    notebook.cell("record Row(String name, int n) {}");
    notebook.cell(
        "var rows = new TreeMap<>(Map.of(\"x\", new Row(\"x\", 1), \"y\", new Row(\"y\", 2)));");
    notebook.cell(
        "NavigableSet<String> keys = rows.navigableKeySet(); var entries = rows.entrySet();");
    notebook.cell("var tail = new LinkedList<>(List.of(1, 2, 3)).reversed();");
    assertEquals(
        List.of("1 OptionalInt.empty a.csv y Row[name=x, n=1] [3, 2, 1]"),
        there(
            "Supplier<String>",
            """
            () -> some.get() + " " + none + " " + file.getFileName() + " " + keys.last() + " "
                + entries.iterator().next().getValue() + " " + tail
            """,
            0));
    notebook.cell(
        "Work<Integer, String> over(List<Integer> part, Collection<Row> all) { return x -> part + \" \" + all; }");
    assertEquals(
        List.of("[2] [Row[name=x, n=1], Row[name=y, n=2]]"),
        there("Work", "over(List.of(1, 2, 3).subList(1, 2), rows.values())", 0));
  }

  @Test
  void keeps_the_identity_of_its_elements_and_its_own() {
    notebook.cell("class Box { int n; }");
    notebook.cell("var box = new Box(); var boxes = new ArrayList<>(List.of(new Box(), box));");
    notebook.cell("var some = Optional.of(box); var other = some; var part = boxes.subList(1, 2);");
    notebook.cell("var byName = Map.of(\"b\", box); var named = byName.values(); var same = part;");
    assertEquals(
        List.of("true true true true true"),
        there(
            "Supplier<String>",
            """
            () -> (some.get() == box) + " " + (some == other) + " " + (part.get(0) == boxes.get(1))
                + " " + (named.iterator().next() == box) + " " + (same == part)
            """,
            0));
  }

  @Test
  void may_be_part_of_a_cycle_if_it_is_a_view() {
    notebook.cell("var map = new HashMap<String, Object>(); map.put(\"entries\", map.entrySet());");
    notebook.cell(
        "var list = new ArrayList<Object>(); list.add(1); list.add(2); list.set(1, list.subList(0, 1));");
    notebook.cell(
        "class Leaf { Optional<Leaf> up = Optional.empty(); List<Leaf> down = new ArrayList<>(); }");
    notebook.cell(
        "var top = new Leaf(); var leaf = new Leaf(); top.down.add(leaf); leaf.up = Optional.of(top);");
    assertEquals(
        List.of("true [1] true"),
        there(
            "Supplier<String>",
            """
            () -> (((Set<Map.Entry<String, Object>>) map.get("entries")).iterator().next().getValue()
                    == map.get("entries")) + " " + list.get(1)
                + " " + (leaf.up.get().down.get(0) == leaf)
            """,
            0));
  }
}
