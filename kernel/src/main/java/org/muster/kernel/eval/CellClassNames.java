package org.muster.kernel.eval;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the classes of cells are called by everyone who writes cells.
final class CellClassNames {

  private static final Pattern OF_CELL =
      Pattern.compile("REPL\\.\\$JShell\\$\\w+(?:\\.|((?:\\$\\w+)+)|\\$)");

  /// A local one has a number before its name, an anonymous one nothing else. JShell makes some of
  /// these members with a name of its own.
  private static final Pattern ANONYMOUS =
      Pattern.compile("REPL\\..*(\\$JShell\\$anonymous\\$.*|\\$JShell\\$\\w+\\$(.*\\$)?\\d+)");

  private CellClassNames() {}

  /// A text in which `REPL.$JShell$12$Flight$Leg` is `Flight.Leg`, and `REPL.$JShell$7.name` is
  /// `name`.
  static String in(String text) {
    return OF_CELL.matcher(text).replaceAll(found -> nested(found.group(1)));
  }

  private static String nested(@Nullable String names) {
    return names == null
        ? ""
        : Stream.of(names.substring(1).split("\\$"))
            .map(name -> name.replaceFirst("^\\d+", ""))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining("."));
  }

  /// Whether the class of this binary name has none in its cell.
  static boolean isAnonymous(String type) {
    return ANONYMOUS.matcher(type).matches();
  }

  /// The class, or else the nearest superclass that has a name.
  static Class<?> named(Class<?> type) {
    return type.isAnonymousClass() || isAnonymous(type.getName())
        ? named(type.getSuperclass())
        : type;
  }
}
