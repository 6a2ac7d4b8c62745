package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of functions, a task can be")
class FunctionsTest extends InTwoJvms {

  @Test
  void a_lambda_without_captures() throws Exception {
    same("[1, 4, 9]", "", "x -> x * x", "1, 2, 3");
  }

  @Test
  void a_lambda_that_captures_one_local() throws Exception {
    same(
        "[11, 12]",
        "Task<Integer, Integer> plus(int n) { return x -> x + n; }",
        "plus(10)",
        "1, 2");
  }

  @Test
  void a_lambda_that_captures_locals_of_every_primitive_type_and_a_string() throws Exception {
    same(
        "[true 1 2 c 4 5 6.0 7.0 s 9]",
        """
        Task<Integer, String> all(
            boolean z, byte b, short s, char c, int i, long l, float f, double d, String t) {
          return x -> z + " " + b + " " + s + " " + c + " " + i + " " + l + " " + f + " " + d + " " + t + " " + x;
        }
        """,
        """
        all(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, "s")
        """,
        "9");
  }

  @Test
  void a_lambda_that_captures_arrays_and_collections() throws Exception {
    same(
        "[3 [a, b] {k=v}]",
        """
        Task<Integer, String> of(int[] a, List<String> l, Map<String, String> m) {
          return x -> a[x] + " " + l + " " + m;
        }
        """,
        """
        of(new int[] {1, 2, 3}, List.of("a", "b"), Map.of("k", "v"))
        """,
        "2");
  }

  @Test
  void a_lambda_with_a_block_and_locals_of_its_own() throws Exception {
    same(
        "[6, 10]",
        "",
        """
        x -> { int sum = 0; for (int i = 0; i <= x; i++) sum += i; return sum; }
        """,
        "3, 4");
  }

  @Test
  void a_lambda_with_a_typed_parameter() throws Exception {
    same(
        "[ab!]",
        "",
        """
        (final String s) -> s + "!"
        """,
        """
        "ab"
        """);
  }

  @Test
  void a_lambda_that_ignores_its_parameter() throws Exception {
    same("[7, 7]", "", "_ -> 7", "1, 2");
  }

  @Test
  void a_lambda_that_uses_nested_lambdas() throws Exception {
    same(
        "[42]",
        """
        Function<Integer, Function<Integer, Supplier<Integer>>> nested = a -> b -> () -> a * b;
        """,
        "x -> nested.apply(6).apply(x).get()",
        "7");
  }

  @Test
  void a_lambda_that_makes_lambdas_in_the_worker() throws Exception {
    same(
        "[[0, 5, 10]]",
        "",
        """
        n -> {
          List<Supplier<Integer>> suppliers = new ArrayList<>();
          for (int i = 0; i < 3; i++) { int k = i; suppliers.add(() -> k * n); }
          return suppliers.stream().map(Supplier::get).toList();
        }
        """,
        "5");
  }

  @Test
  void a_reference_to_a_static_method() throws Exception {
    same("[1f, ff]", "", "Integer::toHexString", "31, 255");
  }

  @Test
  void a_reference_to_a_method_of_the_notebook() throws Exception {
    same(
        "[9]",
        """
        class Squares { static int of(int x) { return x * x; } }
        """,
        "Squares::of",
        "3");
  }

  @Test
  void a_reference_to_a_method_of_its_argument() throws Exception {
    same(
        "[AB, C]",
        "",
        "String::toUpperCase",
        """
        "ab", "c"
        """);
  }

  @Test
  void a_reference_to_a_method_of_an_argument_of_a_cell_type() throws Exception {
    same("[3.0]", "record Rod(double length) {}", "Rod::length", "new Rod(3)");
  }

  @Test
  void a_reference_to_a_method_of_an_object() throws Exception {
    same(
        "[cdef, f]",
        "",
        """
        "abcdef"::substring
        """,
        "2, 5");
  }

  @Test
  void a_reference_to_a_method_of_an_object_of_a_cell_type() throws Exception {
    same(
        "[15]",
        """
        class Scale { int by = 5; int apply(int x) { return x * by; } }
        var scale = new Scale();
        """,
        "scale::apply",
        "3");
  }

