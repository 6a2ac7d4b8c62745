package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("The compile errors of a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CompileErrorsInCellsTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void are_all_shown_with_line_and_caret_and_counted() throws Exception {
    CellOutcome cell =
        frontEnd.run("int a = missing1;\nString fine = \"fine\";\n  int b = missing2;");
    int number = cell.reply().get("execution_count").getAsInt();
    assertEquals("cannot find symbol symbol: variable missing1", cell.refusal());
    assertEquals(
        """
        2 errors in cell [%1$d]
        cell [%1$d], line 1: cannot find symbol
          symbol:   variable missing1
            int a = missing1;
                    ^
        cell [%1$d], line 3: cannot find symbol
          symbol:   variable missing2
              int b = missing2;
                      ^\
        """
            .formatted(number),
        cell.traceback());
  }

  @Test
  void let_nothing_behind_the_first_run_or_be_declared() throws Exception {
    frontEnd.run("int runs = 0; int kept = 1; class Kept { int size() { return 1; } }");
    assertEquals(
        List.of(1, 5),
        lines(
            """
            int wrong = missing1;
            runs++;
            int kept = 2;
            int fresh = 3;
            boolean again = missing2;
            """));
    assertEquals(List.of(1), lines("missing1();\nclass Kept { int size() { return 2; } }"));
    assertEquals("error", frontEnd.run("fresh").status());
    assertEquals("0 1 1", frontEnd.run("runs + \" \" + kept + \" \" + new Kept().size()").result());
  }

  @Test
  void are_found_on_one_line_and_in_one_declaration_of_several_variables() throws Exception {
    assertEquals(List.of(1, 1), lines("var v = missing1; var w = missing2;"));
    assertEquals(List.of(1, 2), lines("int p = missing1,\n    q = missing2;"));
    assertEquals(List.of(1), lines("Strin first, second;"));
  }

  @Test
  void leave_anonymous_classes_of_later_cells_as_they_are() throws Exception {
    frontEnd.run("missing1();\nclass Unseen {}");
    CellOutcome cell =
        frontEnd.run(
            "var suppliers = Stream.of(5).map(x -> new Supplier<Integer>() { public Integer get() { return x; } }).toList();");
    assertEquals("ok", cell.status(), cell::toString);
    assertEquals("5", frontEnd.run("suppliers.get(0).get()").result());
  }

  @Test
  void are_found_behind_a_syntax_error() throws Exception {
    assertEquals(List.of(1), lines("int x = ;\nint y = 1;\ny + 1"));
    assertEquals(List.of(1, 3), lines("int x = ;\nint y = 1;\nint z = missing;"));
    assertEquals(List.of(2, 4), lines("void f() {\n  int x = ;\n}\nint z = missing;"));
    assertEquals(List.of(1, 2), lines("int a = 1 +* 2;\nint b = 3 +* 4;"));
  }

  @Test
  void end_with_a_brace_that_nobody_closes() throws Exception {
    assertEquals(List.of(4), lines("if (true) {\n  int z = 3;\n\nint y = missing;"));
    assertEquals(List.of(1, 3), lines("int y = missing;\nif (true) {\n  int z = 3;"));
  }

  @Test
  void of_a_class_are_all_shown() throws Exception {
    assertEquals(
        List.of(2, 3, 4, 6),
        lines(
            """
            class Bad {
              int number = "one";
              String text() { return 1; }
              void call() { missing(); }
            }
            int behind = "two";
            """));
  }

  @Test
  void have_their_line_behind_magics_text_blocks_and_emoji() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "int a = missing1;\n%time 1 + 1\nString text = \"\"\"\n  a 😀 { \"\n  \"\"\";\n"
                + "\tvar b = \"😀\" + missing2;");
    assertTrue(cell.traceback().contains("], line 6: cannot find symbol\n"), cell.traceback());
    assertTrue(
        cell.traceback().contains("    \tvar b = \"😀\" + missing2;\n    \t         \u3000    ^"),
        cell.traceback());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int made = missing;\nint twice = made * 2;\nSystem.out.println(twice);",
        "Missing made = null;\nmade.call();",
        "var made = List.of(missing);\nfor (var each : made) { each.call(); }",
        "missing(1);\nint early() { return late(); }\nint late() { return \"\"; } // seen\n",
        "missing(1);\nint later() { return stillLater(); }",
        "missing(1);\nimport java.util.zip.CRC32;\nCRC32 sum = new CRC32();",
        "missing(1);\nimport java.util.zip.*;\nCRC32 sum = new CRC32();",
        "import java.utl.*;\nThing thing = new Thing();",
        "missing(1);\neval(\"int fromText = 1;\");\nfromText + 1",
        "missing(1);\n%maven org.example:none:1\nThing thing = new Thing();",
        "missing(1);\n%time int timed = 1;\ntimed + 1",
        "missing(1);\n1 + 1\n;$99 + 1",
        "missing(1);\nclass Known { void added() {} }\nknown.added();",
        "missing(1);\nString number = \"\";\nnumber.length();",
        "missing(1);\nclass Awaited { int x; }\nawaiting().x + 1",
        "if (number == 1) { int x = ; }\nelse { number = 2; }",
        "List.of(1).forEach(x -> { int y = ; }\n);\nnumber = 3;",
        "String open = \"abc;\nint y = 1;\n",
        "do { int y = ; }\nwhile (number < 0);",
      })
  void are_no_false_alarms(String code) throws Exception {
    frontEnd.run("class Known {}\nvar known = new Known();\nint number = 1;");
    frontEnd.run("Awaited awaiting() { return null; }");
    List<Integer> lines = lines(code);
    assertEquals(code.contains("// seen") ? 2 : 1, lines.size(), lines::toString);
  }

  @Test
  void say_what_is_different_in_a_cell() throws Exception {
    String file = frontEnd.run("package org.example;\n\npublic class App {}").traceback();
    assertTrue(file.endsWith("cells are in no package: leave this line out"), file);
    var _ = frontEnd.run("int half(int n) { return n / 2; }");
    assertTrue(
        frontEnd
            .run("half()")
            .traceback()
            .contains("method half cannot be applied to given types"));
  }

  @Test
  void show_only_a_part_of_a_very_long_line() throws Exception {
    CellOutcome cell =
        frontEnd.run("String data = \"%s\" + missing1;".formatted("x".repeat(5_000)));
    List<String> shown = cell.traceback().lines().toList();
    String line = shown.get(shown.size() - 2);
    assertTrue(line.length() < 400, line);
    assertEquals("missing1;", line.substring(shown.getLast().indexOf('^')));
  }

  @Test
  void of_a_method_that_is_too_large_say_so() throws Exception {
    String large = "int[] large() { return new int[] {%s}; }".formatted("123456,".repeat(12_000));
    assertEquals(
        "`large` cannot be used, because it does not compile: code too large\n",
        frontEnd.run(large).stream("stderr"));
  }

  /// The lines that are at fault, of a cell that does not compile.
  private List<Integer> lines(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("CompileError", cell.reply().get("ename").getAsString());
    List<Integer> lines =
        cell.traceback()
            .lines()
            .filter(line -> line.matches("cell \\[\\d+], line \\d+: .*"))
            .map(line -> Integer.valueOf(line.replaceAll(".*, line (\\d+): .*", "$1")))
            .toList();
    assertEquals(
        lines.size() > 1,
        cell.traceback().startsWith(lines.size() + " errors in cell ["),
        cell.traceback());
    return lines;
  }

  static List<String> nestedTooDeeply() {
    return List.of(
        "(1 + ".repeat(5_000) + "1" + ")".repeat(5_000),
        "1" + " + first".repeat(20_000),
        "first" + ".toString()".repeat(20_000) + ".length()");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("nestedTooDeeply")
  void of_an_expression_that_is_nested_too_deeply_are_one_sentence(String expression)
      throws Exception {
    CellOutcome cell = frontEnd.run("Integer first = 1;\nint deep = %s;".formatted(expression));
    assertEquals(
        "cell [%d], line 2: this is nested too deeply for the Java compiler, which has no stack left for it. It was not run; cut it into several statements, or compute it in a loop."
            .formatted(cell.reply().get("execution_count").getAsInt()),
        cell.traceback());
    assertEquals("", cell.stream("stderr"));
    assertEquals("2", frontEnd.run("first + 1").result());
  }
}
