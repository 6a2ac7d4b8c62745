package org.muster.kernel.eval;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.TypeDeclSnippet;

/// Why a declaration cannot be used although it is there: it waits for another one, or something
/// that it uses was declared again and it does not compile with that.
///
/// **Threads.** Used by the thread that evaluates.
final class Unusable {

  private final JShell shell;

  Unusable(JShell shell) {
    this.shell = shell;
  }

  /// Whether it lacks nothing but has a mistake.
  boolean hasMistake(Snippet snippet) {
    return snippet instanceof DeclarationSnippet declaration
        && shell.unresolvedDependencies(declaration).findAny().isEmpty();
  }

  /// What to tell of such a declaration.
  String why(DeclarationSnippet snippet) {
    List<String> missing = shell.unresolvedDependencies(snippet).toList();
    return missing.isEmpty()
        ? "`%s` cannot be used, because it does not compile%s"
            .formatted(snippet.name(), mistake(snippet))
        : "`%s` cannot be used until %s is declared"
            .formatted(snippet.name(), String.join(", ", missing));
  }

  /// What to tell of the type of this name, for which the compiler knows no such class.
  Optional<String> whyType(String name) {
    return shell
        .snippets()
        .filter(TypeDeclSnippet.class::isInstance)
        .map(TypeDeclSnippet.class::cast)
        .filter(type -> type.name().equals(name))
        .filter(type -> shell.status(type) == Status.RECOVERABLE_NOT_DEFINED)
        .findFirst()
        .map(this::why);
  }

  private String mistake(Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .filter(Diag::isError)
        .findFirst()
        .map(diag -> ": " + diag.getMessage(Locale.ROOT).strip().replaceAll("\\s+", " "))
        .orElse(" as it stands");
  }
}
