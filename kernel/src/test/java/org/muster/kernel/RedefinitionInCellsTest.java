package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("What a cell declares again")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RedefinitionInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() throws Exception {
    assertEquals("", kernel.standardError(), "the JVM has nothing to say about redefinition");
    kernel.close();
  }

  // ---- new versions are used, also by what was made before

  @Test
  void is_a_method_that_the_next_call_and_earlier_lambdas_use() throws Exception {
    run("int toll(int km) { return km; }");
    run("Function<Integer, Integer> earlier = km -> toll(km);");
    String call = "earlier.apply(5) + \" \" + pool.map(km -> earlier.apply(km), List.of(5, 6))";
    assertEquals("5 [5, 6]", result(call));
    run("int toll(int km) { return km * 10; }");
    assertEquals("50 [50, 60]", result(call));
  }

  @Test
  void is_a_method_with_lambdas_that_earlier_lambdas_use() throws Exception {
    run("int rate(int km) { return km; }\nint viaRate(int km) { return rate(km); }");
    run("Supplier<Integer> held = () -> viaRate(4) + rate(4);");
    run("Supplier<Integer> assigned;\nassigned = () -> rate(1);");
    String call = "held.get() + \" \" + assigned.get() + pool.map(i -> held.get(), range(2))";
    assertEquals("8 1[8, 8]", result(call));
    run("int rate(int km) { return List.of(km).stream().mapToInt(x -> x * 100).sum(); }");
    assertEquals("800 100[800, 800]", result(call));
    run("int rate(int km) { return km + 1; }");
    assertEquals("10 2[10, 10]", result(call));
  }

  @Test
  void is_a_method_that_only_statements_have_called() throws Exception {
    run("int fare(int km) { return km; }");
    for (int i = 1; i < 5; i++) {
      assertEquals(String.valueOf(3 * i), result("fare(3)"));
      run("int fare(int km) { return km * %d; }".formatted(i + 1));
    }
    assertEquals("[15]", result("pool.map(km -> fare(km), List.of(3))"));
    run("int fare(int km) { return undeclared(km); }");
    run("int fare(int km) { return -km; }");
    assertEquals("-3", result("fare(3)"));
    run("int twice(int km) { return 2 * fare(km); }\nint fare(int km) { return km + 1; }");
    assertEquals("8", result("twice(3)"));
  }

  @Test
  void is_a_method_that_the_running_statement_calls_next() throws Exception {
    run("int stop(int km) { return km; }");
    String again = "eval(\"int stop(int km) { return km + \" + i + \"; }\");";
    CellOutcome cell =
        run(
            "for (int i = 0; i < 3; i++) {\n  System.out.print(stop(10) + \" \");\n  %s\n}\nSystem.out.print(stop(10));"
                .formatted(again));
    assertEquals("10 10 11 12", cell.stream("stdout"));
  }

  @Test
  void is_a_class_whose_objects_get_its_new_methods() throws Exception {
    run("class Dog {\n  int age = 1;\n  String say() { return \"wau\"; }\n}");
    run("Dog rex = new Dog();\nrex.age = 9;");
    CellOutcome again =
        run("class Dog {\n  int age = 1;\n  String say() { return \"wuff \" + age; }\n}");
    assertEquals("", again.stream("stderr"));
    assertEquals(
        "wuff 9[wuff 9, wuff 9]", result("rex.say() + pool.map(i -> rex.say(), range(2))"));
  }

  @Test
  void is_a_record_that_earlier_lambdas_make() throws Exception {
    run("record Crate(int size) {\n  int cost() { return size; }\n}");
    run("Function<Integer, Integer> price = n -> new Crate(n).cost();");
    run(
        "record Crate(int size) {\n  int cost() { return extra() + size; }\n  int extra() { return 70; }\n}");
    assertEquals(
        "73[73]", result("price.apply(3) + \"\" + pool.map(n -> price.apply(n), List.of(3))"));
  }

  @Test
  void is_a_variable_that_earlier_lambdas_read() throws Exception {
    run("int factor = 2;\nFunction<Integer, Integer> scale = x -> x;");
    run("Function<Integer, Integer> both = x -> factor + scale.apply(x);");
    run("int factor = 3;\nFunction<Integer, Integer> scale = x -> x * 100;");
    assertEquals(
        "103 [103]", result("both.apply(1) + \" \" + pool.map(x -> both.apply(x), List.of(1))"));
  }

  @Test
  void is_an_enum_or_an_interface_in_its_new_version() throws Exception {
    run("enum Gear { LOW, HIGH }\ninterface Gauge {\n  default int show() { return 1; }\n}");
    run("record Dial(Gear gear) implements Gauge {}");
    run(
        "enum Gear { LOW, MIDDLE, HIGH }\ninterface Gauge {\n  default int show() { return 2; }\n}");
    assertEquals(
        "Dial[gear=MIDDLE]2[2, 2]",
        result(
            "new Dial(Gear.MIDDLE) + \"\" + new Dial(Gear.LOW).show() + pool.map(g -> new"
                + " Dial(g).show(), List.of(Gear.LOW, Gear.HIGH))"));
  }

  @Test
  void may_be_several_things_in_one_cell() throws Exception {
    run("record Leg(int km) {}\nint fee(Leg leg) { return leg.km(); }\nint base = 1;");
    run(
        "record Leg(int km, int hours) {}\nint fee(Leg leg) { return leg.hours(); }\nint base = 5;");
    assertEquals("[8]", result("pool.map(l -> fee(l) + base, List.of(new Leg(1, 3)))"));
  }

  @Test
  void leaves_functions_that_were_made_before_as_they_were() throws Exception {
    run("Function<Integer, Integer> stepper = x -> x + 1;\nvar collected = List.of(stepper);");
    run("Function<Integer, Integer> stepper = x -> x * 50;");
    assertEquals(
        "2 50[2]",
        result(
            "collected.get(0).apply(1) + \" \" + stepper.apply(1) + pool.map(x ->"
                + " collected.get(0).apply(x), List.of(1))"));
  }

  // ---- what was not touched keeps its state

  @Test
  void resets_no_variable_that_only_uses_it() throws Exception {
    run("int weight() { return 1; }");
    run(
        "int[] counts = {weight(), 7};\nvar log = new ArrayList<>(List.of(\"a\"));\nlong sum = weight();");
    run("counts[1]++;\nlog.add(\"b\");");
    run("int weight() { return List.of(2).stream().mapToInt(x -> x).sum(); }");
    assertEquals("8[a, b]1", result("counts[1] + \"\" + log + sum"));
  }

  @Test
  void resets_nothing_if_it_is_an_import() throws Exception {
    run("import java.util.concurrent.atomic.AtomicInteger;");
    run("AtomicInteger ticks = new AtomicInteger(3);\nSupplier<Integer> tick = () -> ticks.get();");
    CellOutcome again =
        run(
            "import java.util.concurrent.atomic.*;\nimport java.util.concurrent.atomic.AtomicInteger;");
    assertEquals("", again.stream("stderr"));
    assertEquals("33", result("tick.get() + \"\" + ticks"));
  }

  @Test
  void says_which_variables_were_reset_and_why() throws Exception {
    run("record Ship(String name) {}");
    int cell =
        number(
            run(
                "Ship flag = new Ship(\"Anna\");\nList<Ship> fleet = new ArrayList<>(List.of(flag));\nint ships = fleet.size();"));
    CellOutcome again = run("record Ship(String name, int tons) {}");
    assertEquals(
        """
        `flag` (cell [%1$d]) was reset to null, because `Ship` (its type) was declared again with \
        other fields; run cell [%1$d] again
        `fleet` (cell [%1$d]) still uses `Ship` as it was before; run cell [%1$d] again
        """
            .formatted(cell),
        again.stream("stderr"));
    assertEquals("null [Ship[name=Anna]] 1", result("flag + \" \" + fleet + \" \" + ships"));
  }

  @Test
  void says_when_static_fields_of_another_type_were_reset() throws Exception {
    run("record Port(String name) {}");
    int cell =
        number(run("class Log {\n  static List<Port> seen = new ArrayList<>();\n  Port last;\n}"));
    CellOutcome again = run("record Port(String name, int depth) {}");
    assertEquals(
        "the static fields of `Log` (cell [%1$d]) were reset, because `Port` was declared again with other fields\n"
            .formatted(cell),
        again.stream("stderr"));
  }

  // ---- a cell that fails

  @Test
  void changes_nothing_if_it_does_not_compile() throws Exception {
    run("class Lamp {\n  int watt = 40;\n}\nLamp lamp = new Lamp();\nint lamps = 2;");
    run("int light() { return lamps * lamp.watt; }\nlamp.watt = 60;");
    assertEquals("error", run("class Lamp {\n  int watt = \"x\";\n}").status());
    assertEquals("error", run("int light() { return \"x\"; }").status());
    assertEquals("error", run("int lamps = \"x\";").status());
    assertEquals("error", run("int lamps = nowhere;").status());
    assertEquals("[120, 120]", result("pool.map(i -> light(), range(2))"));
    run("class Lamp {\n  int watt = 40;\n  // only a comment\n}");
    assertEquals("120", result("light()"));
  }

  @Test
  void keeps_the_value_of_a_variable_whose_initialiser_throws() throws Exception {
    run("int rest = 7;");
    assertEquals("error", run("int rest = 1 / 0;").status());
    assertEquals("7", result("rest"));
  }

  // ---- at the same time

  @Test
  void is_used_by_a_thread_that_an_earlier_cell_left_running() throws Exception {
    run("int beat() { return 1; }");
    run(
        """
        var seen = new java.util.concurrent.LinkedBlockingQueue<Integer>(1);
        var heart = new Thread(() -> {
          try {
            while (true) {
              seen.put(beat());
            }
          } catch (InterruptedException e) {
            // the test is over
          }
        });
        heart.start();
        """);
    assertEquals("1", result("seen.take()"));
    run("int beat() { return 2; }");
    run("seen.take(); seen.take();");
    assertEquals("2", result("seen.take()"));
    run("int beat() { return List.of(3).stream().mapToInt(x -> x).sum(); }");
    run("seen.take(); seen.take();");
    int last = Integer.parseInt(result("seen.take()"));
    assertTrue(last == 2 || last == 3, "a loop that was entered before may end with what it had");
    run("heart.interrupt();");
  }

  @Test
  void may_be_in_flight_in_both_versions() throws Exception {
    run("import java.util.concurrent.*;");
    run("int phase(int x) {\n  return x;\n}");
    run(
        """
        var waits = Files.createTempFile("muster", "phase");
        String flag = waits.toString();
        var slow = CompletableFuture.supplyAsync(() -> pool.map(i -> {
          while (Files.exists(Path.of(flag))) {
            Thread.sleep(5);
          }
          return phase(i);
        }, range(1)));
        """);
    run("int phase(int x) {\n  return x + 500;\n}");
    assertEquals("[500]", result("pool.map(i -> phase(i), range(1))"));
    assertEquals("[500]", result("pool.map(i -> List.of(phase(i)).getFirst(), range(1))"));
    assertEquals("false", result("slow.isDone()"));
    assertEquals("[0]", result("Files.delete(waits);\nslow.get(60, TimeUnit.SECONDS)"));
  }

  // ---- access across cells

  @Test
  void uses_what_is_not_public_in_other_cells_as_in_one_package() throws Exception {
    run(
        """
        class Base {
          int hidden = 3;
          protected int guarded() { return 4; }
          int own() { return 1; }
          static class Part { int size = 5; }
          Part part() { return new Part(); }
        }
        """);
    run(
        "class Derived extends Base {\n  int own() { return 2; }\n  int all() { return hidden + guarded(); }\n}");
    assertEquals(
        "[19]",
        result(
            "pool.map(i -> { Base b = new Derived(); return b.own() + new Derived().all() + b.hidden"
                + " + new Base.Part().size + (b.guarded() - 2); }, range(1))"));
  }

  @Test
  void may_be_sealed_with_subtypes_in_other_cells() throws Exception {
    run("sealed interface Shape permits Disc, Square {}");
    run("record Disc(int r) implements Shape {}");
    run("record Square(int a) implements Shape {}");
    run(
        """
        int area(Shape shape) {
          return switch (shape) {
            case Disc(int r) -> 3 * r * r;
            case Square(int a) -> a * a;
          };
        }
        """);
    run("record Square(int a) implements Shape {\n  int twice() { return 2 * a; }\n}");
    assertEquals("[12, 9]", result("pool.map(s -> area(s), List.of(new Disc(2), new Square(3)))"));
  }

  @Test
  void may_be_sealed_without_saying_whom_it_permits() throws Exception {
    CellOutcome wrong =
        run("sealed interface Odd { int size = \"\"; }\nrecord One() implements Odd {}");
    assertTrue(
        wrong.traceback().contains("\n    sealed interface Odd { int size = \"\"; }\n"),
        wrong.traceback());
    run(
        """
        sealed interface Expression {}
        record Constant(int value) implements Expression {}
        record Sum(Expression left, Expression right) implements Cloneable, Expression {}
        int value(Expression of) {
          return switch (of) {
            case Constant(int value) -> value;
            case Sum(var left, var right) -> value(left) + value(right);
          };
        }
        """);
    assertEquals("3", result("value(new Sum(new Constant(1), new Constant(2)))"));
  }

  @Test
  void is_a_class_whose_initialiser_has_failed() throws Exception {
    run("class Port { static int number = Integer.parseInt(\"none\"); }");
    assertEquals("error", run("Port.number").status());
    assertEquals("ok", run("class Port { static int number = 80; }").status());
    assertEquals(
        "80 [81]", result("Port.number + \" \" + pool.map(i -> Port.number + i, List.of(1))"));
  }

  @Test
  void tells_what_does_not_compile_with_it_any_more_and_why() throws Exception {
    run("int amount = 3;\nint doubled() { return 2 * amount; }");
    String notice =
        "`doubled` cannot be used, because it does not compile: bad operand types for binary"
            + " operator '*' first type: int second type: java.lang.String";
    assertEquals(notice + "\n", run("String amount = \"3\";").stream("stderr"));
    assertEquals(notice, run("doubled()").refusal());
    assertEquals("", run("int amount = 4;").stream("stderr"));
    assertEquals("8", result("doubled()"));
  }

  @Test
  void tells_which_types_do_not_compile_with_it_any_more_and_why() throws Exception {
    run("interface Animal { String name(); }");
    run("class Cat implements Animal { public String name() { return \"cat\"; } }");
    CellOutcome again = run("interface Animal { String name(); int age(); }");
    String why =
        "`Cat` cannot be used, because it does not compile: Cat is not abstract and does not"
            + " override abstract method age() in Animal";
    assertEquals(why + "\n", again.stream("stderr"));
    String use = run("new Cat()").traceback();
    assertTrue(use.endsWith(why), use);
  }

  @Test
  void tells_which_methods_do_not_cover_a_type_more_that_is_permitted() throws Exception {
    run("sealed interface Form permits Ring {}\nrecord Ring(int r) implements Form {}");
    run("int size(Form form) { return switch (form) { case Ring(int r) -> r; }; }");
    run("sealed interface Form permits Ring, Bar {}");
    assertEquals(
        "`size` cannot be used, because it does not compile: the switch expression does not cover"
            + " all possible input values\n",
        run("record Bar(int length) implements Form {}").stream("stderr"));
  }

  private CellOutcome run(String code) throws Exception {
    return frontEnd.run(code);
  }

  private String result(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), () -> cell.traceback());
    return cell.result();
  }

  private static int number(CellOutcome cell) {
    return cell.reply().get("execution_count").getAsInt();
  }
}
