package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The result of a task may be")
class ResultsTest extends InTwoJvms {

  @Test
  void null_and_several_of_them() throws Exception {
    same("[null, 2, null]", "", "x -> x == 2 ? x : null", "1, 2, 3");
  }

  @Test
  void nothing_of_a_method_without_a_result() throws Exception {
    same("[null]", "Void nothing3() { return null; }", "_ -> nothing3()", "1");
  }

  @Test
  void primitives_of_every_type() throws Exception {
    same(
        "[true, 1, 2, c, 4, 5, 6.0, 7.0]",
        "",
        """
        i -> switch (i) { case 0 -> (Object) true; case 1 -> (byte) 1; case 2 -> (short) 2; case 3 -> 'c'; case 4 -> 4; case 5 -> 5L; case 6 -> 6f; default -> 7d; }
        """,
        "0, 1, 2, 3, 4, 5, 6, 7");
  }

  @Test
  void primitives_that_keep_their_types() throws Exception {
    same(
        "[Boolean, Byte, Short, Character, Long, Float]",
        """
        var boxes1 = List.<Object>of(true, (byte) 1, (short) 2, 'c', 5L, 6f);
        List<Object> boxesBack = pool.map(i -> boxes1.get(i), range(6));
        """,
        "i -> boxesBack.get(i).getClass().getSimpleName()",
        "0, 1, 2, 3, 4, 5");
  }

  @Test
  void numbers_at_their_limits() throws Exception {
    same(
        "[[-2147483648, 9223372036854775807, NaN, -0.0, -Infinity, 1.4E-45]]",
        "",
        """
        _ -> List.of(Integer.MIN_VALUE, Long.MAX_VALUE, Double.NaN, -0.0, Float.NEGATIVE_INFINITY, Float.MIN_VALUE)
        """,
        "0");
  }

  @Test
  void strings_of_any_kind() throws Exception {
    same(
        "[, äöü𝄞, 100000]",
        "",
        """
        i -> switch (i) { case 0 -> ""; case 1 -> "äöü𝄞"; default -> "" + "x".repeat(100_000).length(); }
        """,
        "0, 1, 2");
  }

  @Test
  void arrays_of_all_primitives() throws Exception {
    same(
        "[[true], [1], [2], [c], [4], [5], [6.0], [7.0]]",
        "",
        """
        i -> switch (i) { case 0 -> (Object) new boolean[] {true}; case 1 -> new byte[] {1}; case 2 -> new short[] {2}; case 3 -> new char[] {'c'}; case 4 -> new int[] {4}; case 5 -> new long[] {5}; case 6 -> new float[] {6}; default -> new double[] {7}; }
        """,
        "0, 1, 2, 3, 4, 5, 6, 7");
  }

  @Test
  void big_and_empty_arrays() throws Exception {
    assertEquals(
        "[1000000, 0]",
        value(
            """
            List<double[]> arrays1 = pool.map(n -> new double[n], List.of(1_000_000, 0));
            arrays1.stream().map(a -> a.length).toList()
            """));
  }

  @Test
  void arrays_of_objects_and_cell_types() throws Exception {
    same(
        "[[a, null], [Coin[n=1], Coin[n=2]]]",
        "record Coin(int n) {}",
        """
        i -> i == 0 ? (Object[]) new String[] {"a", null} : new Coin[] {new Coin(1), new Coin(2)}
        """,
        "0, 1");
  }

  @Test
  void arrays_that_keep_their_types() throws Exception {
    assertEquals(
        "[Coin2[], int[][], String[]]",
        value(
            """
            record Coin2(int n) {}
            List<Object> typed1 = pool.map(i -> switch (i) { case 0 -> new Coin2[0]; case 1 -> new int[0][]; default -> new String[0]; }, range(3));
            typed1.stream().map(a -> a.getClass().getSimpleName()).toList()
            """));
  }

  @Test
  void arrays_of_several_dimensions() throws Exception {
    same(
        "[[[1, 2], [3]], [[[x]], null]]",
        "",
        """
        i -> i == 0 ? (Object) new int[][] {{1, 2}, {3}} : new String[][][] {{{"x"}}, null}
        """,
        "0, 1");
  }

  @Test
  void an_array_that_holds_itself() throws Exception {
    assertEquals(
        "true",
        value(
            """
            Object[] loop1 = pool.apply(() -> { Object[] a = new Object[1]; a[0] = a; return a; });
            loop1[0] == loop1
            """));
  }

  @Test
  void records() throws Exception {
    same(
        "[Res[n=1, s=a], Res[n=2, s=null]]",
        "record Res(int n, String s) {}",
        """
        n -> new Res(n, n == 1 ? "a" : null)
        """,
        "1, 2");
  }

