package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.kernel.client.CellOutcome;

@DisplayName("In a task, a notebook variable")
class VariablesTest extends InTwoJvms {

  @Test
  void may_be_of_any_primitive_type() throws Exception {
    same(
        "true 1 2 c 4 5 6.0 7.0",
        """
        boolean pz = true; byte pb = 1; short ps = 2; char pc = 'c'; int pi = 4; long pl = 5L; float pf = 6f; double pd = 7d;
        """,
        """
        _ -> pz + " " + pb + " " + ps + " " + pc + " " + pi + " " + pl + " " + pf + " " + pd
        """);
  }

  @Test
  void may_hold_the_extremes_of_its_type() throws Exception {
    same(
        "-128 -2147483648 9223372036854775807 NaN -0.0 1.4E-45 Infinity \uffff",
        "byte minB = Byte.MIN_VALUE; int minI = Integer.MIN_VALUE; long maxL = Long.MAX_VALUE; double nan = Double.NaN, zero = -0.0; float tiny = Float.MIN_VALUE; double inf = 1 / 0d; char last = '\\uffff';",
        """
        _ -> minB + " " + minI + " " + maxL + " " + nan + " " + zero + " " + tiny + " " + inf + " " + last
        """);
  }

  @Test
  void may_be_boxed() throws Exception {
    same(
        "true 1 2 c 4 5 6.0 7.0 null",
        """
        Boolean bz = true; Byte bb = 1; Short bs = 2; Character bc = 'c'; Integer bi = 4; Long bl = 5L; Float bf = 6f; Double bd = 7d; Integer bn = null;
        """,
        """
        _ -> bz + " " + bb + " " + bs + " " + bc + " " + bi + " " + bl + " " + bf + " " + bd + " " + bn
        """);
  }

  @Test
  void may_be_a_string_of_any_characters() throws Exception {
    same(
        "äöü € 𝄞 0 \t|",
        "String text1 = \"äöü € 𝄞 \\0 \\t|\";",
        "_ -> text1.replace('\\0', '0')");
  }

  @Test
  void may_be_a_very_long_string() throws Exception {
    same(
        "1000000",
        """
        String long1 = "x".repeat(1_000_000);
        """,
        "_ -> long1.length()");
  }

  @Test
  void may_be_an_array_of_any_primitives() throws Exception {
    same(
        "[1, 2][3][true][4.5][c][6][7.0][8]",
        """
        int[] ai = {1, 2}; long[] al = {3}; boolean[] az = {true}; double[] ad = {4.5}; char[] ac = {'c'}; byte[] ab = {6}; float[] af = {7}; short[] as = {8};
        """,
        """
        _ -> Arrays.toString(ai) + Arrays.toString(al) + Arrays.toString(az) + Arrays.toString(ad) + Arrays.toString(ac) + Arrays.toString(ab) + Arrays.toString(af) + Arrays.toString(as)
        """);
  }

  @Test
  void may_be_an_array_of_objects_or_arrays() throws Exception {
    same(
        "[a, null] [[1], [2, 3]] [El[n=1]]",
        """
        record El(int n) {}
        String[] names1 = {"a", null}; int[][] grid = {{1}, {2, 3}}; El[] els = {new El(1)};
        """,
        """
        _ -> Arrays.toString(names1) + " " + Arrays.deepToString(grid) + " " + Arrays.toString(els)
        """);
  }

  @Test
  void may_be_a_big_array() throws Exception {
    same(
        "[499999500000, 0]",
        "int[] big1 = IntStream.range(0, 1_000_000).toArray();",
        "x -> x == 0 ? Arrays.stream(big1).asLongStream().sum() : big1[0]",
        "0, 1");
  }

  @Test
  void may_be_a_collection() throws Exception {
    same(
        "[1] [2, 3] {a=1} [x] [y]",
        """
        List<Integer> list1 = new ArrayList<>(List.of(1)); Set<Integer> set1 = new TreeSet<>(Set.of(3, 2)); Map<String, Integer> map1 = Map.of("a", 1); Deque<String> deque1 = new ArrayDeque<>(List.of("x")); Queue<String> queue1 = new LinkedList<>(List.of("y"));
        """,
        """
        _ -> list1 + " " + set1 + " " + map1 + " " + deque1 + " " + queue1
        """);
  }

  @Test
  void may_be_a_concurrent_collection() throws Exception {
    same(
        "{a=1} {b=2} [3] [4]",
        """
        var chm = new ConcurrentHashMap<>(Map.of("a", 1)); var csl = new ConcurrentSkipListMap<>(Map.of("b", 2)); var cow = new CopyOnWriteArrayList<>(List.of(3)); var lbq = new LinkedBlockingQueue<>(List.of(4));
        """,
        """
        _ -> chm + " " + csl + " " + cow + " " + lbq
        """);
  }

