package org.muster.benchmarks;

import java.lang.reflect.Method;
import java.util.Map;
import org.muster.parallel.Call;
import org.muster.parallel.Task;
import org.muster.parallel.closure.CellLoader;

/// The cells of the function races. What each of them is in Python stands in `joblib_peer.py`.
final class Cells {

  private static final String PACKAGE = "cells.";

  private static final String IMPORTS = "package cells; import org.muster.parallel.*;\n";

  private Cells() {}

  /// `x -> x + k`, a call of a constant, and `i -> array[i]`.
  static CellCode small() {
    return one(
        "Small",
        """
        public class Small {
          public static Task<Integer, Integer> adding(int k) { return x -> x + k; }
          public static Call<Integer> constant() { return () -> 1; }
          public static Task<Integer, Double> reading(double[] array) { return i -> array[i]; }
        }
        """);
  }

  /// A function that needs this many classes of cells, each of which makes an object of the next
  /// and adds 1 to what that says.
  static CellCode chain(int classes) {
    var source = new StringBuilder("public class Chain {\n");
    for (int i = 1; i <= classes; i++) {
      String rest = i == classes ? "x" : "new C%d(x).value()".formatted(i + 1);
      source.append(
          """
            static class C%1$d {
              final int x;
              C%1$d(int x) { this.x = x; }
              int value() { return 1 + %2$s; }
            }
          """
              .formatted(i, rest));
    }
    source.append(
        "public static Task<Integer, Integer> task() { return x -> new C1(x).value(); }\n}\n");
    return one("Chain", source.toString());
  }

  /// A function that calls a method of another cell, in the version with this number.
  static CellCode version(int number) {
    return CellCode.compile(
        Map.of(
            PACKAGE + "Method",
            IMPORTS
                + "public class Method { public static int add(int x) { return x + %d; } }"
                    .formatted(number),
            PACKAGE + "Caller",
            IMPORTS
                + """
                public class Caller {
                  public static Task<Integer, Integer> task() { return x -> Method.add(x); }
                }
                """));
  }

  static Task<Integer, Integer> adding(CellLoader cells, int k) {
    return made(cells, "Small", "adding", k);
  }

  static Call<Integer> constant(CellLoader cells) {
    return made(cells, "Small", "constant");
  }

  static Task<Integer, Double> reading(CellLoader cells, double[] array) {
    return made(cells, "Small", "reading", array);
  }

  static Task<Integer, Integer> chained(CellLoader cells) {
    return made(cells, "Chain", "task");
  }

  static Task<Integer, Integer> calling(CellLoader cells) {
    return made(cells, "Caller", "task");
  }

  private static CellCode one(String name, String source) {
    return CellCode.compile(Map.of(PACKAGE + name, IMPORTS + source));
  }

  /// @param <F> what the method returns
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the sources are above
  private static <F> F made(CellLoader cells, String type, String method, Object... arguments) {
    try {
      for (Method each : cells.loadClass(PACKAGE + type).getMethods()) {
        if (each.getName().equals(method)) {
          return (F) each.invoke(null, arguments);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot run the cell " + type, e);
    }
    throw new IllegalStateException("the cell " + type + " has no " + method);
  }
}
