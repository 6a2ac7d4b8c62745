package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A notebook variable")
class VariablesTest extends TwoJvms {

  @Test
  void has_the_value_of_when_the_task_was_sent() {
    notebook.cell("int factor = 3;");
    assertEquals(List.of(6), there("Work<Integer, Integer>", "x -> x * factor", 2));
    notebook.cell("factor = 5;");
    assertEquals(List.of(10), there("Work<Integer, Integer>", "x -> x * factor", 2));
  }

  @Test
  void comes_along_whatever_its_type() {
    notebook.cell(
        """
        boolean z = true; byte b = 1; short s = 2; char c = 'c'; int i = 4; long l = 5L; float f = 6f;
        double d = 7d; String str = "s"; int[] array = {1, 2}; var list = List.of(1, 2);
        Map<String, int[]> map = new TreeMap<>(Map.of("k", new int[] {9})); Object nothing = null;
        """);
    assertEquals(
        List.of("true12c456.07.0s2[1, 2]9null"),
        there(
            "Supplier<String>",
            "() -> \"\" + z + b + s + c + i + l + f + d + str + array.length + list + map.get(\"k\")[0] + nothing",
            0));
  }

  @Test
  void comes_along_through_methods_constructors_and_initialisers() {
    notebook.cell("int low = 1; int mid = 10; int high = 100; int top = 1000; int deep = 10_000;");
    notebook.cell("int viaMethod() { return low; }");
    notebook.cell("class ViaConstructor { int n; ViaConstructor() { n = mid; } }");
    notebook.cell("class ViaInitialiser { static final int N = high; }");
    notebook.cell("interface Op { int go(); default int twice() { return go() * 2 - top; } }");
    notebook.cell(
        "class ViaOverride implements Op { public int go() { return top; } public String toString() { return \"\" + deep; } }");
    assertEquals(
        List.of("111100010000"),
        there(
            "Supplier<String>",
            "() -> { Op op = new ViaOverride(); return (viaMethod() + new ViaConstructor().n + ViaInitialiser.N) + \"\" + op.twice() + op; }",
            0));
  }

  @Test
  void comes_along_when_only_a_captured_function_uses_it() {
    notebook.cell("int secret = 6;");
    notebook.cell("Function<Integer, Integer> uses = x -> x * secret;");
    notebook.cell(
        "List<Function<Integer, Integer>> functions = List.of(uses, uses.andThen(uses));");
    notebook.cell(
        "Work<Integer, Integer> wrap(List<Function<Integer, Integer>> l) { return x -> { for (var g : l) x = g.apply(x); return x; }; }");
    assertEquals(List.of(216), there("Work", "wrap(functions)", 1));
  }

  @Test
  void comes_along_with_items_whose_methods_use_it() {
    notebook.cell("String greeting = \"hi \";");
    notebook.cell(
        "record Person(String name) { String greet() { return greeting + name; } public String toString() { return greet(); } }");
    Object[] items = (Object[]) notebook.value("new Object[] {new Person(\"Ada\")}");
    assertEquals(List.of("hi Ada"), there("Function<Object, String>", "p -> \"\" + p", items));
  }

  @Test
  void shares_objects_with_others_and_with_captures() {
    notebook.cell("List<Integer> one = new ArrayList<>(); List<Integer> same = one;");
    notebook.cell(
        "Work<Integer, String> task(List<Integer> captured) { return x -> { captured.add(x); return one + \"\" + same + (one == same) + (one == captured); }; }");
    assertEquals(List.of("[1][1]truetrue"), there("Work", "task(same)", 1));
  }

  @Test
  void is_set_before_code_runs_that_reading_objects_needs() {
    notebook.cell(
        "int limit = 10; Map<String, Integer> rank = new HashMap<>(Map.of(\"a\", 2, \"b\", 1));");
    notebook.cell(
        "record Small(int n) { public Small { if (n > limit) throw new IllegalArgumentException(n + \" > \" + limit); } }");
    notebook.cell("record Key(String s) { public int hashCode() { return rank.get(s); } }");
    notebook.cell("class Fixed { static final int AT_START = limit; int n = 1; }");
    notebook.cell(
        "var queue = new PriorityQueue<String>((x, y) -> rank.get(x) - rank.get(y)); queue.addAll(List.of(\"a\", \"b\"));");
    notebook.cell(
        "var keys = new HashMap<>(Map.of(new Key(\"a\"), new Small(7))); var fixed = new Fixed();");
    assertEquals(
        List.of("b7 10"),
        there(
            "Supplier<String>",
            "() -> queue.peek() + keys.get(new Key(\"a\")).n() + \" \" + fixed.AT_START",
            0));
    notebook.cell(
        "Work<Integer, Integer> holds(Object captured, Small s) { return x -> s.n() + captured.toString().length(); }");
    assertEquals(List.of(15), there("Work", "holds(new PriorityQueue<>(queue), new Small(9))", 0));
  }

  @Test
  void of_a_type_comes_along_too() {
    notebook.cell(
        "class Settings { static int level = 1; static final List<Integer> FRESH = new ArrayList<>(); static { level = 2; } }");
    notebook.cell("Settings.level = 7; Settings.FRESH.add(1);");
    assertEquals(
        List.of("7[]"),
        there("Supplier<String>", "() -> Settings.level + \"\" + Settings.FRESH", 0));
  }

  @Test
  void that_the_task_cannot_reach_stays_here() {
    notebook.cell("InputStream unused = new ByteArrayInputStream(new byte[0]);");
    notebook.cell(
        "class Reader2 { int n = 3; int read() throws IOException { return unused.read(); } int fine() { return n; } }");
    notebook.cell(
        "int bad() throws IOException { return unused.read(); }\nint good() { return 4; }");
    notebook.cell("var reader = new Reader2();");
    assertEquals(List.of(7), there("Supplier<Integer>", "() -> reader.fine() + good()", 0));
  }

  @Test
  void that_a_task_changes_is_warned_about_once() {
    int declared = notebook.cell("int hits = 0; int silent = 0;");
    int method = notebook.cell("void hit() { hits++; hits += 2; }");
    Packed packed =
        Packer.packTask(
            notebook.value("Work<Integer, Integer>", "x -> { hit(); hits = 9; return silent; }"));
    assertEquals(
        List.of(
            "the task changes `hits` (declared in cell [%d]) in the lambda in cell [%d]: the change stays in the worker, the notebook keeps its value. Return the new value from the task instead, or keep it in a shared object such as `SharedLong`."
                .formatted(declared, notebook.lastCell())),
        packed.warnings());
    assertTrue(method > declared);
    assertEquals(
        List.of(9), there("Work<Integer, Integer>", "x -> { hit(); hits += 6; return hits; }", 0));
    assertEquals(0, notebook.value("hits"));
  }

  @Test
  void that_is_only_read_is_not_warned_about() {
    notebook.cell("int calm = 0;");
    assertTrue(
        Packer.packTask(notebook.value("Work<Integer, Integer>", "x -> calm"))
            .warnings()
            .isEmpty());
  }

  @Test
  void brings_only_classes_that_are_mentioned() {
    notebook.cell("class Mentioned {}\nclass Unrelated {}");
    List<String> names =
        Packer.packTask(notebook.value("Supplier<Object>", "() -> new Mentioned()"))
            .classes()
            .stream()
            .map(c -> Names.type(c.name()))
            .toList();
    assertTrue(names.contains("Mentioned"), names.toString());
    assertFalse(names.contains("Unrelated"), names.toString());
  }
}
