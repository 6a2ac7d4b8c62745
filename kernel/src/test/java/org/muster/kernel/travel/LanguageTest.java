package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In a task works")
class LanguageTest extends InTwoJvms {

  @Test
  void a_switch_over_types() throws Exception {
    same(
        "[int 3, text ab, none, other]",
        """
        String describe(Object o) {
          return switch (o) {
            case null -> "none";
            case Integer i when i > 2 -> "int " + i;
            case String s -> "text " + s;
            default -> "other";
          };
        }
        """,
        "x -> describe(x.orElse(null))",
        """
        Optional.<Object>of(3), Optional.<Object>of("ab"), Optional.<Object>empty(), Optional.<Object>of(1)
        """);
  }

  @Test
  void a_switch_over_nested_record_patterns() throws Exception {
    same(
        "[3, 7, 0]",
        """
        record Dot(int x, int y) {}
        record Line(Dot from, Dot to) {}
        int measure(Object o) {
          return switch (o) {
            case Line(Dot(var x, _), Dot(int x2, int y2)) when x == 0 -> x2 + y2;
            case Line(var from, Dot(_, var y)) -> from.x() + y;
            default -> 0;
          };
        }
        """,
        "x -> measure(x)",
        """
        new Line(new Dot(0, 9), new Dot(1, 2)), new Line(new Dot(3, 9), new Dot(1, 4)), ""
        """);
  }

  @Test
  void a_record_pattern_in_an_if() throws Exception {
    same(
        "[x5]",
        "record Tag(String name, Object value) {}",
        """
        o -> o instanceof Tag(String name, Integer value) && value > 4 ? name + value : "no"
        """,
        """
        new Tag("x", 5)
        """);
  }

  @Test
  void an_arrow_switch_over_an_enum() throws Exception {
    same(
        "[stop, go]",
        """
        enum Light { RED, GREEN }
        String order(Light l) { return switch (l) { case RED -> "stop"; case GREEN -> "go"; }; }
        """,
        "l -> order(l)",
        "Light.RED, Light.GREEN");
  }

  @Test
  void an_old_switch_over_an_enum() throws Exception {
    same(
        "[1, 3]",
        """
        enum Gear { LOW, HIGH }
        int ratio(Gear g) {
          int r = 0;
          switch (g) {
            case HIGH:
              r += 2;
            case LOW:
              r += 1;
          }
          return r;
        }
        """,
        "g -> ratio(g)",
        "Gear.LOW, Gear.HIGH");
  }

  @Test
  void a_switch_over_an_enum_of_the_jdk() throws Exception {
    same(
        "[end, work]",
        "",
        """
        d -> switch (d) { case SATURDAY, SUNDAY -> "end"; default -> "work"; }
        """,
        "DayOfWeek.SUNDAY, DayOfWeek.MONDAY");
  }

  @Test
  void a_switch_over_strings_with_yield() throws Exception {
    same(
        "[4, 10, -1]",
        "",
        """
        s -> switch (s) { case "two" -> { int n = 2; yield n * n; } case "ten" -> 10; default -> -1; }
        """,
        """
        "two", "ten", "x"
        """);
  }

  @Test
  void string_concatenation_of_everything() throws Exception {
    same(
        "[1 2 c true 1.5 2.5 null [x] \u0001z]",
        "",
        "x -> x + \" \" + 2L + ' ' + 'c' + \" \" + true + \" \" + 1.5f + \" \" + 2.5 + \" \" + null + \" \" + List.of(\"x\") + \" \\u0001z\"",
        "1");
  }

  @Test
  void a_compound_assignment_of_strings_and_numbers() throws Exception {
    same(
        "[a1b 7]",
        "",
        """
        x -> { String s = "a"; s += x; s += 'b'; byte n = 3; n += 4.9; return s + " " + n; }
        """,
        "1");
  }

  @Test
  void assert_which_is_off_there_as_it_is_in_the_notebook() throws Exception {
    same(
        "[-1]",
        """
        int checked(int x) { assert x > 0 : "negative"; return x; }
        """,
        "x -> { assert x > 0; return checked(x); }",
        "-1");
  }

