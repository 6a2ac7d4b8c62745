package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

/// Each of these runs some hundred snippets; what they may leave behind is a small part of what
/// they would if their classes stayed.
@DisplayName("The classes of cells go")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class ClassesGoTest {

  private static final int TIMES = 160;

  /// A kernel looks which snippets are still needed when their number has doubled.
  private static final int SLACK = 130;

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  @Test
  void of_statements_and_expressions_that_ran() throws Exception {
    run("List<Integer> numbers = new ArrayList<>();");
    int before = loaders();
    for (int i = 0; i < TIMES; i++) {
      run("numbers.add(%d);\nfor (int n : numbers) {\n}".formatted(i));
    }
    assertTrue(loaders() - before < SLACK, "" + (loaders() - before));
  }

  @Test
  void of_methods_that_are_redefined_in_place_or_with_other_lambdas() throws Exception {
    run("int change(int x) {\n  return x;\n}\nFunction<Integer, Integer> early = x -> change(x);");
    int before = loaders();
    for (int i = 0; i < TIMES; i++) {
      run(
          i % 2 == 0
              ? "int change(int x) { return x + %d; }".formatted(i)
              : "int change(int x) { return List.of(x).stream().mapToInt(y -> y + %d).sum(); }"
                  .formatted(i));
    }
    assertEquals("" + (TIMES - 1), frontEnd.run("early.apply(0)").result());
    assertTrue(loaders() - before < SLACK, "" + (loaders() - before));
  }

  @Test
  void of_records_whose_components_change_with_all_that_uses_them() throws Exception {
    run("record Point(int x) {}\nList<Point> points = new ArrayList<>();");
    run("String shown(Object o) { return o instanceof Point p ? p.toString() : \"none\"; }");
    int before = loaders();
    for (int i = 0; i < TIMES; i++) {
      run(i % 2 == 0 ? "record Point(int x, int y) {}" : "record Point(int x) {}");
    }
    assertEquals("Point[x=4]", frontEnd.run("shown(new Point(4))").result());
    assertTrue(loaders() - before < SLACK, "" + (loaders() - before));
  }

  private void run(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), code);
  }

  /// Counted by the JVM, without those that are garbage. A snippet has one loader, whose classes go
  /// with it.
  private int loaders() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            """
            var server = java.lang.management.ManagementFactory.getPlatformMBeanServer();
            var histogram = (String) server.invoke(
                new javax.management.ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram", new Object[] {null}, new String[] {"[Ljava.lang.String;"});
            histogram.lines().filter(l -> l.contains(".SnippetLoader")).forEach(System.out::println);
            """);
    return cell.stream("stdout")
        .lines()
        .mapToInt(line -> Integer.parseInt(line.strip().split("\\s+", -1)[1]))
        .sum();
  }
}