  @Test
  void may_be_null() throws Exception {
    same(
        "null none",
        """
        String nothing1 = null;
        List<String> nothing2;
        """,
        """
        _ -> nothing1 + " " + (nothing2 == null ? "none" : "")
        """);
  }

  @Test
  void may_be_declared_with_var() throws Exception {
    same(
        "3 [a, b] {k=[1]}",
        """
        var v1 = 3; var v2 = List.of("a", "b"); var v3 = new HashMap<>(Map.of("k", new ArrayList<>(List.of(1))));
        """,
        """
        _ -> v1 + " " + v2 + " " + v3
        """);
  }

  @Test
  void may_be_of_an_anonymous_type() throws Exception {
    same(
        "7 8",
        """
        var odd1 = new Object() { int hidden = 7; int next() { return hidden + 1; } };
        """,
        """
        _ -> odd1.hidden + " " + odd1.next()
        """);
  }

  @Test
  void may_be_of_an_intersection_type() throws Exception {
    same(
        "[1, a]",
        """
        var mixed = List.of(1, "a");
        """,
        "_ -> mixed");
  }

  @Test
  void may_be_of_an_inner_generic_type() throws Exception {
    same(
        "{a=[1]}a=1",
        """
        Map<String, List<? extends Number>> wild = Map.of("a", List.of(1)); Map.Entry<String, Integer> entry1 = Map.entry("a", 1);
        """,
        """
        _ -> wild + "" + entry1
        """);
  }

  @Test
  void may_be_final() throws Exception {
    same("5", "final int five = 5;", "_ -> five");
  }

  @Test
  void may_be_one_of_several_in_a_declaration() throws Exception {
    same(
        "1 2 3",
        "int m1 = 1, m2 = 2, m3[] = {3};",
        """
        _ -> m1 + " " + m2 + " " + m3[0]
        """);
  }

  @Test
  void may_be_of_a_type_declared_in_a_cell_before() throws Exception {
    run("record Money(long cents) {}");
    run(
        """
        var wallet = new Money(250);
        List<Money> purse = List.of(wallet, new Money(1));
        """);
    same(
        "Money[cents=250] [Money[cents=250], Money[cents=1]] true",
        "",
        """
        _ -> wallet + " " + purse + " " + (purse.get(0) == wallet)
        """);
  }

  @Test
  void may_be_declared_after_the_method_that_uses_it() throws Exception {
    run("int readsLater() { return declaredLater * 2; }");
    run("int declaredLater = 21;");
    same("42", "", "_ -> readsLater()");
  }

  @Test
  void may_be_declared_in_the_same_cell() throws Exception {
    assertEquals(
        "[6]",
        value(
            """
            int here1 = 5;
            int use1() { return here1 + 1; }
            pool.map(_ -> use1(), List.of(0))
            """));
  }

  @Test
  void may_be_the_unnamed_result_of_a_cell() throws Exception {
    assertEquals("12", value("3 * 4"));
    run("var kept1 = 3 * 4;");
    same("13", "", "_ -> kept1 + 1");
  }

  @Test
  void is_found_through_methods() throws Exception {
    run("int deep1 = 9;");
    run("int a1() { return b1() + 1; }");
    run("int b1() { return deep1; }");
    same("10", "", "_ -> a1()");
  }

  @Test
  void is_found_through_methods_constructors_and_initialisers_of_types() throws Exception {
    run(
        """
        int inMethod = 1, inConstructor = 2, inField = 3, inStatic = 4, inDefault = 5;
        """);
    same(
        "1 2 3 4 5",
        """
        interface WithDefault { default int d() { return inDefault; } }
        class Reads implements WithDefault {
          static final int S = inStatic;
          int f = inField; int c;
          Reads() { c = inConstructor; }
          int m() { return inMethod; }
        }
        """,
        """
        _ -> { var r = new Reads(); return r.m() + " " + r.c + " " + r.f + " " + Reads.S + " " + r.d(); }
        """);
  }

  @Test
  void is_found_through_records_and_enums() throws Exception {
    run(
        """
        int limit1 = 7; String prefix1 = ">";
        """);
    same(
        "R[n=7] >A",
        """
        record R(int n) { public R { n = Math.min(n, limit1); } }
        enum E { A; public String toString() { return prefix1 + name(); } }
        """,
        """
        _ -> new R(99) + " " + E.A
        """);
  }

  @Test
  void is_found_through_lambdas_in_variables() throws Exception {
    run("int secret1 = 6;");
    run("Function<Integer, Integer> usesSecret = x -> x * secret1;");
    run(
        """
        var all1 = Map.of("f", List.of(usesSecret, usesSecret.andThen(usesSecret)));
        """);
    same(
        "36",
        "",
        """
        _ -> all1.get("f").get(1).apply(1)
        """);
  }

