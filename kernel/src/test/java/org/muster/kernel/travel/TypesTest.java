package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of types declared in cells, a task can use")
class TypesTest extends InTwoJvms {

  @Test
  void a_record() throws Exception {
    same(
        "[Point[x=2, y=3]]",
        "record Point(int x, int y) {}",
        "p -> new Point(p.x() + 1, p.y() + 1)",
        "new Point(1, 2)");
  }

  @Test
  void a_record_with_a_compact_constructor() throws Exception {
    same(
        "[Ratio[p=1, q=2], no]",
        """
        record Ratio(int p, int q) { public Ratio { if (q == 0) throw new IllegalArgumentException(); int g = 2; p /= g; q /= g; } }
        """,
        """
        q -> { try { return "" + new Ratio(2, q); } catch (IllegalArgumentException e) { return "no"; } }
        """,
        "4, 0");
  }

  @Test
  void a_record_whose_constructor_also_runs_where_it_arrives() throws Exception {
    same(
        "[abc abc]",
        "record Low(String s) { public Low { s = s.toLowerCase(); } }",
        """
        l -> l.s() + " " + new Low("ABC").s()
        """,
        """
        new Low("Abc")
        """);
  }

  @Test
  void a_record_with_factories_statics_and_other_constructors() throws Exception {
    same(
        "[Cell[row=0, col=0] Cell[row=1, col=1] Cell[row=1, col=2]]",
        """
        record Cell(int row, int col) { static final Cell ORIGIN = new Cell(0); Cell(int n) { this(n, n); } static Cell of(int n) { return new Cell(n); } Cell right() { return new Cell(row, col + 1); } }
        """,
        """
        n -> Cell.ORIGIN + " " + Cell.of(n) + " " + Cell.of(n).right()
        """,
        "1");
  }

  @Test
  void a_record_in_a_record() throws Exception {
    same(
        "[Ship[at=Spot[x=1], cargo=[Box[w=2.0]]]]",
        """
        record Ship(Spot at, List<Box> cargo) { record Spot(int x) {} record Box(double w) {} }
        """,
        "x -> new Ship(new Ship.Spot(x), List.of(new Ship.Box(2)))",
        "1");
  }

  @Test
  void a_generic_record_that_implements_interfaces() throws Exception {
    same(
        "[[Ranked[value=a, rank=1], Ranked[value=b, rank=2]] b]",
        """
        record Ranked<T>(T value, int rank) implements Comparable<Ranked<T>>, Supplier<T> { public int compareTo(Ranked<T> o) { return rank - o.rank; } public T get() { return value; } }
        """,
        """
        l -> { var s = new TreeSet<>(l); return s + " " + s.last().get(); }
        """,
        """
        List.of(new Ranked<>("b", 2), new Ranked<>("a", 1))
        """);
  }

  @Test
  void a_record_as_a_key() throws Exception {
    same(
        "[two]",
            """
            record Key(String a, int b) {}
            var byKey = Map.of(new Key("x", 2), "two", new Key("y", 3), "three");
            """,
        "k -> byKey.get(k)",
            """
            new Key("x", 2)
            """);
  }

  @Test
  void an_enum_with_fields_and_methods() throws Exception {
    same(
        "[4.0 [MERCURY, EARTH] 1]",
        """
        enum Planet { MERCURY(1), EARTH(4); private final double mass; Planet(double m) { mass = m; } double mass() { return mass; } }
        """,
        """
        p -> p.mass() + " " + Arrays.toString(Planet.values()) + " " + p.ordinal()
        """,
        "Planet.EARTH");
  }

  @Test
  void an_enum_with_bodies_and_abstract_methods() throws Exception {
    same(
        "[5 6 TIMES]",
        """
        enum Op { PLUS { int on(int a, int b) { return a + b; } }, TIMES { int on(int a, int b) { return a * b; } }; abstract int on(int a, int b); }
        """,
        """
        o -> Op.PLUS.on(2, 3) + " " + o.on(2, 3) + " " + Op.valueOf("TIMES")
        """,
        "Op.TIMES");
  }

