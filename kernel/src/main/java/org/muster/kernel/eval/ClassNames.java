package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import org.jspecify.annotations.Nullable;

/// Finds the classes that the code of a cell can name.
///
/// **Threads.** Used by the thread that evaluates.
final class ClassNames {

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final ClassLoader loader;

  ClassNames(JShell shell, SourceCodeAnalysis analysis, ClassLoader loader) {
    this.shell = shell;
    this.analysis = analysis;
    this.loader = loader;
  }

  /// The class of a name, simple or with its package, with or without type arguments; null if there
  /// is none.
  @Nullable Class<?> find(String name) {
    String plain = name.replaceAll("<.*>", "").strip();
    if (!plain.matches("[\\p{javaJavaIdentifierPart}.]+")) {
      return null;
    }
    for (String candidate : candidates(plain)) {
      try {
        return loader.loadClass(candidate);
      } catch (ClassNotFoundException | LinkageError e) {
        // another one, then
      }
    }
    return null;
  }

  private List<String> candidates(String name) {
    List<String> candidates = new ArrayList<>();
    shell
        .snippets()
        .filter(snippet -> shell.status(snippet).isActive())
        .forEach(snippet -> {
          if (snippet instanceof TypeDeclSnippet type && type.name().equals(name)) {
            candidates.add(analysis.wrapper(type).fullClassName() + "$" + name);
          } else if (snippet instanceof ImportSnippet imported && !imported.isStatic()) {
            String full = imported.fullname();
            if (full.endsWith("." + name)) {
              candidates.add(full);
            } else if (full.endsWith(".*")) {
              candidates.add(full.substring(0, full.length() - 1) + name);
            }
          }
        });
    candidates.add("java.lang." + name);
    candidates.add(name);
    int nested = name.lastIndexOf('.');
    if (nested > 0) {
      String outer = name.substring(0, nested);
      Class<?> type = find(outer);
      if (type != null) {
        candidates.add(type.getName() + "$" + name.substring(nested + 1));
      }
    }
    return candidates;
  }
}