  @Test
  void a_text_block() throws Exception {
    same("[a\n  \"b\" 3]", "", "x -> \"\"\"\n    a\n      \"b\" %d\"\"\".formatted(x)", "3");
  }

  @Test
  void labelled_loops() throws Exception {
    same(
        "[[2, 1]]",
        "",
        """
        n -> { outer: for (int i = 1; ; i++) { for (int j = 1; j < n; j++) { if (j == i) continue outer; if (i * j == 2) { return List.of(i, j); } if (i > 9) break outer; } } return null; }
        """,
        "4");
  }

  @Test
  void loops_of_every_kind() throws Exception {
    same(
        "[18]",
        "",
        """
        n -> { int s = 0; while (s < n) s++; do s++; while (s < 2 * n); for (int x : new int[] {1, 2}) s += x; for (var x : List.of(9)) s += x; return s; }
        """,
        "3");
  }

  @Test
  void try_with_resources() throws Exception {
    same(
        "[open body close b close a]",
        """
        record Door(String name, List<String> log) implements AutoCloseable {
          public void close() { log.add("close " + name); }
        }
        """,
        """
        x -> {
          var log = new ArrayList<>(List.of("open"));
          try (var a = new Door("a", log); var b = new Door("b", log)) { log.add("body"); }
          return String.join(" ", log);
        }
        """,
        "0");
  }

  @Test
  void catching_one_of_several_and_finally() throws Exception {
    same(
        "[/ by zero!, Index 5 out of bounds for length 1!, 1!]",
        "",
        """
        x -> {
          String s;
          try { s = "" + new int[] {1}[x == 5 ? 5 : 0] / x; }
          catch (ArithmeticException | IndexOutOfBoundsException e) { s = e.getMessage(); }
          finally { int ignored = 0; }
          return s + "!";
        }
        """,
        "0, 5, 1");
  }

  @Test
  void synchronized_blocks_and_methods() throws Exception {
    same(
        "[2]",
        """
        class Guarded { private int n; synchronized void inc() { synchronized (this) { n++; } } int n() { return n; } }
        var guarded = new Guarded();
        """,
        """
        x -> { var g = new Guarded(); g.inc(); g.inc(); synchronized (guarded) { return g.n(); } }
        """,
        "0");
  }

  @Test
  void conditional_expressions_of_mixed_types() throws Exception {
    same(
        "[1.0 a null, 2 b 9]",
        "",
        """
        x -> (Object) (x ? "" + (x ? 1 : 2.0) : "2") + (x ? " a " : " b ") + (x ? null : Integer.valueOf(9))
        """,
        "true, false");
  }

  @Test
  void var_everywhere() throws Exception {
    same(
        "[[b, a]]",
        "",
        """
        (var x) -> { var l = new LinkedList<String>(); for (var c : x.split("")) l.addFirst(c); return l; }
        """,
        """
        "ab"
        """);
  }

  @Test
  void unnamed_variables() throws Exception {
    same(
        "[3 caught]",
        "",
        """
        l -> { int n = 0; for (var _ : l) n++; try { Integer.parseInt("x"); return ""; } catch (NumberFormatException _) { return n + " caught"; } }
        """,
        "List.of(1, 2, 3)");
  }

  @Test
  void bits_casts_and_characters() throws Exception {
    same(
        "[-2 15 97 44 b]",
        "",
        """
        x -> ~x + " " + (-1 >>> 28) + " " + (int) 'a' + " " + (byte) 300 + " " + (char) ('a' + x)
        """,
        "1");
  }

  @Test
  void arrays_of_several_dimensions() throws Exception {
    same(
        "[[[1, 2], [3], []] 6]",
        "",
        """
        x -> { int[][] a = {{1, 2}, {3}, {}}; int s = 0; for (var r : a) for (int e : r) s += e; return Arrays.deepToString(a) + " " + s; }
        """,
        "0");
  }

