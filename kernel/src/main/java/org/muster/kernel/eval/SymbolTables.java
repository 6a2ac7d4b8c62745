package org.muster.kernel.eval;

import java.lang.reflect.Field;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/// JShell's compilers, which are [SharedCompilers] here, and their tables of classes: puts a
/// [ClassTable] into each.
///
/// There is no method for that; see [Internals].
///
/// **Threads.** Used by the thread that evaluates.
final class SymbolTables {

  private static final String SYMBOLS = "com.sun.tools.javac.code.Symtab";

  private final JShell shell;
  private Set<Object> known = Set.of();
  private boolean isClosed;

  SymbolTables(JShell shell) {
    this.shell = shell;
  }

  /// To be called between two snippets: JShell makes compilers when it needs them, and lets go of
  /// those that it has when the class path changes.
  void replaceNew() {
    if (isClosed) {
      return;
    }
    try {
      Set<Object> there = Collections.newSetFromMap(new IdentityHashMap<>());
      Object pool = Internals.valueOf("javacTaskPool", Internals.valueOf("taskFactory", shell));
      var byOptions = (Map<?, ?>) Internals.valueOf("options2Contexts", pool);
      if (!(byOptions instanceof SharedCompilers)) {
        Internals.field("options2Contexts", pool.getClass()).set(pool, new SharedCompilers());
        known = Set.of();
        return; // a new pool
      }
      for (Object contexts : byOptions.values()) {
        for (Object context : (Queue<?>) contexts) {
          there.add(context);
          if (!known.contains(context)) {
            replaceIn(context);
          }
        }
      }
      known = there;
    } catch (ReflectiveOperationException | RuntimeException e) {
      isClosed = true; // another JDK: its compilers take longer
    }
  }

  /// Lets go of all compilers.
  void clear() {
    try {
      Object pool = Internals.valueOf("javacTaskPool", Internals.valueOf("taskFactory", shell));
      ((Map<?, ?>) Internals.valueOf("options2Contexts", pool)).clear();
    } catch (ReflectiveOperationException | RuntimeException e) {
      // they go with their JShell
    }
    known = Set.of();
  }

  private static void replaceIn(Object context) throws ReflectiveOperationException {
    Object symbols = symbolsOf((Map<?, ?>) Internals.valueOf("ht", context));
    if (symbols != null) {
      Field classes = Internals.field("classes", symbols.getClass());
      @SuppressWarnings("unchecked") // symbols of classes, by module, by name
      var before = (Map<Object, Map<Object, Object>>) classes.get(symbols);
      classes.set(symbols, new ClassTable(before));
    }
  }

  private static @Nullable Object symbolsOf(Map<?, ?> components) {
    return components.values().stream()
        .filter(component -> component != null && component.getClass().getName().equals(SYMBOLS))
        .findFirst()
        .orElse(null);
  }
}