  @Test
  void an_enum_that_implements_an_interface_with_state_of_its_own() throws Exception {
    same(
        "[ab true]",
        """
        interface Letter { String letter(); }
        enum Vowel implements Letter { A { public String letter() { return "a"; } }; static final Map<String, Vowel> BY = new HashMap<>(); static { for (var v : values()) BY.put(v.letter(), v); } }
        """,
        """
        v -> v.letter() + "b " + (Vowel.BY.get("a") == v)
        """,
        "Vowel.A");
  }

  @Test
  void enum_sets_and_maps() throws Exception {
    same(
        "[[SAT] {SAT=1, SUN=2} true]",
        """
        enum Day { FRI, SAT, SUN }
        var weekend = EnumSet.of(Day.SAT, Day.SUN); var plan = new EnumMap<Day, Integer>(Map.of(Day.SAT, 1, Day.SUN, 2));
        """,
        """
        d -> { var c = EnumSet.copyOf(weekend); c.remove(d); return c + " " + plan + " " + (d == Day.SUN); }
        """,
        "Day.SUN");
  }

  @Test
  void a_singleton_enum() throws Exception {
    same(
        "[true 3]",
        "enum Only { INSTANCE; int calls = 3; }",
        """
        o -> (o == Only.INSTANCE) + " " + o.calls
        """,
        "Only.INSTANCE");
  }

  @Test
  void a_sealed_hierarchy_in_one_cell() throws Exception {
    same(
        "[12.0, 16.0]",
        """
        sealed interface Shape permits Circle, Square {}
        record Circle(double r) implements Shape {}
        record Square(double a) implements Shape {}
        double area(Shape s) { return switch (s) { case Circle(var r) -> 3 * r * r; case Square(var a) -> a * a; }; }
        """,
        "s -> area(s)",
        "new Circle(2), new Square(4)");
  }

  @Test
  void a_sealed_hierarchy_of_nested_types() throws Exception {
    same(
        "[7]",
        """
        sealed interface Expr {
          record Num(int n) implements Expr {}
          record Add(Expr a, Expr b) implements Expr {}
          final class Neg implements Expr { final Expr of; Neg(Expr of) { this.of = of; } }
          default int eval() { return switch (this) { case Num n -> n.n(); case Add(var a, var b) -> a.eval() + b.eval(); case Neg n -> -n.of.eval(); }; }
        }
        """,
        "e -> e.eval()",
        "(Expr) new Expr.Add(new Expr.Num(9), new Expr.Neg(new Expr.Num(2)))");
  }

  @Test
  void a_hierarchy_over_cells() throws Exception {
    run("interface Sound { String sound(); }");
    run(
        """
        class Bark implements Sound { public String sound() { return "wuff"; } }
        """);
    run(
        """
        class Meow implements Sound { public String sound() { return "miau"; } }
        """);
    same("[wuff, miau]", "", "s -> s.sound()", "new Bark(), new Meow()");
  }

  @Test
  void a_class_that_inherits_over_three_cells() throws Exception {
    run(
        """
        abstract class Vehicle { protected int wheels; private String id = "v"; Vehicle(int w) { wheels = w; } abstract String name(); String show() { return id + " " + name() + " " + wheels; } }
        """);
    run(
        """
        class Car extends Vehicle { Car() { super(4); } String name() { return "car"; } }
        """);
    run(
        """
        class Taxi extends Car { int fare = 9; String name() { return "taxi" + super.name() + fare; } }
        """);
    same("[v taxicar9 4]", "", "t -> t.show()", "new Taxi()");
  }

  @Test
  void a_generic_class_with_bounds() throws Exception {
    same(
        "[9 Max]",
        """
        class Max<T extends Number & Comparable<T>> { T best; void add(T t) { if (best == null || t.compareTo(best) > 0) best = t; } }
        """,
        """
        l -> { var m = new Max<Integer>(); l.forEach(m::add); return m.best + " " + m.getClass().getSimpleName(); }
        """,
        "List.of(3, 9, 4)");
  }