  @Test
  void a_reference_to_a_constructor() throws Exception {
    same(
        "[1.5, 2]",
        "",
        "java.math.BigDecimal::new",
        """
        "1.5", "2"
        """);
  }

  @Test
  void a_reference_to_a_constructor_of_a_cell_type() throws Exception {
    same("[Pin[id=4]]", "record Pin(int id) {}", "Pin::new", "4");
  }

  @Test
  void a_reference_to_a_constructor_of_a_generic_cell_type() throws Exception {
    same(
        "[Held[it=x]]",
        "record Held<T>(T it) {}",
        "Held<String>::new",
        """
        "x"
        """);
  }

  @Test
  void a_reference_to_an_array_constructor() throws Exception {
    same("[[0, 0], [0]]", "", "int[]::new", "2, 1");
  }

  @Test
  void a_reference_to_an_array_constructor_of_a_cell_type() throws Exception {
    same("[[null, null]]", "record Cog(int teeth) {}", "Cog[]::new", "2");
  }

  @Test
  void a_reference_to_a_method_with_varargs() throws Exception {
    same(
        "[[a], [b]]",
        "",
        "Arrays::asList",
        """
        "a", "b"
        """);
  }

  @Test
  void a_reference_to_a_varargs_method_of_a_cell_type() throws Exception {
    same(
        "[1:a]",
            """
            class Joiner { static String join(Object... parts) { return parts.length + ":" + parts[0]; } }
            """,
        "Joiner::join",
            """
            "a"
            """);
  }

  @Test
  void a_reference_to_a_method_of_super() throws Exception {
    same(
        "[base 3]",
        """
        class Loud { String say(int n) { return "base " + n; } }
        class Quiet extends Loud {
          String say(int n) { return "derived " + n; }
          Task<Integer, String> ofSuper() { return super::say; }
        }
        """,
        "new Quiet().ofSuper()",
        "3");
  }

  @Test
  void a_reference_to_a_default_method_of_super() throws Exception {
    same(
        "[hello 3]",
        """
        interface Greets { default String greet(int n) { return "hello " + n; } }
        class Guest implements Greets {
          public String greet(int n) { return "no"; }
          Task<Integer, String> ofSuper() { return Greets.super::greet; }
        }
        """,
        "new Guest().ofSuper()",
        "3");
  }

  @Test
  void a_reference_to_a_protected_method_of_a_library_superclass() throws Exception {
    same(
        "[true]",
        """
        class Recent extends LinkedHashMap<String, Integer> {
          protected boolean removeEldestEntry(Map.Entry<String, Integer> e) { return size() > 1; }
          Task<Map.Entry<String, Integer>, Boolean> rule() { put("a", 1); put("b", 2); return e -> super.removeEldestEntry(e) == false; }
        }
        """,
        "new Recent().rule()",
        """
        Map.entry("a", 1)
        """);
  }

  @Test
  void a_reference_to_a_private_method_of_a_cell_type() throws Exception {
    same(
        "[8]",
        """
        class Safe { private int twice(int x) { return 2 * x; } Task<Integer, Integer> open() { return this::twice; } }
        """,
        "new Safe().open()",
        "4");
  }

  @Test
  void a_reference_to_an_inner_class_constructor() throws Exception {
    same(
        "[outer 5]",
        """
        class Nest {
          String name = "outer";
          class Egg { int n; Egg(int n) { this.n = n; } public String toString() { return name + " " + n; } }
          Task<Integer, Egg> lays() { return Egg::new; }
        }
        """,
        "new Nest().lays()",
        "5");
  }

  @Test
  void a_reference_to_another_function() throws Exception {
    same("[6]", "Function<Integer, Integer> addTwo = x -> x + 2;", "addTwo::apply", "4");
  }

