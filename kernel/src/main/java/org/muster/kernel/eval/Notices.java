package org.muster.kernel.eval;

import java.util.List;
import java.util.Locale;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;

/// What a cell is told about its declarations although they are right, on its standard error.
final class Notices {

  private final JShell shell;
  private final SnippetClasses classes;
  private final ErrorHints hints;

  Notices(JShell shell, SnippetClasses classes, ErrorHints hints) {
    this.shell = shell;
    this.classes = classes;
    this.hints = hints;
  }

  /// Which of these declarations wait for others, or do not compile any more.
  void unresolved(CellRun run, List<Snippet> declared) {
    for (Snippet snippet : declared) {
      Status status = shell.status(snippet);
      if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
        tell(run, cannotRunYet((DeclarationSnippet) snippet));
        shell
            .unresolvedDependencies((DeclarationSnippet) snippet)
            .flatMap(missing -> hints.ofMissing(missing).stream())
            .forEach(hint -> tell(run, hint));
      }
    }
  }

  /// Which variables have lost their values to a declaration.
  void resets(CellRun run, Snippet declared) {
    if (declared instanceof DeclarationSnippet named) {
      boolean isType = declared.kind() == Kind.TYPE_DECL;
      ResetReport.lines(named.name(), isType, classes, shell.variables())
          .forEach(line -> tell(run, line));
    }
  }

  /// One line more; none if null.
  void tell(CellRun run, @Nullable String line) {
    if (line != null) {
      run.output().print(OutputStreamName.STDERR, line + "\n");
    }
  }

  /// What the user sees of a call that JShell has refused.
  Throwable cannotRunYet(UnresolvedReferenceException unresolved, Throwable thrown) {
    var error = new IllegalStateException(cannotRunYet(unresolved.getSnippet()));
    error.setStackTrace(thrown.getStackTrace());
    return error;
  }

  private String cannotRunYet(DeclarationSnippet snippet) {
    List<String> missing = shell.unresolvedDependencies(snippet).toList();
    return missing.isEmpty()
        ? "`%s` cannot be used, because it does not compile%s"
            .formatted(snippet.name(), mistake(snippet))
        : "`%s` cannot be used until %s is declared"
            .formatted(snippet.name(), String.join(", ", missing));
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
