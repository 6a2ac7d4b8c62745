package org.muster.kernel.eval;

import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// Whether all code that could call a method is code that ran and will not run again.
///
/// The JVM stops for 20 ms to redefine a class, because it walks through all that there are. A
/// method that only statements and expressions have called, as it is while somebody tries it out,
/// gets a new class of the same name instead: nobody can tell.
final class SpentCode {

  /// What is in the wrapper of a statement, or of an expression, that makes no objects of its own.
  private static final Set<String> OF_STATEMENTS = Set.of("<init>", "do_it$");

  private SpentCode() {}

  /// Whether a snippet may get a new class in place of its own.
  ///
  /// @param users the snippets whose code uses it
  /// @param redefined the classes that change, in their new version
  static boolean isAllThatUses(
      SnippetLoader snippet, List<SnippetLoader> users, Map<String, byte[]> redefined) {
    CellClass wrapper = onlyClass(snippet);
    return wrapper != null
        && redefined.keySet().equals(Set.of(snippet.wrapper()))
        && ClassFile.of().parse(wrapper.bytes()).fields().isEmpty()
        && users.stream().allMatch(SpentCode::isSpent);
  }

  private static boolean isSpent(SnippetLoader user) {
    CellClass wrapper = onlyClass(user);
    return wrapper != null
        && ClassFile.of().parse(wrapper.bytes()).methods().stream()
            .map(MethodModel::methodName)
            .allMatch(name -> OF_STATEMENTS.contains(name.stringValue()));
  }

  private static @Nullable CellClass onlyClass(SnippetLoader snippet) {
    CellClass only = null;
    for (CellClass each : snippet.own()) {
      if (only != null) {
        return null;
      }
      only = each;
    }
    return only;
  }
}