  @Test
  void functions_kept_in_variables_of_the_types_of_the_jdk() throws Exception {
    same(
        "[5 true 7 16 [null, null] 9 2.5 6 done]",
        """
        Function<Integer, Integer> fnInc = x -> x + 1;
        Predicate<Integer> isEvenNow = x -> x % 2 == 0;
        Supplier<Integer> seven = () -> 7;
        UnaryOperator<Integer> squared = x -> x * x;
        IntFunction<String[]> strings = String[]::new;
        BiFunction<Integer, Integer, Integer> addBoth = Integer::sum;
        ToDoubleFunction<Integer> half = x -> x / 2d + 0.5;
        IntBinaryOperator smaller = Math::min;
        BiConsumer<StringBuilder, String> append = StringBuilder::append;
        """,
        """
        x -> {
          var text = new StringBuilder();
          append.accept(text, "done");
          return fnInc.apply(x) + " " + isEvenNow.test(x) + " " + seven.get() + " " + squared.apply(x) + " "
              + Arrays.toString(strings.apply(2)) + " " + addBoth.apply(x, 5) + " " + half.applyAsDouble(x)
              + " " + smaller.applyAsInt(6, 8) + " " + text;
        }
        """,
        "4");
  }

  @Test
  void two_arguments_with_a_function_of_the_jdk() throws Exception {
    assertEquals(
        "[11, 22]",
        value(
            """
            BiFunction<Integer, Integer, Integer> adds = (a, b) -> a + b;
            pool.starmap(adds::apply, List.of(1, 2), List.of(10, 20))
            """));
  }

  @Test
  void four_arguments() throws Exception {
    assertEquals(
        "[1a2.0c]",
        value(
            """
            pool.starmap((a, b, c, d) -> a + b + c + d, List.of(args(1, "a", 2.0, 'c')))
            """));
  }

  @Test
  void a_call_without_arguments() throws Exception {
    assertEquals(
        "30",
        value(
            """
            int thirty = 30;
            pool.apply(() -> thirty)
            """));
  }

  @Test
  void a_chain_of_andThen_and_compose() throws Exception {
    same(
        "[9]",
        """
        Function<Integer, Integer> inc1 = x -> x + 1;
        Function<Integer, Integer> dbl1 = x -> 2 * x;
        var chain1 = inc1.andThen(dbl1).compose(inc1).andThen(Function.identity()).andThen(x -> x - 1);
        """,
        "chain1::apply",
        "3");
  }

  @Test
  void a_chain_made_inside_the_task() throws Exception {
    same(
        "[14]",
        """
        Function<Integer, Integer> inc2 = x -> x + 1;
        Function<Integer, Integer> dbl2 = x -> 2 * x;
        """,
        "x -> inc2.compose(dbl2).andThen(dbl2).apply(x)",
        "3");
  }

  @Test
  void a_chain_of_predicates() throws Exception {
    same(
        "[false, true, true, false]",
        """
        Predicate<Integer> evenP = x -> x % 2 == 0;
        Predicate<Integer> bigP = x -> x > 10;
        var ruleP = evenP.negate().and(bigP).or(Predicate.isEqual(2)).and(Predicate.not(x -> x == 13));
        """,
        "ruleP::test",
        "1, 2, 11, 13");
  }

  @Test
  void a_chain_of_consumers_and_of_functions_of_two() throws Exception {
    same(
        "[[3, 30] 70]",
        """
        BiFunction<Integer, Integer, Integer> sumBi = (a, b) -> a + b;
        var sumThenTen = sumBi.andThen(x -> x * 10);
        Consumer<List<Integer>> addThree = l -> l.add(3);
        var addBothC = addThree.andThen(l -> l.add(30));
        """,
        """
        x -> { var l = new ArrayList<Integer>(); addBothC.accept(l); return l + " " + sumThenTen.apply(x, 3); }
        """,
        "4");
  }

  @Test
  void primitive_chains() throws Exception {
    same(
        "[49 true -4.0]",
        """
        IntUnaryOperator opI = ((IntUnaryOperator) x -> x * x).compose(x -> x + 3);
        IntPredicate preI = ((IntPredicate) x -> x > 3).and(x -> x < 9).negate().or(x -> x == 4);
        DoubleUnaryOperator opD = ((DoubleUnaryOperator) x -> -x).andThen(DoubleUnaryOperator.identity());
        """,
        """
        x -> opI.applyAsInt(x) + " " + preI.test(x) + " " + opD.applyAsDouble(x)
        """,
        "4");
  }

