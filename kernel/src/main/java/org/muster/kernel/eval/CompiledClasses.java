package org.muster.kernel.eval;

import java.util.Map;
import java.util.function.Predicate;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/// The class files that JShell shows its compiler: those of all snippets that there ever were. It
/// lists them for each of the four compilations that a snippet takes, so a cell would take longer
/// the more cells ran before it, and no class file would ever go.
///
/// JShell has no method to let go of them, see [Internals]; where it looks otherwise, all class
/// files stay.
///
/// **Threads.** Used by the thread that evaluates.
final class CompiledClasses {

  private final @Nullable Map<String, ?> byName;

  private CompiledClasses(@Nullable Map<String, ?> byName) {
    this.byName = byName;
  }

  static CompiledClasses of(JShell shell) {
    try {
      Object files = Internals.valueOf("fileManager", Internals.valueOf("taskFactory", shell));
      @SuppressWarnings("unchecked") // class files by class name
      var found = (Map<String, ?>) Internals.valueOf("classObjects", files);
      return new CompiledClasses(found);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new CompiledClasses(null);
    }
  }

  /// Lets go of the class files of other wrappers.
  void keepOnly(Predicate<String> wrappers) {
    if (byName != null) {
      byName
          .keySet()
          .removeIf(name -> WrapperName.isOfCell(name) && !wrappers.test(WrapperName.of(name)));
    }
  }
}
