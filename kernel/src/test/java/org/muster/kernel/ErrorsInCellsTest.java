package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("An error of a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ErrorsInCellsTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void in_a_thread_is_shown_in_lines_of_cells() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            Thread.ofPlatform().name("mine").start(() -> {
              throw new IllegalStateException("outer", new IOException("inner"));
            }).join();
            """);
    int number = cell.reply().get("execution_count").getAsInt();
    assertEquals(
        """
        Exception in thread "mine" java.lang.IllegalStateException: outer
            at cell [%1$d], line 2, in a lambda
               throw new IllegalStateException("outer", new IOException("inner"));
        caused by: java.io.IOException: inner
            at cell [%1$d], line 2, in a lambda
               throw new IllegalStateException("outer", new IOException("inner"));
        """
            .formatted(number),
        cell.stream("stderr").replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void in_a_virtual_thread_is_shown_in_lines_of_cells() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            Thread.startVirtualThread(() -> {
              throw new IllegalStateException("outer");
            }).join();
            """);
    assertEquals(
        """
        Exception in a virtual thread java.lang.IllegalStateException: outer
            at cell [%d], line 2, in a lambda
               throw new IllegalStateException("outer");
        """
            .formatted(cell.reply().get("execution_count").getAsInt()),
        cell.stream("stderr").replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void in_a_recursion_without_end_shows_it_once() throws Exception {
    CellOutcome cell = frontEnd.run("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)");
    assertEquals("java.lang.StackOverflowError", cell.reply().get("ename").getAsString());
    assertTrue(
        cell.traceback().matches("(?s).*, in deep\n.*\n    … the same [\\d,]+ more times.*"),
        cell.traceback());
  }

  @Test
  void of_the_memory_leaves_the_kernel_alive() throws Exception {
    CellOutcome cell = frontEnd.run("var huge = new long[Integer.MAX_VALUE];");
    assertEquals("java.lang.OutOfMemoryError", cell.reply().get("ename").getAsString());
    assertEquals("2", frontEnd.run("1 + 1").result());
  }

  @Test
  void names_variables_and_classes_as_the_cell_does() throws Exception {
    CellOutcome nothing = frontEnd.run("String nothing = null;\nnothing.length()");
    assertEquals(
        "Cannot invoke \"String.length()\" because \"nothing\" is null", nothing.refusal());
    CellOutcome own = frontEnd.run("class Own extends Exception {}\nthrow new Own();");
    assertEquals("Own", own.reply().get("ename").getAsString());
    CellOutcome anonymous = frontEnd.run("throw new RuntimeException(\"a\") {};");
    assertEquals("java.lang.RuntimeException", anonymous.reply().get("ename").getAsString());
    CellOutcome nested =
        frontEnd.run(
            """
            class Outer {
              static class Inner extends RuntimeException {}
              static void fail() {
                new Object() { public String toString() { throw new Inner(); } }.toString();
              }
            }
            Supplier<String> failing = new Supplier<>() {
              public String get() { class Here extends RuntimeException {} Outer.fail(); return ""; }
            };
            failing.get();
            """);
    assertEquals("Outer.Inner", nested.reply().get("ename").getAsString());
    assertTrue(
        nested.traceback().contains("in toString of an anonymous class\n"), nested::toString);
    assertTrue(nested.traceback().contains("in Outer.fail\n"), nested::toString);
    assertTrue(nested.traceback().contains("in get of an anonymous class\n"), nested::toString);
    CellOutcome local =
        frontEnd.run("void f() { class Here extends RuntimeException {} throw new Here(); } f();");
    assertEquals("Here", local.reply().get("ename").getAsString());
  }

  @Test
  void names_no_class_that_only_the_compiler_names() throws Exception {
    String anonymous =
        frontEnd.run("new Object() { void go() { throw new Error(); } }.go()").traceback();
    assertTrue(anonymous.contains("line 1, in go of an anonymous class\n"), anonymous);
    String several =
        frontEnd
            .run(
                "new Object() {\n  int of() { return 1 / 0; }\n  int other() { return of(); }\n}.other()")
            .traceback();
    assertTrue(
        several.contains("line 2, in of of an anonymous class\n")
            && several.contains("line 3, in other of an anonymous class\n"),
        several);
    String measured = frontEnd.run("%timeit Integer.parseInt(\"\")").traceback();
    assertTrue(measured.endsWith("%timeit Integer.parseInt(\"\")"), measured);
    assertFalse(measured.contains("$"), measured);
    String constant =
        frontEnd
            .run(
                "enum Sign { PLUS { int of() { return 1 / 0; } }; abstract int of(); }\nSign.PLUS.of()")
            .traceback();
    assertTrue(constant.contains("line 1, in of of an anonymous class\n"), constant);
  }

  @Test
  void of_two_versions_of_a_type_says_that_it_was_declared_again() throws Exception {
    var _ = frontEnd.run("record Plum(int size) {}\nvar plums = List.of(new Plum(1));");
    var _ = frontEnd.run("record Plum(int size, String kind) {}");
    assertEquals(
        "`Plum` was declared again: what was made before is of another `Plum` than what is made"
            + " now. Run the cells again that made it",
        frontEnd.run("for (Plum each : plums) {}").refusal());
  }

  @Test
  void whose_methods_fail_shows_what_can_be_shown() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            class Broken extends RuntimeException {
              public String getMessage() { throw new IllegalStateException(); }
              public String toString() { throw new IllegalStateException(); }
              public StackTraceElement[] getStackTrace() { throw new IllegalStateException(); }
              public Throwable getCause() { return getCause(); }
            }
            throw new IOException("outer", new Broken());
            """);
    CellOutcome without =
        frontEnd.run(
            """
            class WithoutStack extends RuntimeException {
              public StackTraceElement[] getStackTrace() { return null; }
            }
            throw new WithoutStack();
            """);
    assertEquals("WithoutStack", without.reply().get("ename").getAsString());
    assertEquals("", without.refusal());
    assertEquals("outer", cell.refusal());
    assertTrue(
        cell.traceback()
            .endsWith(
                "caused by: Broken: its message cannot be read: java.lang.IllegalStateException"),
        cell.traceback());
  }

  @Test
  void with_causes_in_a_circle_ends() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            var one = new Exception("one");
            var two = new Exception("two", one);
            one.initCause(two);
            throw one;
            """);
    assertEquals(1, cell.traceback().lines().filter(line -> line.contains("caused by: ")).count());
  }

  @Test
  void with_a_huge_message_shows_both_its_ends() throws Exception {
    CellOutcome cell =
        frontEnd.run("throw new Exception(\"begin\" + \"x\".repeat(5_000_000) + \"end\");");
    assertTrue(cell.refusal().matches("beginx+ … 4,990,008 characters left out … x+end"));
    assertTrue(cell.traceback().length() < 11_000);
  }

  @Test
  void in_a_static_initialiser_shows_its_line() throws Exception {
    CellOutcome cell = frontEnd.run("class Bad {\n  static int x = 1 / 0;\n}\nBad.x");
    assertEquals("java.lang.ExceptionInInitializerError", cell.reply().get("ename").getAsString());
    assertTrue(
        cell.traceback().contains("caused by: java.lang.ArithmeticException: / by zero\n")
            && cell.traceback().contains("line 2, in Bad.<clinit>"),
        cell.traceback());
  }

  @Test
  void of_the_compiler_has_its_line_below_magics_text_blocks_tabs_and_emoji() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "%time 1\r\nString text = \"\"\"\r\n  a 😀\r\n  \"\"\";\r\n\tvar v = \"😀\" + nope;");
    assertTrue(cell.traceback().contains("], line 5: cannot find symbol\n"), cell.traceback());
    assertTrue(cell.traceback().contains("\tvar v = \"😀\" + nope;\n"), cell.traceback());
  }
}
