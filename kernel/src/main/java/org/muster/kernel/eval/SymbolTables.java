package org.muster.kernel.eval;

import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import jdk.jshell.JShell;
import org.jspecify.annotations.Nullable;

/// JShell's compilers, which are [SharedCompilers] here: puts a [ClassTable] into each as its table
/// of classes, and has each write to a [CompilerLog].
///
/// There is no method for that; see [Internals].
///
/// **Threads.** Used by the thread that evaluates.
final class SymbolTables {

  private static final String SYMBOLS = "com.sun.tools.javac.code.Symtab";
  private static final String LOG = "com.sun.tools.javac.util.Log";

  private final JShell shell;
  private final PrintWriter log;
  private Set<Object> known = Set.of();
  private boolean isClosed;

  SymbolTables(JShell shell, CompilerLog log) {
    this.shell = shell;
    this.log = new PrintWriter(log);
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

  private void replaceIn(Object context) throws ReflectiveOperationException {
    var components = (Map<?, ?>) Internals.valueOf("ht", context);
    Object ofCompiler = component(components, LOG);
    if (ofCompiler != null) {
      Object _ = Internals.method("setWriters", ofCompiler.getClass()).invoke(ofCompiler, log);
    }
    Object symbols = component(components, SYMBOLS);
    if (symbols != null) {
      Field classes = Internals.field("classes", symbols.getClass());
      @SuppressWarnings("unchecked") // symbols of classes, by module, by name
      var before = (Map<Object, Map<Object, Object>>) classes.get(symbols);
      classes.set(symbols, new ClassTable(before));
    }
  }

  private static @Nullable Object component(Map<?, ?> components, String type) {
    return components.values().stream()
        .filter(component -> component != null && isA(component.getClass(), type))
        .findFirst()
        .orElse(null);
  }

  private static boolean isA(Class<?> component, String type) {
    Class<?> parent = component.getSuperclass();
    return component.getName().equals(type) || (parent != null && isA(parent, type));
  }
}
