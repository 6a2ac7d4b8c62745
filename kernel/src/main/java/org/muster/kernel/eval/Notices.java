package org.muster.kernel.eval;

import java.util.List;
import jdk.jshell.DeclarationSnippet;
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
  private final Unusable unusable;

  Notices(JShell shell, SnippetClasses classes, ErrorHints hints, Unusable unusable) {
    this.shell = shell;
    this.classes = classes;
    this.hints = hints;
    this.unusable = unusable;
  }

  /// Which of these declarations wait for others, or do not compile any more.
  void unresolved(CellRun run, List<Snippet> declared) {
    for (Snippet snippet : declared) {
      Status status = shell.status(snippet);
      if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
        tell(run, unusable.why((DeclarationSnippet) snippet));
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
    var error = new IllegalStateException(unusable.why(unresolved.getSnippet()));
    error.setStackTrace(thrown.getStackTrace());
    return error;
  }
}