  @Test
  void is_found_through_items() throws Exception {
    run(
        """
        String greeting1 = "hi ";
        """);
    same(
        "[hi Ada]",
        """
        record Person(String name) { public String toString() { return greeting1 + name; } }
        """,
        """
        p -> "" + p
        """,
        """
        new Person("Ada")
        """);
  }

  @Test
  void is_found_through_items_that_are_lambdas() throws Exception {
    run("int unit1 = 100;");
    same(
        "[100, 200]",
        "Supplier<Integer> units(int n) { return () -> n * unit1; }",
        "s -> s.get()",
        "units(1), units(2)");
  }

  @Test
  void shares_objects_with_another_variable() throws Exception {
    same(
        "true [1] [1]",
        "List<Integer> one2 = new ArrayList<>(); var same2 = one2;",
        """
        _ -> { if (one2.isEmpty()) one2.add(1); return (one2 == same2) + " " + one2 + " " + same2; }
        """);
  }

  @Test
  void shares_objects_inside_others() throws Exception {
    same(
        "true true",
        """
        class Node2 { Object v; } var inner2 = new Node2(); var holder2 = Map.of("k", List.of(inner2)); var again2 = new Node2(); again2.v = inner2;
        """,
        """
        _ -> (holder2.get("k").get(0) == inner2) + " " + (again2.v == inner2)
        """);
  }

  @Test
  void is_identical_to_what_is_captured() throws Exception {
    same(
        "true",
        """
        var shared3 = new ArrayList<>(List.of(1));
        Task<Integer, Boolean> sees(List<Integer> l) { return _ -> l == shared3; }
        """,
        "sees(shared3)");
  }

  @Test
  void has_its_value_of_the_time_of_the_call() throws Exception {
    run(
        """
        int now1 = 1;
        Task<Integer, Integer> reads1 = x -> now1 + x;
        """);
    same("[11]", "", "reads1", "10");
    run("now1 = 2;");
    same("[12]", "", "reads1", "10");
    run("for (int i = 0; i < 5; i++) now1++;");
    same("[17]", "", "reads1", "10");
  }

  @Test
  void has_its_content_of_the_time_of_the_call() throws Exception {
    run(
        """
        var log1 = new ArrayList<String>();
        Task<Integer, String> shows1 = _ -> log1.toString();
        """);
    same("[[]]", "", "shows1", "0");
    run(
        """
        log1.add("a");
        """);
    same("[[a]]", "", "shows1", "0");
  }

  @Test
  void warns_once_when_it_is_written_and_keeps_its_value_here() throws Exception {
    int declared = number(run("int hits1 = 0;"));
    CellOutcome cell = run("pool.map(x -> { hits1 += x; return hits1 > 0; }, List.of(1, 2, 3, 4))");
    assertEquals("[true, true, true, true]", cell.result());
    String said = cell.stream("stderr");
    assertTrue(said.contains("`hits1` (declared in cell [%d])".formatted(declared)), said);
    assertEquals(said.indexOf("`hits1`"), said.lastIndexOf("`hits1`"), said);
    assertEquals("0", value("hits1"));
  }

  @Test
  void that_is_only_read_warns_of_nothing() throws Exception {
    CellOutcome cell =
        run(
            """
            int calm1 = 3;
            pool.map(x -> x + calm1, List.of(1))
            """);
    assertEquals("[4]", cell.result());
    assertEquals("", cell.stream("stderr"));
  }

  @Test
  void may_be_a_static_of_a_cell_class() throws Exception {
    run(
        """
        class Settings { static int level = 1; static List<String> tags = new ArrayList<>(); static { level = 2; } }
        """);
    run(
        """
        Settings.level = 7; Settings.tags.add("x");
        """);
    same(
        "7 [x]",
        "",
        """
        _ -> Settings.level + " " + Settings.tags
        """);
  }

  @Test
  void may_be_a_static_of_a_nested_or_inherited_class() throws Exception {
    run(
        """
        class Above { static int n = 1; static class Below { static String s = "a"; } }
        """);
    run("class Under extends Above { int get() { return n; } }");
    run(
        """
        Above.n = 4; Above.Below.s = "b";
        """);
    same(
        "4 b 4",
        "",
        """
        _ -> Under.n + " " + Above.Below.s + " " + new Under().get()
        """);
  }

  @Test
  void may_be_replaced_by_one_of_another_type() throws Exception {
    run("int changing = 1;");
    same(
        "1",
        "",
        """
        _ -> "" + changing
        """);
    run(
        """
        String changing = "now text";
        """);
    same(
        "now text",
        "",
        """
        _ -> "" + changing
        """);
  }