  @Test
  void an_interface_with_default_static_and_private_methods() throws Exception {
    same(
        "[<<x>> |x|]",
        """
        interface Framed { String text(); default String framed() { return left() + text() + ">>"; } private String left() { return "<<"; } static String bars(String s) { return bar() + s + bar(); } private static String bar() { return "|"; } }
        record Word(String text) implements Framed {}
        """,
        """
        w -> w.framed() + " " + Framed.bars(w.text())
        """,
        """
        new Word("x")
        """);
  }

  @Test
  void a_functional_interface_of_a_cell() throws Exception {
    same(
        "[25]",
        """
        @FunctionalInterface interface TriFn { int on(int a, int b, int c); default TriFn plus(int n) { return (a, b, c) -> on(a, b, c) + n; } }
        TriFn tri = (a, b, c) -> a * b * c;
        """,
        "x -> tri.plus(1).on(x, 3, 4)",
        "2");
  }

  @Test
  void a_task_type_of_its_own() throws Exception {
    same(
        "[6]",
        """
        interface IntTask extends Task<Integer, Integer> { Integer apply(Integer x); }
        IntTask twice = x -> 2 * x;
        """,
        "twice",
        "3");
  }

  @Test
  void a_private_constructor_private_fields_and_nested_access() throws Exception {
    same(
        "[5]",
        """
        class Vault { private int secret; private Vault(int s) { secret = s; } static class Maker { private Vault make() { return new Vault(4); } } static int open() { var v = new Maker().make(); v.secret++; return v.secret; } }
        """,
        "x -> Vault.open()",
        "0");
  }

  @Test
  void a_class_with_static_nested_state_that_its_initialiser_makes() throws Exception {
    same(
        "[[1, 2] 7 42]",
        """
        class Config { static final List<Integer> LIST; static { LIST = new ArrayList<>(); LIST.add(1); } static class Deep { static int n = 7; } static int get() { return Holder.V; } private static class Holder { static final int V = 6 * Deep.n; } }
        """,
        """
        x -> { var l = new ArrayList<>(Config.LIST); l.add(x); return l + " " + Config.Deep.n + " " + Config.get(); }
        """,
        "2");
  }

  @Test
  void static_state_as_it_is_in_the_notebook_now() throws Exception {
    run("class Level { static int level = 1; }");
    run("Level.level = 8;");
    same("[8]", "", "x -> Level.level", "0");
    run("Level.level++;");
    same("[9]", "", "x -> Level.level", "0");
  }

  @Test
  void types_of_several_cells_that_refer_to_each_other() throws Exception {
    run(
        """
        class Author { String name; List<Book> books = new ArrayList<>(); Author(String n) { name = n; } }
        """);
    run(
        """
        class Book { String title; Author by; Book(String t, Author a) { title = t; by = a; a.books.add(this); } }
        """);
    run(
        """
        var ada = new Author("Ada"); var notes = new Book("Notes", ada);
        """);
    same(
        "[Ada Notes true]",
        "",
        """
        b -> b.by.name + " " + b.by.books.get(0).title + " " + (b.by.books.get(0) == b)
        """,
        "notes");
  }

  @Test
  void a_forward_reference_to_a_method_declared_later() throws Exception {
    run("int usesLater(int x) { return later(x) + 1; }");
    run("int later(int x) { return 10 * x; }");
    same("[31]", "", "x -> usesLater(x)", "3");
  }

  @Test
  void a_forward_reference_to_a_type_declared_later() throws Exception {
    run("String nameOf(Later l) { return l.name(); }");
    run("record Later(String name) {}");
    same(
        "[x]",
        "",
        "l -> nameOf(l)",
        """
        new Later("x")
        """);
  }

  @Test
  void an_annotation_read_by_reflection() throws Exception {
    same(
        "[unit=m 2]",
        """
        import java.lang.annotation.*;
        @Retention(RetentionPolicy.RUNTIME) @interface Unit { String value(); int scale() default 2; }
        record Metre(@Unit("m") double n) {}
        class Labelled { @Unit("m") public int n; }
        """,
        """
        x -> { var u = Labelled.class.getField("n").getAnnotation(Unit.class); return "unit=" + u.value() + " " + u.scale(); }
        """,
        "0");
  }