  @Test
  void records_of_arrays_and_records() throws Exception {
    assertEquals(
        "[1, 2] Part[name=x]",
        value(
            """
            record Part(String name) {}
            record Whole(int[] a, Part p) {}
            var whole1 = pool.apply(() -> new Whole(new int[] {1, 2}, new Part("x")));
            Arrays.toString(whole1.a()) + " " + whole1.p()
            """));
  }

  @Test
  void enums_that_are_the_same_as_here() throws Exception {
    assertEquals(
        "[true, true]",
        value(
            """
            enum Side { LEFT, RIGHT { public String toString() { return "r"; } } }
            List<Side> sides1 = pool.map(i -> Side.values()[i], range(2));
            List.of(sides1.get(0) == Side.LEFT, sides1.get(1) == Side.RIGHT)
            """));
  }

  @Test
  void objects_of_cell_classes_with_private_fields() throws Exception {
    same(
        "[k1v2]",
        """
        class Pair1<A, B> { private final A a; private B b; Pair1(A a, B b) { this.a = a; this.b = b; } public String toString() { return a + "" + b; } }
        """,
        """
        x -> new Pair1<>("k" + x, "v2")
        """,
        "1");
  }

  @Test
  void objects_of_a_subclass_seen_as_their_supertype() throws Exception {
    assertEquals(
        "[Cat, Dog]",
        value(
            """
            interface Pet { default String kind() { return getClass().getSimpleName(); } }
            class Cat implements Pet {}
            class Dog implements Pet {}
            List<Pet> pets1 = pool.map(i -> i == 0 ? new Cat() : new Dog(), range(2));
            pets1.stream().map(Pet::kind).toList()
            """));
  }

  @Test
  void deep_graphs() throws Exception {
    assertEquals(
        "100000",
        value(
            """
            class N1 { N1 next; }
            N1 head1 = pool.apply(() -> { N1 n = null; for (int i = 0; i < 100_000; i++) { var m = new N1(); m.next = n; n = m; } return n; });
            int count1 = 0;
            for (var n = head1; n != null; n = n.next) count1++;
            count1
            """));
  }

  @Test
  void cycles_through_objects_and_collections() throws Exception {
    assertEquals(
        "true true",
        value(
            """
            class Ring { Ring next; List<Ring> all = new ArrayList<>(); }
            var ring1 = pool.apply(() -> { var a = new Ring(); var b = new Ring(); a.next = b; b.next = a; a.all.add(a); return a; });
            ("" + (ring1.next.next == ring1)) + " " + (ring1.all.get(0) == ring1)
            """));
  }

  @Test
  void one_object_twice() throws Exception {
    assertEquals(
        "true",
        value(
            """
            List<Object> pair2 = pool.apply(() -> { var o = new ArrayList<>(List.of(1)); return List.of(o, o); });
            var firstOf2 = pair2.get(0);
            firstOf2 == pair2.get(1)
            """));
  }

  @Test
  void optionals_paths_and_views() throws Exception {
    same(
        "[Optional[1], Optional.empty, a/b, [2], [k], [k=v], OptionalInt[3]]",
        "",
        """
        i -> switch (i) { case 0 -> (Object) Optional.of(1); case 1 -> Optional.empty(); case 2 -> Path.of("a/b"); case 3 -> List.of(1, 2).subList(1, 2); case 4 -> new HashMap<>(Map.of("k", "v")).keySet(); case 5 -> new HashMap<>(Map.of("k", "v")).entrySet(); default -> OptionalInt.of(3); }
        """,
        "0, 1, 2, 3, 4, 5, 6");
  }

  @Test
  void collections_of_every_kind() throws Exception {
    same(
        "[[1], [2], {a=1}, [3], [4], {b=[2]}, [x]]",
        "",
        """
        i -> switch (i) { case 0 -> (Object) new ArrayList<>(List.of(1)); case 1 -> new TreeSet<>(Set.of(2)); case 2 -> new LinkedHashMap<>(Map.of("a", 1)); case 3 -> new ArrayDeque<>(List.of(3)); case 4 -> Set.of(4); case 5 -> Map.of("b", new LinkedList<>(List.of(2))); default -> new PriorityQueue<>(List.of("x")); }
        """,
        "0, 1, 2, 3, 4, 5, 6");
  }

  @Test
  void a_map_with_keys_and_values_of_cell_types() throws Exception {
    assertEquals(
        "V[s=two]",
        value(
            """
            record K(int n) {}
            record V(String s) {}
            Map<K, V> table1 = pool.apply(() -> new HashMap<>(Map.of(new K(2), new V("two"))));
            table1.get(new K(2))
            """));
  }