  @Test
  void may_be_a_tree_with_links_to_its_parents() throws Exception {
    same(
        "2 true",
        """
        class Kid { Kid parent; List<Kid> kids = new ArrayList<>(); Kid(Kid p) { parent = p; if (p != null) p.kids.add(this); } }
        var root1 = new Kid(null); var kid1 = new Kid(root1); var kid2 = new Kid(root1);
        """,
        """
        _ -> root1.kids.size() + " " + (root1.kids.get(1).parent == root1)
        """);
  }

  @Test
  void may_be_a_task_that_other_tasks_call() throws Exception {
    same(
        "[8]",
        """
        Task<Integer, Integer> inner3 = x -> x + 1;
        Task<Integer, Integer> outer3 = x -> inner3.apply(x) * 2;
        """,
        "outer3",
        "3");
  }

  @Test
  void may_be_large_and_read_by_several_tasks_at_once() throws Exception {
    assertEquals(
        "[3000000.0, 4000000.0]",
        value(
            """
            double[] large1 = new double[1_000_000]; Arrays.fill(large1, 1);
            var three1 = pool.applyAsync(() -> Arrays.stream(large1).map(x -> 3 * x).sum());
            var four1 = pool.applyAsync(() -> Arrays.stream(large1).map(x -> 4 * x).sum());
            List.of(three1.get(), four1.get())
            """));
  }

  @Test
  void shadowed_by_a_local_or_a_parameter_is_not_meant() throws Exception {
    same(
        "[5 6]",
        "int shade = 1;",
        """
        shade -> { int other = shade + 1; return shade + " " + other; }
        """,
        "5");
  }

  @Test
  void of_a_class_found_by_its_name_has_its_value_too() throws Exception {
    run("int hiddenFactor = 7;");
    run("class Plugin { int times(int x) { return x * hiddenFactor; } }");
    run("String pluginName = Plugin.class.getName();");
    String code =
        """
        pool.apply(() -> {
          Class<?> type = Class.forName(pluginName, true, Thread.currentThread().getContextClassLoader());
          Object plugin = type.getDeclaredConstructor().newInstance();
          var times = type.getDeclaredMethod("times", int.class);
          times.setAccessible(true);
          return times.invoke(plugin, 6);
        })
        """;
    assertEquals("42", value(code));
    run("hiddenFactor = 8;");
    assertEquals("48", value(code));
  }

  @Test
  void of_code_whose_name_the_task_makes_up_is_missed_aloud() throws Exception {
    int declared = number(run("int unseen1 = 7;"));
    run("class Plugin2 { static int get() { return unseen1; } }");
    String rest = value("Plugin2.class.getName()").substring(1);
    String said =
        failure(
            """
            pool.apply(() -> {
              String name = new StringBuilder("R").append("%s").toString();
              var get = Class.forName(name, true, Thread.currentThread().getContextClassLoader()).getDeclaredMethod("get");
              get.setAccessible(true);
              return get.invoke(null);
            })
            """
                .formatted(rest));
    assertTrue(
        said.contains(
            "uses `unseen1` (declared in cell [%d]), whose value was not sent".formatted(declared)),
        said);
  }

  @Test
  void of_a_class_that_is_sent_for_another_and_found_by_a_made_up_name_has_its_value()
      throws Exception {
    run("int unseen3 = 7;");
    run("class Plugin3 { static int get() { return unseen3; } }");
    run("class Owner3 { Plugin3 plugin; int one() { return 1; } }");
    String rest = value("Plugin3.class.getName()").substring(1);
    String code =
        """
        pool.apply(() -> {
          String name = new StringBuilder("R").append("%s").toString();
          var get = Class.forName(name, true, Thread.currentThread().getContextClassLoader()).getDeclaredMethod("get");
          get.setAccessible(true);
          return new Owner3().one() * (int) get.invoke(null);
        })
        """
            .formatted(rest);
    assertEquals("7", value(code));
    run("unseen3 = 8;");
    assertEquals("8", value(code));
  }

  @Test
  void of_many_is_sent_if_it_is_used() throws Exception {
    var declarations = new StringBuilder();
    var sum = new StringBuilder("0");
    for (int i = 0; i < 20; i++) {
      declarations
          .append("int many")
          .append(i)
          .append(" = ")
          .append(i)
          .append(
              """
              ;

              """);
      sum.append(" + many").append(i);
    }
    same("190", declarations.toString(), "_ -> " + sum);
    assertEquals(List.of("[190, 191]"), List.of(value("pool.map(x -> x + " + sum + ", range(2))")));
  }
}