  @Test
  void an_exception_with_fields_thrown_to_the_kernel() throws Exception {
    assertEquals(
        "Empty 7 [a] / cause: IOException disk",
        value(
            """
            class Empty extends RuntimeException {
              final int code; final List<String> names;
              Empty(int code, List<String> names, Throwable cause) { super("empty", cause); this.code = code; this.names = names; }
            }
            String caught = "";
            try {
              pool.map(x -> { throw new Empty(x, List.of("a"), new IOException("disk")); }, List.of(7));
            } catch (TaskFailedException e) {
              var thrown = (Empty) e.getCause();
              caught = thrown.getClass().getSimpleName() + " " + thrown.code + " " + thrown.names
                  + " / cause: " + thrown.getCause().getClass().getSimpleName() + " " + thrown.getCause().getMessage();
            }
            caught
            """));
  }

  @Test
  void a_checked_exception_of_a_cell_and_suppressed_ones() throws Exception {
    assertEquals(
        "Late 3 [java.lang.IllegalStateException: also]",
        value(
            """
            class Late extends Exception { int days; Late(int d) { days = d; addSuppressed(new IllegalStateException("also")); } }
            String lateness = "";
            try {
              pool.map(x -> { throw new Late(x); }, List.of(3));
            } catch (TaskFailedException e) {
              if (e.getCause() instanceof Late l) lateness = "Late " + l.days + " " + Arrays.toString(l.getSuppressed());
            }
            lateness
            """));
  }

  @Test
  void inner_enums_records_and_interfaces() throws Exception {
    same(
        "[HOT Drop[n=2] 5]",
        """
        class Weather { enum Feel { COLD, HOT } record Drop(int n) {} interface Wind { int speed(); } Wind wind = () -> 5; }
        """,
        """
        w -> Weather.Feel.HOT + " " + new Weather.Drop(2) + " " + w.wind.speed()
        """,
        "new Weather()");
  }

  @Test
  void an_iterable_with_an_iterator_of_its_own() throws Exception {
    same(
        "[[3, 2, 1] 6]",
        """
        record Down(int from) implements Iterable<Integer> { public Iterator<Integer> iterator() { return new Iterator<>() { int n = from; public boolean hasNext() { return n > 0; } public Integer next() { return n--; } }; } }
        """,
        """
        d -> { var l = new ArrayList<Integer>(); int s = 0; for (int x : d) { l.add(x); s += x; } return l + " " + s; }
        """,
        "new Down(3)");
  }

  @Test
  void an_iterator_of_a_cell_that_goes_on_where_it_was() throws Exception {
    same(
        "[2]",
        """
        class Count implements Iterator<Integer> { int n; public boolean hasNext() { return true; } public Integer next() { return n++; } }
        var counting = new Count(); counting.next(); counting.next();
        """,
        "c -> { var d = new Count(); d.n = c.n; return d.next(); }",
        "counting");
  }

  @Test
  void equality_and_hash_codes_of_its_own() throws Exception {
    same(
        "[true 1 true]",
        """
        class Name { final String n; Name(String n) { this.n = n; } public boolean equals(Object o) { return o instanceof Name m && m.n.equalsIgnoreCase(n); } public int hashCode() { return n.toLowerCase().hashCode(); } }
        var names = new HashSet<>(Set.of(new Name("ada")));
        """,
        """
        n -> names.contains(n) + " " + names.size() + " " + n.equals(new Name("aDa"))
        """,
        """
        new Name("ADA")
        """);
  }

  @Test
  void objects_in_sorted_sets_and_maps() throws Exception {
    same(
        "[[v1, v2] v2]",
        """
        class Version implements Comparable<Version> { int n; Version(int n) { this.n = n; } public int compareTo(Version o) { return n - o.n; } public String toString() { return "v" + n; } }
        var versions = new TreeSet<>(Set.of(new Version(2), new Version(1))); var latest = new TreeMap<Version, String>(Map.of(new Version(2), "x"));
        """,
        """
        x -> versions + " " + latest.firstKey()
        """,
        "0");
  }

