package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.List;

/// What the name of the class that JShell puts around a snippet says. `REPL.$JShell$3C` holds the
/// third snippet in its third class; `REPL.$JShell$3C_7` holds two overloads of a method.
public final class WrapperName {

  private static final String PREFIX = "REPL.$JShell$";

  private WrapperName() {}

  /// Whether the class is of a cell: a wrapper or nested in one.
  public static boolean isOfCell(String className) {
    return className.startsWith(PREFIX);
  }

  /// The wrapper that a class of a cell is nested in, or the class itself.
  static String of(String className) {
    int nested = className.indexOf('$', PREFIX.length());
    return nested < 0 ? className : className.substring(0, nested);
  }

  /// The number of the snippet, or of the first of several: it stays when the class changes.
  static String snippetOf(String wrapper) {
    int end = PREFIX.length();
    while (end < wrapper.length() && Character.isDigit(wrapper.charAt(end))) {
      end++;
    }
    return wrapper.substring(PREFIX.length(), end);
  }

  /// The numbers of all snippets in a wrapper.
  static List<String> snippetsOf(String wrapper) {
    return versionsOf(wrapper).stream().map(each -> each.replaceAll("\\D", "")).toList();
  }

  /// The numbers of the snippets with the letters of their versions.
  static List<String> versionsOf(String wrapper) {
    List<String> versions = new ArrayList<>();
    int start = PREFIX.length();
    for (int end = start; start < wrapper.length(); start = end + 1) {
      end = wrapper.indexOf('_', start);
      end = end < 0 ? wrapper.length() : end;
      versions.add(wrapper.substring(start, end));
    }
    return versions;
  }
}
