package org.muster.kernel.travel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/// Writes cells that declare and redefine methods, variables, lambdas and a record that use each
/// other, and tasks that use those. All arithmetic is on `int`, which has no failures but division.
///
/// A method calls only methods with a lower number, and a lambda only methods, so all of it ends.
final class RandomNotebook {

  private static final int METHODS = 5;
  private static final int VARIABLES = 3;
  private static final int LAMBDAS = 3;

  private final Random random;
  private final String prefix;
  private final List<String> kept = new ArrayList<>();

  /// @param prefix of all names, so that several fit into one kernel
  RandomNotebook(long seed, String prefix) {
    random = new Random(seed);
    this.prefix = prefix;
  }

  /// Everything, once.
  String firstCell() {
    var cell = new StringJoiner("\n");
    cell.add(record());
    for (int i = 0; i < VARIABLES; i++) {
      cell.add(variable(i));
    }
    for (int i = 0; i < METHODS; i++) {
      cell.add(method(i));
    }
    for (int i = 0; i < LAMBDAS; i++) {
      cell.add(lambda(i));
    }
    cell.add(
        "Task<Integer, Integer> %sTask(int n, Function<Integer, Integer> f) { return x -> f.apply(x) + n; }"
            .formatted(prefix));
    return cell.toString();
  }

  /// Defines one or two things again, or gives a variable another value.
  String change() {
    var cell = new StringJoiner("\n");
    for (int i = random.nextInt(2); i >= 0; i--) {
      cell.add(
          switch (random.nextInt(6)) {
            case 0 -> record();
            case 1 -> variable(random.nextInt(VARIABLES));
            case 2 -> name("v", random.nextInt(VARIABLES)) + " += " + random.nextInt(1, 9) + ";";
            case 3 -> lambda(random.nextInt(LAMBDAS));
            default -> method(random.nextInt(METHODS));
          });
    }
    return cell.toString();
  }

  /// Keeps a task in a variable: later steps use it after redefinitions.
  String keep() {
    String name = name("kept", kept.size());
    String cell = "Task<Integer, Integer> %s = %s;".formatted(name, freshTask());
    kept.add(name);
    return cell;
  }

  /// An expression that is a task.
  String task() {
    return !kept.isEmpty() && random.nextInt(3) == 0
        ? kept.get(random.nextInt(kept.size()))
        : freshTask();
  }

  private String freshTask() {
    String method = name("m", random.nextInt(METHODS));
    String lambda = name("f", random.nextInt(LAMBDAS));
    String other = name("f", random.nextInt(LAMBDAS));
    return switch (random.nextInt(7)) {
      case 0 -> "x -> " + expression(METHODS, 3);
      case 1 -> lambda + "::apply";
      case 2 -> "x -> %s.andThen(%s).apply(%s(x))".formatted(lambda, other, method);
      case 3 -> "%sTask(%d, %s)".formatted(prefix, random.nextInt(99), lambda);
      case 4 ->
          "new Task<Integer, Integer>() { int k = %d; public Integer apply(Integer x) { return k + %s; } }"
              .formatted(random.nextInt(99), expression(METHODS, 2));
      case 5 ->
          "x -> { Supplier<Integer> s = () -> %s; return s.get(); }"
              .formatted(expression(METHODS, 2));
      default -> "x -> %s(x)".formatted(method);
    };
  }

  private String name(String kind, int number) {
    return prefix + kind + number;
  }

  private String record() {
    return "record %sPair(int a, int b) { int get() { return a * %d + b %% %d; } }"
        .formatted(prefix, random.nextInt(-9, 9), random.nextInt(1, 9));
  }

  private String variable(int i) {
    return "int %s = %d;".formatted(name("v", i), random.nextInt(100));
  }

  private String method(int i) {
    return "int %s(int x) { return %s; }".formatted(name("m", i), expression(i, 3));
  }

  private String lambda(int i) {
    return "Function<Integer, Integer> %s = x -> %s;"
        .formatted(name("f", i), expression(METHODS, 2));
  }

  /// @param methods only those below this number are called
  private String expression(int methods, int depth) {
    if (depth == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> "x";
        case 1 -> String.valueOf(random.nextInt(100));
        default -> name("v", random.nextInt(VARIABLES));
      };
    }
    String a = expression(methods, depth - 1);
    String b = expression(methods, depth - 1);
    return switch (random.nextInt(9)) {
      case 0 -> "(%s + %s)".formatted(a, b);
      case 1 -> "(%s * 3 - %s)".formatted(a, b);
      case 2 -> "(\"\" + %s + '/' + %s).length()".formatted(a, b);
      case 3 -> "new %sPair(%s, %s).get()".formatted(prefix, a, b);
      case 4 -> "List.of(%s, %s).stream().mapToInt(y -> y + 1).sum()".formatted(a, b);
      case 5 -> "switch (%s & 1) { case 0 -> %s; default -> -1; }".formatted(a, b);
      case 6 -> "(%s > %s ? x : 7)".formatted(a, b);
      default -> methods == 0 ? a : "%s(%s)".formatted(name("m", random.nextInt(methods)), a);
    };
  }
}
