package org.muster.kernel.eval;

import java.util.List;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/// Puts back what JShell gives up although nobody asked for it.
///
/// - When a declaration does not compile, JShell has dropped already what it would have replaced.
/// - When a type is declared again, so that the initialiser of a variable does not compile any
///   more, JShell drops the variable, although its initialiser has long been run.
/// - When `var` stands for an intersection that JShell cannot read, no later cell could use the
///   variable.
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

  /// Gives a variable a type that later cells can use. JShell cannot read every intersection that
  /// `var` can stand for, such as that of `(Function<Integer, Integer> & Marker & RandomAccess)`;
  /// the compiler breaks down at code that uses such a variable, or finds it to be no code at all.
  ///
  /// @return what to tell the user, or null if nothing had to be done
  @Nullable String usable(VarSnippet variable) {
    String type = variable.typeName();
    int end = endOfFirst(type);
    if (end == type.length() || isUsable(variable)) {
      return null;
    }
    String first = type.substring(0, end).strip();
    restore(variable, declaration(first, variable));
    return """
    `%s` is a `%s` from now on: later cells cannot use its type `%s`. If you need another, give `%s` \
    that type instead of `var`.\
    """
        .formatted(variable.name(), first, type, variable.name());
  }

  private boolean isUsable(VarSnippet variable) {
    return analysis.sourceToSnippets(variable.name()).stream()
        .allMatch(each -> each.subKind() == SubKind.VAR_VALUE_SUBKIND);
  }

  /// The end of the first type of an intersection; that of the text if it is none.
  private static int endOfFirst(String type) {
    int depth = 0;
    for (int i = 0; i < type.length(); i++) {
      switch (type.charAt(i)) {
        case '<' -> depth++;
        case '>' -> depth--;
        case '&' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return type.length();
  }

  /// On a line of its own, so that its code is not the same as any before.
  private static String declaration(String type, VarSnippet variable) {
    return type + "\n" + variable.name() + ";";
  }

  private void restore(Snippet snippet) {
    switch (snippet) {
      case VarSnippet variable -> restore(variable, declaration(variable.typeName(), variable));
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
