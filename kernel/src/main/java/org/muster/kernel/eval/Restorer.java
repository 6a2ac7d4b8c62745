package org.muster.kernel.eval;

import java.util.List;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/// Puts back what JShell gives up although nobody asked for it.
///
/// - When a declaration does not compile, JShell has dropped already what it would have replaced.
/// - When a type is declared again, so that the initialiser of a variable does not compile any
///   more, JShell drops the variable, although its initialiser has long been run.
///
/// The class that holds the values is still there: JShell gets the declaration again, of a variable
/// without its initialiser, and [SnippetClasses] refuses every class but that one.
///
/// **Threads.** Used by the thread that evaluates.
final class Restorer {

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final SnippetClasses classes;
  private final SnippetPlaces places;

  Restorer(
      JShell shell, SourceCodeAnalysis analysis, SnippetClasses classes, SnippetPlaces places) {
    this.shell = shell;
    this.analysis = analysis;
    this.classes = classes;
    this.places = places;
  }

  /// Puts back what the failed declaration replaced.
  ///
  /// @param events what came of the declaration
  void afterFailure(List<SnippetEvent> events) {
    for (SnippetEvent event : events) {
      boolean wasThere = event.previousStatus() != null && event.previousStatus().isDefined();
      if (event.status() == Status.OVERWRITTEN && wasThere) {
        restore(event.snippet());
      }
    }
  }

  /// Puts back the variables that a declaration has made unusable.
  ///
  /// @param events what came of the declaration
  void variables(List<SnippetEvent> events) {
    for (SnippetEvent event : events) {
      Snippet snippet = event.snippet();
      boolean isOther = event.causeSnippet() != null && snippet.kind() == Kind.VAR;
      if (isOther && shell.status(snippet) == Status.RECOVERABLE_NOT_DEFINED) {
        restore(snippet);
      }
    }
  }

  private void restore(Snippet snippet) {
    switch (snippet) {
      case VarSnippet variable ->
          // on a line of its own, so that its code is not the same as any before
          restore(variable, variable.typeName() + "\n" + variable.name() + ";");
      case MethodSnippet method -> restore(method, "\n" + method.source());
      case TypeDeclSnippet type -> restore(type, "\n" + type.source());
      default -> {}
    }
  }

  private void restore(DeclarationSnippet snippet, String source) {
    SourceCodeAnalysis.SnippetWrapper old = analysis.wrapper(snippet);
    classes.beginToRestore(old.fullClassName());
    for (SnippetEvent event : shell.eval(source)) {
      if (event.causeSnippet() == null && event.status().isDefined()) {
        places.restored(old, analysis.wrapper(event.snippet()));
      }
    }
  }
}
