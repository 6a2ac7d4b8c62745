package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("A cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ExecutionTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @BeforeAll
  void declares() throws Exception {
    assertEquals("ok", frontEnd.run("int ten = 10;").status());
  }

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void gives_the_value_of_its_last_expression() throws Exception {
    CellOutcome cell = frontEnd.run("int one = 1;\none + ten");
    assertEquals("11", cell.result());
    assertEquals(List.of("busy", "execute_input", "execute_result", "idle"), cell.types());
    assertEquals(
        cell.reply().get("execution_count"),
        cell.published("execute_result").get("execution_count"));
  }

  @Test
  void gives_the_same_value_with_a_semicolon() throws Exception {
    assertEquals("11", frontEnd.run("ten + 1;").result());
  }

  @Test
  void may_leave_the_constructor_of_a_record_without_a_modifier_and_keeps_its_lines()
      throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            sealed interface Kind<T extends Number> permits Whole, Part {}
            record Whole<T extends Number>(T n) implements Kind<T> { Whole(T n) { this.n = n; } }
            record Part<T extends Number>(T n) implements Kind<T> {
              static int made;
              Part {
                if (n.intValue() < 0) throw new IllegalArgumentException("negative: " + n);
              }
              Part(T n, int times) { this(n); made = times; }
            }
            new Whole<>(1) + " " + new Part<>(2, 3)
            """);
    assertEquals("Whole[n=1] Part[n=2]", cell.resultIfOk());
    int number = cell.reply().get("execution_count").getAsInt();
    String failure = frontEnd.run("new Part<>(-1)").traceback();
    assertTrue(
        failure.contains("cell [%d], line 6, in the constructor of Part".formatted(number)),
        failure);
    String wrong = frontEnd.run("record Odd(int n) { Odd { int x = ; } }").traceback();
    assertTrue(
        wrong.endsWith(
            """
                record Odd(int n) { Odd { int x = ; } }
                                                  ^\
            """),
        wrong);
  }

  @Test
  void gives_no_value_for_declarations_assignments_and_null() throws Exception {
    for (String code : List.of("var none = 5;", "ten = 10", "(Object) null", "// nothing", "")) {
      assertFalse(frontEnd.run(code).types().contains("execute_result"), code);
    }
  }

  @Test
  void gives_no_value_for_what_only_prints() throws Exception {
    CellOutcome cell = frontEnd.run("System.out.printf(\"%d\", ten)");
    assertEquals("10", cell.stream("stdout"));
    assertFalse(cell.types().contains("execute_result"));
    assertFalse(frontEnd.run("System.out.append('a');").types().contains("execute_result"));
    assertFalse(frontEnd.run("System.err.format(\"b\")").types().contains("execute_result"));
    assertFalse(frontEnd.run("var log = System.out; log").types().contains("execute_result"));
  }

  @Test
  void calls_to_string_once() throws Exception {
    var _ =
        frontEnd.run(
            "int asked = 0; class Asking { public String toString() { asked++; return \"me\"; } }");
    assertEquals("me", frontEnd.run("new Asking()").result());
    assertEquals("1", frontEnd.run("asked").result());
  }

  @Test
  void has_the_default_imports_and_helpers() throws Exception {
    assertEquals(
        "[0, 1] 3 1 true",
        frontEnd
            .run(
                """
                range(2) + " " + Stream.of(1, 2, 3).count() + " " + BigInteger.ONE + " "
                    + Files.exists(Path.of("."))\
                """)
            .result());
  }

  @Test
  void uses_classes_that_meet_in_one_variable() throws Exception {
    assertEquals(
        "Square[side=2]",
        frontEnd
            .run(
                """
                interface Shape {}
                record Circle(int radius) implements Shape {}
                record Square(int side) implements Shape {}
                Shape pick(boolean round) {
                  var picked = round ? new Circle(1) : new Square(2);
                  for (int i = 0; i < 2; i++) {
                    picked = round ? new Circle(i) : picked;
                  }
                  return picked;
                }
                pick(false)
                """)
            .result());
  }

  @Test
  void loses_no_line_of_many_and_is_idle_last() throws Exception {
    CellOutcome cell =
        frontEnd.run("for (int i = 0; i < 100_000; i++) System.out.println(\"line \" + i);");
    String expected =
        String.join("\n", IntStream.range(0, 100_000).mapToObj(i -> "line " + i).toList()) + "\n";
    assertEquals(expected, cell.stream("stdout"));
    assertEquals("idle", cell.types().getLast());
    assertTrue(cell.published().size() < 2_000, "batched, but were " + cell.published().size());
  }

  @Test
  void keeps_the_order_of_its_two_streams_and_of_what_it_displays() throws Exception {
    CellOutcome cell =
        frontEnd.run("System.out.print(1); System.err.print(2); display(3); System.out.print(4);");
    assertEquals(
        List.of("busy", "execute_input", "stream", "stream", "display_data", "stream", "idle"),
        cell.types());
  }

  @Test
  void tears_no_character() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            byte[] bytes = "é😀".getBytes("UTF-8");
            for (byte b : bytes) {
              System.out.write(b);
              System.out.flush();
              Thread.sleep(60);
            }
            """);
    assertEquals("é😀", cell.stream("stdout"));
  }

  @Test
  void reports_an_exception_in_lines_of_cells_with_its_causes() throws Exception {
    CellOutcome declared =
        frontEnd.run(
            """
            int fail(int n) {
              if (n == 0) {
                throw new IllegalStateException("outer", new IOException("inner"));
              }
              return fail(n - 1);
            }
            """);
    int cell = declared.reply().get("execution_count").getAsInt();
    CellOutcome failed = frontEnd.run("int before = 1;\n\nfail(before)");
    assertEquals("error", failed.status());
    assertEquals("java.lang.IllegalStateException", failed.reply().get("ename").getAsString());
    assertEquals("outer", failed.reply().get("evalue").getAsString());
    assertEquals(
        """
        java.lang.IllegalStateException: outer
            at cell [%1$d], line 3, in fail
               throw new IllegalStateException("outer", new IOException("inner"));
            at cell [%1$d], line 5, in fail
            at cell [%2$d], line 3
        caused by: java.io.IOException: inner
            at cell [%1$d], line 3, in fail
               throw new IllegalStateException("outer", new IOException("inner"));\
        """
            .formatted(cell, cell + 1),
        failed.traceback());
  }

  @Test
  void reports_every_compile_error_with_line_and_caret() throws Exception {
    CellOutcome cell = frontEnd.run("int good = 1;\nint bad = missing + \"x\".foo();");
    int number = cell.reply().get("execution_count").getAsInt();
    assertEquals("CompileError", cell.reply().get("ename").getAsString());
    assertEquals(
        """
        2 errors in cell [%1$d]
        cell [%1$d], line 2: cannot find symbol
          symbol:   variable missing
            int bad = missing + "x".foo();
                      ^
        cell [%1$d], line 2: cannot find symbol
          symbol:   method foo()
          location: class java.lang.String
            int bad = missing + "x".foo();
                                   ^\
        """
            .formatted(number),
        cell.traceback());
    assertEquals("1", frontEnd.run("good").result(), "what came before has run");
  }

  @Test
  void goes_on_after_one_that_was_too_deep_for_the_compiler() throws Exception {
    frontEnd.run("int one = 1;");
    CellOutcome cell = frontEnd.run("one" + " + one".repeat(20_000));
    assertEquals(
        "this is nested too deeply for the Java compiler, which has no stack left for it. It was not"
            + " run; cut it into several statements, or compute it in a loop.",
        cell.refusal());
    assertEquals("2", frontEnd.run("one + one").result());
  }

  @Test
  void may_declare_a_var_of_a_type_that_the_compiler_cannot_name() throws Exception {
    frontEnd.run("interface Marker {}\nint kept = 7;");
    CellOutcome cell =
        frontEnd.run(
            "var f = pool.apply("
                + "() -> (Function<Integer, Integer> & Marker & RandomAccess) x -> x + 2);");
    assertEquals("ok", cell.status());
    assertEquals(
        "`f` is a `Function<Integer,Integer>` from now on: later cells cannot use its type"
            + " `Function<Integer,Integer>&Marker&RandomAccess`. If you need another, give `f` that"
            + " type instead of `var`.\n",
        cell.stream("stderr"));
    assertEquals(
        "true 9", frontEnd.run("(f instanceof Marker) + \" \"\n  + f.apply(kept)").result());
    assertEquals("[10]", frontEnd.run("pool.map(x -> f.apply(x) + kept, List.of(1))").result());
  }

  @Test
  void refuses_a_variable_of_an_unknown_type() throws Exception {
    assertEquals("error", frontEnd.run("Strin typo = \"a\"").status());
  }

  @Test
  void may_declare_a_method_before_what_it_calls() throws Exception {
    CellOutcome early = frontEnd.run("int early() { return later(); }");
    assertEquals("ok", early.status());
    assertEquals(
        "`early` cannot be used until method later() is declared\n", early.stream("stderr"));
    assertEquals("error", frontEnd.run("early()").status());
    var _ = frontEnd.run("int later() { return 3; }");
    assertEquals("3", frontEnd.run("early()").result());
  }

  @Test
  void survives_an_exception_whose_message_fails() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "throw new RuntimeException() { public String getMessage() { throw new"
                + " IllegalStateException(); } };");
    assertEquals("error", cell.status());
    assertTrue(cell.traceback().contains("its message cannot be read"), cell.traceback());
  }

  @Test
  void that_fails_aborts_those_that_wait() throws Exception {
    var requests = Stream.of("int a = 1;", "a / 0", "2", "3").map(frontEnd::start).toList();
    List<String> states = new ArrayList<>();
    for (Message request : requests) {
      CellOutcome cell = frontEnd.await(request);
      states.add(cell.status());
    }
    assertEquals(List.of("ok", "error", "aborted", "aborted"), states);
    assertEquals("4", frontEnd.run("4").result());
  }

  @Test
  void reads_lines_from_its_front_end() throws Exception {
    Message cell =
        frontEnd.start("var in = new Scanner(System.in); in.nextLine() + \"|\" + in.nextLine()");
    var _ = frontEnd.question();
    frontEnd.answer("grüße 😀");
    var _ = frontEnd.question();
    frontEnd.answer("");
    assertEquals("grüße 😀|", frontEnd.await(cell).result());
  }

  @Test
  void shows_a_list_of_records_as_a_table() throws Exception {
    CellOutcome cell =
        frontEnd.run("record Flight(String to, int km) {}\nList.of(new Flight(\"<A>\", 7))");
    assertEquals("to   km\n<A>   7", cell.result());
    String html = cell.result("text/html");
    assertTrue(html.contains("&lt;A&gt;") && html.contains("1 row × 2 columns"), html);
  }

  @Test
  void evaluates_code_in_the_middle() throws Exception {
    assertEquals("42", frontEnd.run("eval(\"int half = 21; half * 2\")").result());
    assertEquals(
        "java.lang.ArithmeticException",
        frontEnd.run("eval(\"1 / 0\")").reply().get("ename").getAsString());
  }

  @Test
  void may_time_a_line_or_all_of_itself() throws Exception {
    assertTrue(frontEnd.run("%time Thread.sleep(1)").stream("stdout").startsWith("Time: "));
    CellOutcome cell = frontEnd.run("%%time\nint timed = 6;\ntimed * 7");
    assertEquals("42", cell.result());
    assertTrue(cell.stream("stdout").startsWith("Time: "));
  }

  @Test
  void is_told_of_a_magic_that_does_not_exist() throws Exception {
    assertTrue(frontEnd.run("%nonsense").traceback().contains("no magic %nonsense"));
    assertEquals("1", frontEnd.run("ten\n  % 3").result(), "a remainder is no magic");
  }

  @Test
  void uses_worker_processes_and_shows_what_they_print() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "pool.map(x -> { System.out.println(\"at \" + x); return x * ten; }, range(3))");
    assertEquals("[0, 10, 20]", cell.result());
    assertEquals("idle", cell.types().getLast());
    assertEquals(
        List.of("at 0", "at 1", "at 2"),
        cell.stream("stdout")
            .lines()
            .map(line -> line.replaceFirst("^(\\[worker \\d+] | +)", ""))
            .sorted()
            .toList());
  }
}
