package org.muster.parallel.closure;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Code of a cell, in another JVM,")
class TravelTest extends TwoJvms {

  @BeforeAll
  void declare() {
    notebook.cell(
        """
        String hex(int n) { return Integer.toHexString(n); }
        String join(Object... parts) { return Arrays.toString(parts); }
        record Box(Object value) {
          static Box of(Object value) { return new Box(value); }
          Box twice() { return new Box(value + "" + value); }
        }
        class Base { String name() { return "base"; } }
        class Derived extends Base {
          String name() { return "derived"; }
          Supplier<String> baseName() { return super::name; }
          class Inner { String outer() { return Derived.this.name(); } }
          Supplier<Inner> inners() { return Inner::new; }
        }
        """);
  }

  @Test
  void runs_there() {
    assertNotEquals(
        List.of(ProcessHandle.current().pid()),
        there("Supplier<Long>", "() -> ProcessHandle.current().pid()", 0));
  }

  @Test
  void uses_captured_locals() {
    notebook.cell("Work<Integer, Integer> plus(int n, long m) { return x -> x + n + (int) m; }");
    assertEquals(List.of(111, 112), there("Work", "plus(10, 100)", 1, 2));
  }

  @ParameterizedTest(name = "{2} of {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          static           | Function<Integer, String> | Integer::toHexString               | 31 | 1f
          unbound          | Function<Integer, Object> | Integer::doubleValue               | 31 | 31.0
          bound            | Function<Integer, String> | "abcdef"::substring                | 4  | ef
          constructor      | Function<Integer, Object>  | StringBuilder::new                | 4  | ``
          array            | Function<Integer, Object>  | x -> ((IntFunction<int[]>) int[]::new).apply(x).length | 4 | 4
          cell_static      | Function<Integer, Object>  | x -> ((IntFunction<String>) i -> hex(i)).apply(x) | 31 | 1f
          cell_constructor | Function<Integer, Object>  | Box::new                          | 4  | Box[value=4]
          cell_factory     | Function<Integer, Object>  | Box::of                           | 4  | Box[value=4]
          cell_bound       | Supplier<Object>           | new Box(4)::twice                 | 0  | Box[value=44]
          cell_unbound     | Function<Integer, Object>  | ((Function<Integer, Box>) Box::new).andThen(Box::twice) | 4 | Box[value=44]
          super            | Supplier<String>           | new Derived().baseName()          | 0  | base
          inner            | Function<Integer, String>  | x -> new Derived().inners().get().outer() | 0 | derived
          varargs          | Function<Integer, Object>  | x -> ((Function<Object, Object>) Arrays::asList).apply(x) | 4 | [4]
          """)
  void uses_method_references(
      String kind, String type, String expression, int item, String expected) {
    String text =
        type.startsWith("Supplier")
            ? "(Function<Object, String>) x -> String.valueOf(f.get())"
            : "(Function<Integer, String>) x -> String.valueOf(f.apply(x))";
    notebook.cell("%s f = %s;".formatted(type, expression));
    assertEquals(List.of(expected), there("Function", text, item));
  }

  @Test
  void keeps_method_references_in_variables() {
    notebook.cell("IntFunction<int[][]> rows = int[][]::new;");
    notebook.cell("Function<Object[], String> joined = parts -> join(parts);");
    assertEquals(
        List.of("[3, x]"),
        there(
            "Work<Integer, String>",
            "n -> joined.apply(new Object[] {rows.apply(n).length, \"x\"})",
            3));
  }

  @Test
  void nests_lambdas() {
    notebook.cell(
        "Function<Integer, Function<Integer, Supplier<Integer>>> nested = a -> b -> () -> a * b;");
    assertEquals(
        List.of(42), there("Work<Integer, Integer>", "x -> nested.apply(6).apply(x).get()", 7));
    assertEquals(List.of(42), there("Supplier<Integer>", "nested.apply(6).apply(7)", 0));
  }

  @Test
  void composes_functions() {
    notebook.cell("Function<Integer, Integer> inc = x -> x + 1;");
    notebook.cell("Function<Integer, Integer> dbl = x -> x * 2;");
    assertEquals(List.of(8), there("Function", "inc.andThen(dbl)", 3));
    assertEquals(List.of(7), there("Function", "inc.compose(dbl)", 3));
    assertEquals(
        List.of(9),
        there(
            "Function", "dbl.andThen(Function.<Integer>identity()).andThen(inc).compose(inc)", 3));
    assertEquals(
        List.of(9),
        there("Work<Integer, Integer>", "x -> inc.compose(dbl).compose(inc).apply(x)", 3));
  }

  @Test
  void composes_predicates() {
    notebook.cell("Predicate<Integer> even = x -> x % 2 == 0;");
    notebook.cell("Predicate<Integer> big = x -> x > 10;");
    assertEquals(
        List.of(false, true, false),
        there(
            "Predicate",
            "even.and(big.negate()).or(Predicate.isEqual(13)).and(Predicate.not(x -> x.equals(6)))",
            12,
            13,
            6));
    assertEquals(
        List.of(9),
        there(
            "IntUnaryOperator",
            "((IntUnaryOperator) x -> x + 1).andThen(x -> x * x).compose(IntUnaryOperator.identity())",
            2));
  }

  @Test
  void composes_functions_of_its_own_types() {
    notebook.cell(
        """
        interface Step extends UnaryOperator<Integer> {}
        class Plus implements Step { public Integer apply(Integer x) { return x + 1; } }
        Step step = x -> x * 10;
        """);
    assertEquals(List.of(21), there("Function", "step.andThen(new Plus())", 2));
    assertEquals(List.of(30), there("Function", "new Plus().andThen(step)", 2));
    notebook.cell(
        "Function<Function<Integer, Integer>, Function<Integer, Integer>> then = step::andThen;");
    assertEquals(List.of(21), there("Function", "then.apply(new Plus())", 2));
  }

  @Test
  void composes_comparators() {
    notebook.cell(
        """
        Comparator<String> order =
            Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder());
        BinaryOperator<String> most = BinaryOperator.maxBy(order);
        """);
    assertEquals(
        List.of("[ccc, ddd, a, b]ddd"),
        there(
            "Work<List<String>, String>",
            "l -> { var s = new ArrayList<String>(l); s.sort(order); return s + l.stream().reduce(most).get().replace(\"b\", \"ddd\"); }",
            Arrays.asList("b", "ddd", "a", "ccc")));
  }

  @Test
  void keeps_marker_interfaces() {
    notebook.cell("interface Marked {}");
    notebook.cell(
        "Function<Integer, Integer> marked = (Function<Integer, Integer> & Marked & RandomAccess) x -> x;");
    assertEquals(
        List.of(true),
        there(
            "Work<Object, Boolean>",
            "x -> marked instanceof Marked && marked instanceof RandomAccess",
            0));
  }

  @Test
  void calls_a_cell_function_that_calls_others() {
    notebook.cell(
        "boolean isOdd(int n) { return n != 0 && isEven(n - 1); }\nboolean isEven(int n) { return n == 0 || isOdd(n - 1); }");
    notebook.cell(
        "<T extends Comparable<T>> T larger(T a, T b) { return a.compareTo(b) > 0 ? a : b; }");
    assertEquals(
        List.of("true7"),
        there("Work<Integer, String>", "n -> isEven(n) + \"\" + larger(n, 7)", 6));
  }

  @Test
  void uses_language_features() {
    notebook.cell(
        """
        sealed interface Shape {
          record Circle(double r) implements Shape {}
          record Square(double a) implements Shape {
            public Square { if (a < 0) throw new IllegalArgumentException(); }
          }
        }
        enum Unit { MM { double in(double x) { return x; } }, CM { double in(double x) { return 10 * x; } }; abstract double in(double x); }
        double area(Shape s) {
          return switch (s) {
            case Shape.Circle(double r) when r > 100 -> -1;
            case Shape.Circle(double r) -> 3 * r * r;
            case Shape.Square(double a) -> a * a;
          };
        }
        String unit(Unit u) { return switch (u) { case MM -> "mm"; case CM -> "cm"; }; }
        """);
    assertEquals(
        List.of("12.0 16.0 40.0cm MM"),
        there(
            "Work<Integer, String>",
            """
            n -> { assert n > 0; return area(new Shape.Circle(2)) + " " + area(new Shape.Square(n)) + " " + Unit.CM.in(n) + unit(Unit.CM) + " " + Unit.valueOf("MM"); }\
            """,
            4));
    assertEquals(
        List.of("CM"),
        there(
            "Supplier<Object>",
            "((Function<Unit, Supplier<Object>>) u -> () -> u.name()).apply(Unit.CM)",
            0));
  }

  @Test
  void joins_branches_that_make_different_cell_classes() {
    notebook.cell("class Animal { String name() { return \"animal\"; } }");
    notebook.cell("class Cat extends Animal { String name() { return \"cat\"; } }");
    notebook.cell("class Dog extends Animal { String name() { return \"dog\"; } }");
    notebook.cell("String pet(boolean b) { var x = b ? new Cat() : new Dog(); return x.name(); }");
    assertEquals(List.of("catdog"), there("Supplier<String>", "() -> pet(true) + pet(false)", 0));
  }

  @Test
  void uses_streams_and_threads_inside_a_task() {
    notebook.cell("int offset = 5;");
    assertEquals(
        List.of(4985L),
        there(
            "Work<Integer, Long>",
            """
            n -> {
              var sum = new java.util.concurrent.atomic.AtomicLong();
              Thread.ofVirtual().start(() -> sum.addAndGet(offset)).join();
              return sum.get() - 20 + IntStream.range(0, n).parallel().mapToLong(x -> x + offset - 4).sum() - 50;
            }\
            """,
            100));
  }

  @Test
  void makes_classes_that_do_not_say_serializable() {
    notebook.cell(
        """
        class Counter {
          private int count;
          Counter next() { var c = new Counter(); c.count = count + 1; return c; }
          class View { int seen() { return count; } }
          View view() { return new View(); }
        }
        class LoudCounter extends Counter { String loud() { return "!" + view().seen(); } }
        var counter = new LoudCounter();
        var anonymous = new Object() { int hidden = 7; int get() { return hidden; } };
        """);
    assertEquals(
        List.of(2), there("Supplier<Integer>", "() -> counter.next().next().view().seen()", 0));
    assertEquals(List.of("!0"), there("Supplier<String>", "counter::loud", 0));
    assertEquals(List.of(7), there("Supplier<Integer>", "() -> anonymous.get()", 0));
    assertEquals(
        List.of(0),
        there(
            "Supplier<Object>",
            "((Function<Counter.View, Supplier<Object>>) v -> () -> v.seen()).apply(counter.view())",
            0));
  }

  @Test
  void is_an_object_of_a_cell_class_itself() {
    notebook.cell("int base = 40;");
    notebook.cell(
        "class Adder implements Work<Integer, Integer> { int n = 2; int base() { return base; } public Integer apply(Integer x) { return x + n + base(); } }");
    assertEquals(List.of(43), there("Work", "new Adder()", 1));
    assertEquals(
        List.of(41),
        there(
            "Work",
            "new Work<Integer, Integer>() { public Integer apply(Integer x) { return x + base; } }",
            1));
    notebook.cell(
        "Work<Integer, Integer> local(int k) { class L implements Work<Integer, Integer> { public Integer apply(Integer x) { return x * k; } } return new L(); }");
    assertEquals(List.of(33), there("Work", "local(11)", 3));
  }

  @Test
  void brings_items_of_cell_types() {
    notebook.cell("record Pair(String a, List<Integer> b) {}\nrecord Named(Pair p) {}");
    Object items =
        notebook.value("new Object[] {new Pair(\"x\", List.of(1)), new Pair(null, null)}");
    assertEquals(
        List.of("Named[p=Pair[a=x, b=[1]]]", "Named[p=Pair[a=null, b=null]]"),
        there("Function<Object, Object>", "p -> new Named((Pair) p).toString()", (Object[]) items));
  }

  @Test
  void returns_cell_types_functions_and_nulls() throws Exception {
    notebook.cell("record Answer(int n, Answer next) {}\nenum Mood { GOOD, BAD }");
    Object answer =
        there("Work<Integer, Answer>", "n -> new Answer(n, new Answer(n + 1, null))", 1).getFirst();
    assertEquals("Answer[n=1, next=Answer[n=2, next=null]]", String.valueOf(answer));
    assertEquals(
        notebook.value("Mood.BAD"), there("Supplier<Mood>", "() -> Mood.BAD", 0).getFirst());
    assertEquals(Arrays.asList((Object) null), there("Supplier<Object>", "() -> null", 0));
    Object function =
        there("Work<Integer, Function<Integer, Integer>>", "n -> x -> x * n", 7).getFirst();
    assertEquals(42, Child.invoke(requireNonNull(function), 6));
    int again = jvm.load(Packer.packTask(requireNonNull(function)));
    assertEquals(List.of(49), OtherJvm.list(jvm.run(again, notebook.loader(), 7)));
  }

  @Test
  void throws_exceptions_of_cell_types() {
    notebook.cell(
        "class Broken extends Exception { final int code; Broken(int code) { super(\"broken \" + code); this.code = code; } }");
    int task =
        jvm.load(
            Packer.packTask(
                notebook.value("Work<Integer, Integer>", "n -> { throw new Broken(n); }")));
    var failed =
        org.junit.jupiter.api.Assertions.assertThrows(
            OtherJvm.Failed.class, () -> jvm.run(task, notebook.loader(), 13));
    assertEquals("broken 13", failed.there(notebook.loader()).getMessage());
  }

  @Test
  void links_hundred_thousand_nodes_both_ways() {
    notebook.cell(
        "class Node { int value; Node next; Node(int v, Node n) { value = v; next = n; } }");
    notebook.cell(
        "Node chain(int n) { Node c = null; for (int i = 0; i < n; i++) c = new Node(i, c); return c; }");
    notebook.cell("int length(Node c) { int n = 0; for (; c != null; c = c.next) n++; return n; }");
    notebook.cell("Node longest = chain(100_000);");
    Object back = there("Supplier<Node>", "() -> new Node(-1, longest)", 0).getFirst();
    assertEquals("Node", Names.type(requireNonNull(back).getClass()));
    int task = jvm.load(Packer.packTask(notebook.value("Work<Node, Integer>", "c -> length(c)")));
    assertEquals(List.of(100_001), OtherJvm.list(jvm.run(task, notebook.loader(), back)));
  }
}
