package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SourceCodeAnalysis;

/// The mistakes in the statements behind the first one that does not compile. They are compiled
/// against what the session has declared, and neither declared nor run.
///
/// A mistake must be one. So a statement is left alone that could mean something else if those in
/// front of it had run: that uses a name which they may declare, or stands behind an import of
/// everything, a library, or another body of a type that is there. Declarations of types are left
/// alone too: see [TypeDeclaration].
///
/// **Threads.** Used by the thread that evaluates.
final class LaterErrors {

  /// Each takes the compiler about 10 ms.
  private static final int MOST_STATEMENTS = 50;

  /// With these a cell can declare what its text does not show.
  private static final Set<String> EVALUATORS =
      Set.of("eval", "evalRaw", "lineMagic", "cellMagic", "kernel", "getKernelInstance");

  private static final Set<Status> WAITING =
      EnumSet.of(Status.RECOVERABLE_DEFINED, Status.RECOVERABLE_NOT_DEFINED);

  private final JShell shell;
  private final SourceCodeAnalysis analysis;

  LaterErrors(JShell shell, SourceCodeAnalysis analysis) {
    this.shell = shell;
    this.analysis = analysis;
  }

  /// A statement with what the compiler says about it.
  private record Checked(int offset, CodeTokens tokens, List<Diag> problems) {}

  /// Adds them to the errors of the first bad statement.
  ///
  /// @param from offset of that statement
  /// @param to offset behind the last one
  void addTo(
      CompileErrors errors, CellRun run, CellSource source, int from, int to, LineDirective lines) {
    String code = source.text().substring(0, to);
    CodeTokens all = CodeTokens.of(code.substring(from));
    if (all.callsAny(EVALUATORS) || isEvaluatorDeclared()) {
      return;
    }
    Map<String, Integer> undeclared = all.declared();
    waiting().forEach(name -> undeclared.merge(name, 1, Integer::sum));
    try {
      List<Checked> checked = check(code, from, run, lines);
      for (Checked statement : checked.subList(Math.min(1, checked.size()), checked.size())) {
        if (!usesAny(undeclared, statement.tokens)) {
          errors.add(statement.problems, statement.offset);
        }
      }
    } catch (StackOverflowError | AssertionError | InternalError inCompiler) {
      // It has said what it could.
    }
  }

  /// The statements that can be checked, the first bad one in front.
  private List<Checked> check(String code, int from, CellRun run, LineDirective lines) {
    List<Checked> checked = new ArrayList<>();
    Set<String> types = types();
    int at = from;
    while ((at = CellScanner.skipBlank(code, at)) < code.length()) {
      if (checked.size() == MOST_STATEMENTS || run.isInterrupted()) {
        break;
      }
      if (code.charAt(at) == '%') {
        int end = CellScanner.endOfLine(code, at);
        if (lines.mayDeclareMore(code.substring(at, end))) {
          break;
        }
        at = end;
        continue;
      }
      String rest = code.substring(at);
      NextStatement first = NextStatement.of(analysis, rest);
      List<Snippet> snippets = TypeDeclaration.otherSnippets(analysis, first.text());
      List<Diag> problems = problems(snippets);
      boolean isBroken = snippets.stream().anyMatch(each -> each.kind() == Kind.ERRONEOUS);
      int end = first.length();
      if (isBroken) {
        int least = first.isWhole() ? first.length() : lastOf(problems) + 1;
        end = CodeTokens.of(rest).nextStatement(least);
      }
      String text = rest.substring(0, end);
      CodeTokens tokens = CodeTokens.of(text);
      checked.add(new Checked(at, tokens, isWaiting(snippets, problems) ? List.of() : problems));
      boolean isOpenImport = tokens.importsMany() || (tokens.isImport() && isBroken);
      if (isOpenImport || tokens.declaresType(types)) {
        break;
      }
      at += end;
    }
    return checked;
  }

  private List<Diag> problems(List<Snippet> snippets) {
    return snippets.stream().flatMap(shell::diagnostics).filter(Diag::isError).toList();
  }

  private static int lastOf(List<Diag> problems) {
    return (int) problems.stream().mapToLong(Diag::getPosition).max().orElse(0);
  }

  /// Whether it is a declaration that only lacks what a later cell may declare.
  private static boolean isWaiting(List<Snippet> snippets, List<Diag> problems) {
    return snippets.stream()
            .allMatch(each -> each.kind() == Kind.METHOD || each.kind() == Kind.TYPE_DECL)
        && problems.stream()
            .map(Diag::getCode)
            .allMatch(code ->
                code.startsWith("compiler.err.cant.resolve")
                    || code.equals("compiler.err.cant.apply.symbol"));
  }

  /// Whether a statement uses names that others would have declared. Those of results, such as
  /// `$3`, would be other results.
  private static boolean usesAny(Map<String, Integer> undeclared, CodeTokens statement) {
    Map<String, Integer> others = new HashMap<>(undeclared);
    statement.declared().forEach((name, count) -> others.merge(name, -count, Integer::sum));
    return statement.tokens().stream()
        .map(CodeTokens.Token::text)
        .anyMatch(name -> others.getOrDefault(name, 0) > 0 || name.matches("\\$\\d+"));
  }

  /// The names of declarations that wait for others, which the cell may bring.
  private List<String> waiting() {
    return shell
        .snippets()
        .filter(snippet -> WAITING.contains(shell.status(snippet)))
        .filter(DeclarationSnippet.class::isInstance)
        .map(snippet -> ((DeclarationSnippet) snippet).name())
        .toList();
  }

  private Set<String> types() {
    return shell
        .snippets()
        .filter(snippet -> snippet.kind() == Kind.TYPE_DECL && shell.status(snippet).isActive())
        .map(snippet -> ((DeclarationSnippet) snippet).name())
        .collect(Collectors.toSet());
  }

  private boolean isEvaluatorDeclared() {
    return shell
        .snippets()
        .filter(snippet -> snippet.kind() == Kind.METHOD || snippet.kind() == Kind.TYPE_DECL)
        .anyMatch(snippet -> CodeTokens.of(snippet.source()).callsAny(EVALUATORS));
  }
}