  @Test
  void streams_and_collectors() throws Exception {
    same(
        "[{1=[b], 2=[aa, cc]} aa-cc 2.0]",
        "",
        """
        l -> l.stream().collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList())) + " "
            + l.stream().filter(s -> s.length() > 1).collect(Collectors.joining("-")) + " "
            + l.stream().flatMapToInt(String::chars).mapToObj(c -> (char) c).collect(Collectors.partitioningBy(c -> c == 'b', Collectors.averagingInt(_ -> 2))).get(false)
        """,
        """
        List.of("b", "aa", "cc")
        """);
  }

  @Test
  void gatherers() throws Exception {
    same(
        "[[[1, 2], [3]]]",
        "",
        "l -> l.stream().gather(Gatherers.windowFixed(2)).toList()",
        "List.of(1, 2, 3)");
  }

  @Test
  void parallel_streams_that_read_variables() throws Exception {
    same(
        "[500500 1500]",
        "int bonus1 = 1;",
        """
        n -> IntStream.rangeClosed(1, n).parallel().sum() + " " + Stream.of(1, 2, 3).parallel().mapToInt(x -> 499 + bonus1).sum()
        """,
        "1000");
  }

  @Test
  void platform_threads_that_read_variables() throws Exception {
    same(
        "[7]",
        "int seven1 = 7;",
        """
        x -> { var a = new AtomicInteger(); var t = new Thread(() -> a.set(seven1)); t.start(); t.join(); return a.get(); }
        """,
        "0");
  }

  @Test
  void virtual_threads_in_an_executor() throws Exception {
    same(
        "[[0, 1, 4, 9]]",
        "int power2(int x) { return x * x; }",
        """
        n -> { try (var e = Executors.newVirtualThreadPerTaskExecutor()) { var f = new ArrayList<Future<Integer>>(); for (int i = 0; i < n; i++) { int k = i; f.add(e.submit(() -> power2(k))); } var r = new ArrayList<Integer>(); for (var x : f) r.add(x.get()); return r; } }
        """,
        "4");
  }

  @Test
  void completable_futures() throws Exception {
    same(
        "[10]",
        "int base10(int x) { return x * 2; }",
        """
        x -> CompletableFuture.supplyAsync(() -> base10(x)).thenCombine(CompletableFuture.completedFuture(4), Integer::sum).thenApply(y -> y).get()
        """,
        "3");
  }

  @Test
  void scoped_and_thread_local_values() throws Exception {
    same(
        "[5 9]",
        "",
        """
        x -> { var t = ThreadLocal.withInitial(() -> 9); return ScopedValue.where(ScopedValue.newInstance(), 1).call(() -> x + " " + t.get()); }
        """,
        "5");
  }

  @Test
  void locks_and_atomics_made_inside() throws Exception {
    same(
        "[3]",
        "",
        """
        x -> { var l = new ReentrantLock(); var n = new LongAdder(); l.lock(); try { n.add(x); } finally { l.unlock(); } return n.sum(); }
        """,
        "3");
  }

  @Test
  void a_dynamic_proxy_for_an_interface_of_a_cell() throws Exception {
    same(
        "[called greet Ada]",
        "interface Greeter { String greet(String name); }",
        """
        name -> ((Greeter) java.lang.reflect.Proxy.newProxyInstance(
            Greeter.class.getClassLoader(), new Class<?>[] {Greeter.class},
            (p, m, a) -> "called " + m.getName() + " " + a[0])).greet(name)
        """,
        """
        "Ada"
        """);
  }

  @Test
  void a_method_handle_and_reflection_on_cell_types() throws Exception {
    same(
        "[8 [a, b]]",
        """
        class Reflected { static int thrice(int x) { return 3 * x; } }
        record Comps(int a, int b) {}
        """,
        """
        x -> {
          try {
            int tripled = (int) java.lang.invoke.MethodHandles.lookup().findStatic(
                Reflected.class, "thrice", java.lang.invoke.MethodType.methodType(int.class, int.class)).invoke(x);
            return tripled + 2 + " " + Arrays.stream(Comps.class.getRecordComponents()).map(c -> c.getName()).toList();
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        }
        """,
        "2");
  }