  @Test
  void a_chain_of_comparators() throws Exception {
    same(
        "[[bb, cc, a, null]]",
        """
        Comparator<String> byLengthThenName =
            Comparator.nullsFirst(Comparator.comparing(String::length).thenComparing(Comparator.<String>naturalOrder().reversed())).reversed();
        """,
        """
        x -> { var l = new ArrayList<>(Arrays.asList("a", null, "cc", "bb")); l.sort(byLengthThenName); return l; }
        """,
        "0");
  }

  @Test
  void comparators_by_primitive_keys() throws Exception {
    same(
        "[[Fig[n=1, d=9.0], Fig[n=1, d=2.0], Fig[n=3, d=1.0]]]",
        """
        record Fig(int n, double d) {}
        var byFig = Comparator.comparingInt(Fig::n).thenComparing(Comparator.comparingDouble(Fig::d).reversed());
        """,
        "l -> l.stream().sorted(byFig).toList()",
        "List.of(new Fig(3, 1), new Fig(1, 2), new Fig(1, 9))");
  }

  @Test
  void a_comparator_that_orders_a_tree_map_and_a_queue() throws Exception {
    same(
        "[{ccc=1, bb=2} ccc]",
        """
        Comparator<String> longest = Comparator.comparingInt(String::length).reversed();
        var treeL = new TreeMap<String, Integer>(longest); treeL.put("bb", 2); treeL.put("ccc", 1);
        var queueL = new PriorityQueue<String>(longest.thenComparing(Comparator.reverseOrder())); queueL.addAll(List.of("bb", "ccc"));
        """,
        """
        x -> treeL + " " + queueL.peek()
        """,
        "0");
  }

  @Test
  void operators_by_comparators() throws Exception {
    same(
        "[ccc a]",
        """
        var maxL = BinaryOperator.maxBy(Comparator.comparing(String::length));
        var minL = BinaryOperator.minBy(Comparator.comparing(String::length));
        """,
        """
        l -> l.stream().reduce(maxL).get() + " " + l.stream().reduce(minL).get()
        """,
        """
        List.of("bb", "ccc", "a")
        """);
  }

  @Test
  void a_cast_to_several_interfaces_which_it_keeps() throws Exception {
    same(
        "[true true false 8]",
        """
        interface Marked1 {}
        Function<Integer, Integer> marked1 = (Function<Integer, Integer> & Marked1 & RandomAccess) x -> x + 1;
        """,
        """
        x -> (marked1 instanceof Marked1) + " " + (marked1 instanceof RandomAccess) + " " + (marked1 instanceof Cloneable) + " " + marked1.apply(x)
        """,
        "7");
  }

  @Test
  void a_cast_that_keeps_its_interfaces_on_the_way_back_and_again() throws Exception {
    assertEquals(
        "[true, true, 3, [true 3]]",
        value(
            """
            interface Marked2 {}
            Function<Integer, Integer> back2 = pool.apply(() -> (Function<Integer, Integer> & Marked2 & RandomAccess) x -> x + 2);
            List.of(
                back2 instanceof Marked2,
                back2 instanceof RandomAccess,
                back2.apply(1),
                pool.map(x -> (back2 instanceof Marked2) + " " + back2.apply(x), List.of(1)))
            """));
  }

  @Test
  void an_anonymous_class() throws Exception {
    same(
        "[12]",
        "int ten1 = 10;",
        """
        new Task<Integer, Integer>() { int n = 1; public Integer apply(Integer x) { return x + n + ten1; } }
        """,
        "1");
  }

  @Test
  void an_anonymous_class_that_captures_a_local() throws Exception {
    same(
        "[31]",
        """
        Task<Integer, Integer> anonymous(int k) { return new Task<>() { public Integer apply(Integer x) { return x + k; } }; }
        """,
        "anonymous(30)",
        "1");
  }

  @Test
  void a_local_class() throws Exception {
    same(
        "[33]",
        """
        Task<Integer, Integer> localTask(int k) {
          class Times implements Task<Integer, Integer> {
            public Integer apply(Integer x) { return x * k; }
          }
          return new Times();
        }
        """,
        "localTask(11)",
        "3");
  }

