package org.muster.parallel.closure;

import java.util.regex.Pattern;

/// Classes and methods as the notebook calls them, not as JShell does.
final class Names {

  /// `REPL.$JShell$12$Flight`, `REPL.$JShell$12B$Flight`.
  private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+\\$(?=.)");

  private static final String CELL = "REPL.$JShell$";

  private static final int MOST_CHARS = 500;

  private static final Pattern LOCAL_NUMBER = Pattern.compile("\\$\\d+(?=\\p{Alpha})");

  private Names() {}

  /// Whether this may be the binary name of a class of a cell.
  static boolean isOfCell(String text) {
    return text.startsWith(CELL) && text.length() <= MOST_CHARS;
  }

  /// `Flight` for a type of a cell; arrays as in Java.
  static String type(Class<?> type) {
    if (type.isArray()) {
      return type(type.getComponentType()) + "[]";
    }
    if (isLambda(type)) {
      return "a lambda of " + type(withoutLambda(type));
    }
    return type(type.getName());
  }

  static String type(String binaryName) {
    String name = WRAPPER.matcher(binaryName).replaceFirst("");
    if (name.equals(binaryName)) {
      return name;
    }
    if (Character.isDigit(name.charAt(0))) {
      String local = name.replaceFirst("^\\d+", "");
      return local.isEmpty() ? "an anonymous class" : local;
    }
    name = name.replaceFirst("\\$\\d+$", ""); // the body of an enum constant
    return LOCAL_NUMBER.matcher(name).replaceAll(".").replace('$', '.');
  }

  static boolean isLambda(Class<?> type) {
    return type.isHidden() && type.getName().contains("$$Lambda");
  }

  /// The class that has the lambda.
  static String withoutLambda(Class<?> type) {
    String name = type.getName();
    return name.substring(0, name.indexOf("$$Lambda"));
  }

  /// The code of a cell as a link of a chain.
  static String method(ClassFacts owner, String method) {
    int cell = owner.cellClass().cell();
    String where = cell == 0 ? "" : " in cell [%d]".formatted(cell);
    String name = method.substring(0, method.indexOf('('));
    String type = owner.isWrapper() ? "" : type(owner.name().replace('/', '.'));
    String prefix = type.isEmpty() ? "" : type + ".";
    if (name.startsWith("lambda$")) {
      return "the lambda" + where;
    }
    return switch (name) {
      case "do_it$" -> "the code" + where;
      case "<init>" -> "`new %s(…)`%s".formatted(type, where);
      case "<clinit>" -> "the static initialiser of `%s`%s".formatted(type, where);
      default -> "`%s%s()`%s".formatted(prefix, name, where);
    };
  }
}