  @Test
  void a_sorted_map_with_a_comparator_of_a_cell() throws Exception {
    assertEquals(
        "{b=1, a=2}",
        value(
            """
            TreeMap<String, Integer> sorted1 = pool.apply(() -> { var m = new TreeMap<String, Integer>((x, y) -> y.compareTo(x)); m.put("a", 2); m.put("b", 1); return m; });
            sorted1.toString()
            """));
  }

  @Test
  void generic_containers_of_cells() throws Exception {
    assertEquals(
        "Either[left=null, right=[1]]",
        value(
            """
            record Either<L, R>(L left, R right) { static <L, R> Either<L, R> right(R r) { return new Either<>(null, r); } }
            pool.apply(() -> Either.<String, List<Integer>>right(List.of(1))).toString()
            """));
  }

  @Test
  void lambdas_with_captures_and_variables() throws Exception {
    run("int factor9 = 9;");
    assertEquals(
        "27",
        value(
            """
            Function<Integer, Integer> byNine = pool.apply(() -> x -> x * factor9);
            byNine.apply(3)
            """));
    assertEquals(
        "30",
        value(
            """
            factor9 = 10;
            byNine.apply(3)
            """));
  }

  @Test
  void method_references() throws Exception {
    assertEquals(
        "[ab, 3, [x]]",
        value(
            """
            List<Function<Object, Object>> refs1 = pool.map(i -> switch (i) { case 0 -> (Function<Object, Object>) String::valueOf; case 1 -> x -> 3; default -> List::of; }, range(3));
            List.of(refs1.get(0).apply("ab"), refs1.get(1).apply(0), refs1.get(2).apply("x"))
            """));
  }

  @Test
  void anonymous_and_local_classes() throws Exception {
    assertEquals(
        "[anon 4, local 5]",
        value(
            """
            interface Says { String say(); }
            List<Says> says1 = pool.map(i -> { if (i == 0) return new Says() { int n = 4; public String say() { return "anon " + n; } }; record Local(int n) implements Says { public String say() { return "local " + n; } } return new Local(5); }, range(2));
            says1.stream().map(Says::say).toList()
            """));
  }

  @Test
  void an_exception_that_is_returned_not_thrown() throws Exception {
    assertEquals(
        "Told 4 why",
        value(
            """
            class Told extends Exception { int n; Told(int n, String m) { super(m); this.n = n; } }
            Told told1 = pool.apply(() -> new Told(4, "why"));
            told1.getClass().getSimpleName() + " " + told1.n + " " + told1.getMessage()
            """));
  }

  @Test
  void big_numbers_dates_and_texts() throws Exception {
    same(
        "[1E+30, 1024, 2026-01-02, PT1M, sb]",
        "",
        """
        i -> switch (i) { case 0 -> (Object) new BigDecimal("1E+30"); case 1 -> BigInteger.TWO.pow(10); case 2 -> LocalDate.of(2026, 1, 2); case 3 -> Duration.ofMinutes(1); default -> new StringBuilder("sb"); }
        """,
        "0, 1, 2, 3, 4");
  }

  @Test
  void the_item_itself_as_a_copy() throws Exception {
    assertEquals(
        "[1] false",
        value(
            """
            var original1 = new ArrayList<>(List.of(1));
            var copy1 = pool.map(x -> x, List.of(original1)).get(0);
            copy1 + " " + (copy1 == original1)
            """));
  }

  @Test
  void not_a_stream_and_the_message_says_what_to_do() throws Exception {
    String said = failure("pool.map(x -> Stream.of(x), List.of(1))");
    assertTrue(
        said.contains("A stream can be read only once, and only here: collect it first."), said);
    assertEquals("[1]", value("pool.map(x -> x, List.of(1))"));
  }

  @Test
  void not_a_thread_in_a_record_and_the_message_has_the_path() throws Exception {
    String said =
        failure(
            """
            record Carries(int n, Object o) {}
            pool.map(x -> List.of(new Carries(x, new Thread())), List.of(7))
            """);
    assertTrue(said.contains("item 0 (`7`)"), said);
    assertTrue(said.contains("[0].o` is a java.lang.Thread"), said);
  }

  @Test
  void many_thousands_of_small_ones() throws Exception {
    assertEquals(
        "20000 199990000",
        value(
            """
            List<Integer> many1 = pool.map(x -> x, range(20_000));
            many1.size() + " " + many1.stream().mapToLong(x -> x).sum()
            """));
  }
}