  @Test
  void class_literals_and_instanceof_with_cell_types() throws Exception {
    same(
        "[Lit true false]",
        "record Lit() {}",
        """
        o -> Lit.class.getSimpleName() + " " + (o instanceof Lit) + " " + (o.getClass() == String.class)
        """,
        "(Object) new Lit()");
  }

  @Test
  void a_regular_expression_a_date_and_a_formatted_number() throws Exception {
    same(
        "[12 2026-03-01 1.50]",
        "",
        """
        s -> s.replaceAll("\\\\D", "") + " " + LocalDate.of(2026, 2, 28).plusDays(1) + " " + String.format(Locale.ROOT, "%.2f", 1.5)
        """,
        """
        "a1b2"
        """);
  }

  @Test
  void throwing_and_catching_an_exception_of_a_cell() throws Exception {
    same(
        "[low 3]",
        """
        class TooLow extends Exception { final int by; TooLow(int by) { super("low"); this.by = by; } }
        void demand(int x) throws TooLow { if (x < 5) throw new TooLow(5 - x); }
        """,
        """
        x -> { try { demand(x); return "fine"; } catch (TooLow e) { return e.getMessage() + " " + e.by; } }
        """,
        "2");
  }

  @Test
  void generic_recursion_over_a_tree() throws Exception {
    same(
        "[10]",
        """
        sealed interface Tree<T> permits Leaf1, Branch {}
        record Leaf1<T>(T value) implements Tree<T> {}
        record Branch<T>(Tree<T> left, Tree<T> right) implements Tree<T> {}
        <T, R> R fold(Tree<T> tree, Function<T, R> leaf, BinaryOperator<R> branch) {
          return switch (tree) {
            case Leaf1<T>(var v) -> leaf.apply(v);
            case Branch<T>(var l, var r) -> branch.apply(fold(l, leaf, branch), fold(r, leaf, branch));
          };
        }
        """,
        "t -> fold(t, x -> x * 2, Integer::sum)",
        """
        new Branch<Integer>(new Leaf1<>(2), new Branch<>(new Leaf1<>(1), new Leaf1<>(2)))
        """);
  }

  @Test
  void a_lambda_returned_from_a_worker() throws Exception {
    assertEquals(
        "42",
        value(
            """
            var fromWorker = pool.apply(() -> (Function<Integer, Integer>) x -> x * 6);
            fromWorker.apply(7)
            """));
  }

  @Test
  void a_curried_function_that_captured_its_argument_there() throws Exception {
    assertEquals(
        "[11, 21, 31]",
        value(
            """
            Function<Integer, Integer> curried(int n) { return x -> n + x; }
            var adders = pool.map(n -> curried(n), List.of(10, 20, 30));
            adders.stream().map(f -> f.apply(1)).toList()
            """));
  }

  @Test
  void a_lambda_returned_from_a_worker_and_sent_on() throws Exception {
    assertEquals(
        "[15, 105]",
        value(
            """
            List<Function<Integer, Integer>> made = pool.map(n -> (Function<Integer, Integer>) x -> x * n, List.of(3, 21));
            pool.map(f -> f.apply(5), made)
            """));
  }

  @Test
  void lambdas_of_the_kernel_as_items() throws Exception {
    same(
        "[4, 9, 7]",
        "int four = 4;",
        "f -> f.get()",
        """
        (Supplier<Integer>) () -> four, (Supplier<Integer>) () -> 9, (Supplier<Integer>) "seventh"::length
        """);
  }

  @Test
  void lambdas_composed_of_returned_ones() throws Exception {
    assertEquals(
        "[7]",
        value(
            """
            Function<Integer, Integer> first1 = pool.apply(() -> (Function<Integer, Integer>) x -> x + 1);
            Function<Integer, Integer> second1 = pool.apply(() -> (Function<Integer, Integer>) x -> x * 2);
            var third1 = first1.andThen(second1).compose(first1).andThen(x -> x - 1);
            pool.map(x -> third1.apply(x), List.of(2))
            """));
  }
}
