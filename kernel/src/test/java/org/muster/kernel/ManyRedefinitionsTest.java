package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

/// What the JVM says of itself is compared late, when compilers and caches are warm. The number of
/// loaded classes that a `ClassLoadingMXBean` gives is of no use: it counts every version of a
/// class that was redefined, and never takes one off.
///
/// Every build runs as many as it takes to see a leak. The figures of a thousand of each kind are
/// in docs/decisions/0010; `-Dmuster.redefinitions=1000` runs a thousand here.
@DisplayName("Redefinitions, each of which a worker sees,")
@Timeout(600)
class ManyRedefinitionsTest {

  private static final int ALL = Integer.getInteger("muster.redefinitions", 400);
  private static final int WARM = ALL / 2;

  /// Each of those in between has three or more classes, and two or more loaders of 6 kB in the
  /// kernel. The worker's newest generation may have 200 classes that nobody needs any more.
  private static final int MORE_CLASSES = 500;

  private static final int MORE_KILOBYTES = 1_800;

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  /// What is in a JVM after a collection.
  private record Memory(int classes, int kilobytes) {

    private static final String METHOD =
        """
        String memory() throws Exception {
          for (int i = 0; i < 3; i++) {
            System.gc();
          }
          var report = (String) java.lang.management.ManagementFactory.getPlatformMBeanServer()
              .invoke(new javax.management.ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmMetaspace", new Object[] {new String[0]},
                  new String[] {"[Ljava.lang.String;"});
          var counted = Pattern.compile("(\\\\d+) classes").matcher(report);
          counted.find();
          var pools = java.lang.management.ManagementFactory.getMemoryPoolMXBeans();
          var metaspace = pools.stream().filter(p -> p.getName().equals("Metaspace")).findFirst();
          return counted.group(1) + " " + metaspace.get().getUsage().getUsed() / 1024;
        }
        """;

    static Memory of(String text) {
      String[] numbers = text.split(" ", -1);
      return new Memory(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    boolean isNoMoreThan(Memory before) {
      return classes - before.classes < MORE_CLASSES
          && kilobytes - before.kilobytes < MORE_KILOBYTES;
    }
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  @Test
  void leave_neither_classes_nor_metaspace_behind_in_kernel_or_worker() throws Exception {
    run("import java.util.regex.Pattern;");
    run(Memory.METHOD + "var one = Pool.of(1);\nFunction<Integer, Integer> early = x -> x;");
    Memory kernelBefore = null;
    Memory workerBefore = null;
    for (int i = 0; i < ALL; i++) {
      if (i == WARM) {
        kernelBefore = Memory.of(run("memory()"));
        workerBefore = Memory.of(run("one.apply(() -> memory())"));
      }
      assertEquals("[%d]".formatted(i + 1), run(redefinition(i)));
    }
    Memory kernelAfter = Memory.of(run("memory()"));
    Memory workerAfter = Memory.of(run("one.apply(() -> memory())"));
    String all =
        "kernel %s, %s; worker %s, %s"
            .formatted(kernelBefore, kernelAfter, workerBefore, workerAfter);
    assertTrue(kernelAfter.isNoMoreThan(kernelBefore), all);
    assertTrue(workerAfter.isNoMoreThan(workerBefore), all);
  }

  /// A method in place and, because it makes a lambda, not in place; a record whose components
  /// change, so that it gets another class; a lambda that takes the place of the one before.
  private static String redefinition(int i) {
    String cell =
        switch (i % 4) {
          case 0 -> "int next(int x) { return x + %d; }\n" + NEXT;
          case 1 -> "int next(int x) { return IntStream.of(x).map(y -> y + %d).sum(); }\n" + NEXT;
          case 2 -> "early = x -> x + %d;\none.map(x -> early.apply(x), List.of(1))";
          default ->
              "record Point(%s x) { int up() { return (int) x + %%d; } }\n"
                      .formatted(i % 8 < 4 ? "int" : "long")
                  + "one.map(x -> new Point(x).up(), List.of(1))";
        };
    return cell.formatted(i);
  }

  private static final String NEXT = "one.map(x -> next(x), List.of(1))";

  private String run(String code) throws Exception {
    return frontEnd.run(code).resultIfOk();
  }
}