  @Test
  void a_cloneable_class() throws Exception {
    same(
        "[[1, 9] [1, 2]]",
        """
        class Sheep implements Cloneable { int[] genes = {1, 2}; Sheep copy() { try { var c = (Sheep) super.clone(); c.genes = genes.clone(); return c; } catch (CloneNotSupportedException e) { throw new AssertionError(e); } } }
        """,
        """
        s -> { var c = s.copy(); c.genes[1] = 9; return Arrays.toString(c.genes) + " " + Arrays.toString(s.genes); }
        """,
        "new Sheep()");
  }

  @Test
  void an_auto_closeable_class() throws Exception {
    same(
        "[true]",
        """
        class Gate implements AutoCloseable { boolean closed; public void close() { closed = true; } }
        """,
        "g -> { try (g) {} return g.closed; }",
        "new Gate()");
  }

  @Test
  void a_class_that_extends_a_collection() throws Exception {
    same(
        "[[1, 2] 3]",
        """
        class Summed extends ArrayList<Integer> { int extra = 0; int sum() { return stream().mapToInt(x -> x).sum() + extra; } }
        var summed = new Summed(); summed.add(1); summed.add(2);
        """,
        """
        s -> s + " " + s.sum()
        """,
        "summed");
  }

  @Test
  void a_class_with_transient_fields_and_its_own_way_to_be_read() throws Exception {
    same(
        "[4 16]",
        """
        class Cached implements Serializable { int n = 4; transient int square = n * n; private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException { in.defaultReadObject(); square = n * n; } }
        """,
        """
        c -> c.n + " " + c.square
        """,
        "new Cached()");
  }

  @Test
  void a_class_that_replaces_itself_when_it_is_read() throws Exception {
    same(
        "[true]",
        """
        class Unique { static final Unique ONE = new Unique(); private Unique() {} private Object readResolve() { return ONE; } }
        """,
        "u -> u == Unique.ONE",
        "Unique.ONE");
  }

  @Test
  void an_externalizable_class() throws Exception {
    same(
        "[8]",
        """
        public class Packed implements Externalizable { int n; public Packed() {} public void writeExternal(ObjectOutput o) throws IOException { o.writeInt(n * 2); } public void readExternal(ObjectInput i) throws IOException { n = i.readInt() / 2; } }
        var packed = new Packed(); packed.n = 8;
        """,
        "p -> p.n",
        "packed");
  }

  @Test
  void an_abstract_class_made_anonymously() throws Exception {
    same(
        "[12]",
        """
        abstract class Rule { int base = 10; abstract int extra(); int all() { return base + extra(); } }
        Rule rule(int e) { return new Rule() { int extra() { return e; } }; }
        """,
        "r -> r.all()",
        "rule(2)");
  }

  @Test
  void a_class_deep_in_others() throws Exception {
    same(
        "[abc]",
        """
        class A1 { String a = "a"; class B1 { String b = "b"; class C1 { String all() { return a + b + "c"; } } } }
        var deepest = new A1().new B1().new C1();
        """,
        "c -> c.all()",
        "deepest");
  }

  @Test
  void a_type_with_instance_initialisers() throws Exception {
    same(
        "[[x, y]]",
        """
        class Filled { final List<String> l = new ArrayList<>(); { l.add("x"); } Filled() { l.add("y"); } }
        """,
        "x -> new Filled().l",
        "0");
  }

  @Test
  void a_class_that_looks_up_another_by_its_name() throws Exception {
    String text =
        value(
            """
            record ByName(int n) {}
            String nameOfByName = ByName.class.getName();
            pool.apply(() -> Class.forName(nameOfByName, true, Thread.currentThread().getContextClassLoader()).getDeclaredConstructor(int.class).newInstance(4).toString())
            """);
    assertTrue(text.equals("ByName[n=4]"), text);
  }
}