  @Test
  void a_local_record_enum_and_interface_inside_the_task() throws Exception {
    same(
        "[P[x=3] ON 4]",
        "",
        """
        x -> {
          record P(int x) {}
          enum Switch { OFF, ON }
          interface Inc { int inc(int n); }
          Inc inc = n -> n + 1;
          return new P(x) + " " + Switch.values()[1] + " " + inc.inc(x);
        }
        """,
        "3");
  }

  @Test
  void an_inner_class_with_the_fields_of_its_outer_object() throws Exception {
    same(
        "[5 10]",
        """
        class Outer1 {
          private int seen = 5;
          class Inner1 implements Task<Integer, String> {
            public String apply(Integer x) { return seen + " " + Outer1.this.times(x); }
          }
          int times(int x) { return seen * x; }
        }
        """,
        "new Outer1().new Inner1()",
        "2");
  }

  @Test
  void a_nested_class() throws Exception {
    same(
        "[6]",
        """
        class Outer2 { static class Nested implements Task<Integer, Integer> { public Integer apply(Integer x) { return x + 1; } } }
        """,
        "new Outer2.Nested()",
        "5");
  }

  @Test
  void a_lambda_that_captures_this() throws Exception {
    same(
        "[47]",
        """
        class Owner { int n = 40; Task<Integer, Integer> adder() { return x -> x + n; } }
        """,
        "new Owner().adder()",
        "7");
  }

  @Test
  void recursive() throws Exception {
    same(
        "[120, 3628800]",
        "long factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }",
        "x -> factorial(x)",
        "5, 10");
  }

  @Test
  void a_lambda_that_calls_itself_through_its_variable() throws Exception {
    same(
        "[13]",
        """
        Function<Integer, Integer> fib;
        fib = n -> n < 2 ? n : fib.apply(n - 1) + fib.apply(n - 2);
        """,
        "n -> fib.apply(n)",
        "7");
  }

  @Test
  void mutually_recursive_across_cells() throws Exception {
    run("boolean odd(int n) { return n != 0 && even(n - 1); }");
    run("boolean even(int n) { return n == 0 || odd(n - 1); }");
    same("[true, false]", "", "n -> even(n)", "10, 7");
  }

  @Test
  void built_of_functions_of_several_cells() throws Exception {
    run("double tax(double net) { return net * 0.2; }");
    run("double gross(double net) { return net + tax(net); }");
    run(
        """
        String bill(double net) { return "%.2f".formatted(gross(net)); }
        """);
    same("[12.00, 120.00]", "", "n -> bill(n)", "10.0, 100.0");
  }

  @Test
  void a_generic_method_with_bounds() throws Exception {
    same(
        "[7, 9]",
        """
        <T extends Comparable<? super T>> T largest(Collection<? extends T> all) { return Collections.max(all); }
        """,
        "l -> largest(l)",
        "List.of(3, 7), List.of(9, 1)");
  }

  @Test
  void a_generic_method_of_several_parameters_and_an_intersection_bound() throws Exception {
    same(
        "[abc3]",
            """
            <K extends CharSequence & Comparable<K>, V extends Number> String pairOf(K k, V v) { return k.subSequence(0, 3) + "" + v.intValue(); }
            """,
        "k -> pairOf(k, 3.7)",
            """
            "abcd"
            """);
  }

  @Test
  void overloaded_methods() throws Exception {
    same(
        "[int 1 String 1 Object 1]",
        """
        String kind(int x) { return "int " + x; }
        String kind(String x) { return "String " + x; }
        String kind(Object x) { return "Object " + x; }
        """,
        """
        x -> kind(x.intValue()) + " " + kind("" + x) + " " + kind((Object) x)
        """,
        "1");
  }

  @Test
  void varargs() throws Exception {
    same(
        "[6 0]",
        """
        int total(int... all) { int s = 0; for (int each : all) s += each; return s; }
        """,
        """
        x -> total(x, 2, 3) + " " + total()
        """,
        "1");
  }
}
