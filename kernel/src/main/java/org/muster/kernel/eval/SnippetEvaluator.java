package org.muster.kernel.eval;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/// Has one statement or declaration compiled, and runs it.
///
/// **Threads.** Used by the thread that evaluates.
final class SnippetEvaluator {

  /// Expressions without a name are called `$1`, `$2`, … Each one that stays reachable makes every
  /// later cell slower to compile (3-5 ms become 38 ms after 1,000 of them), so older ones go.
  private static final int KEPT_RESULTS = 10;

  private static final Set<SubKind> WITH_VALUE =
      EnumSet.of(
          SubKind.VAR_VALUE_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND,
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND);

  private final Session session;
  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final ErrorHints hints;
  private final Failures failures;
  private final Notices notices;
  private final Unusable unusable;
  private final Housekeeping housekeeping;
  private final CompilerLog compilerLog = new CompilerLog();
  private final SymbolTables symbols;
  private final @Nullable KnownImports knownImports;
  private final Restorer restorer;
  private final Deque<Snippet> results = new ArrayDeque<>();

  SnippetEvaluator(
      Session session, ErrorHints hints, Failures failures, Notices notices, Unusable unusable) {
    this.session = session;
    this.shell = session.shell();
    this.analysis = session.analysis();
    this.hints = hints;
    this.failures = failures;
    this.notices = notices;
    this.unusable = unusable;
    SnippetPlaces places = session.places();
    housekeeping = new Housekeeping(shell, analysis, session.loader(), session.classes(), places);
    symbols = new SymbolTables(shell, compilerLog);
    knownImports = KnownImports.of(shell);
    restorer = new Restorer(shell, analysis, session.classes(), places);
  }

  /// Evaluates a snippet that is no part of a cell.
  ///
  /// @return what came of it; empty for an import, which is taken to be right
  List<SnippetEvent> startUp(String code) {
    if (knownImports != null && knownImports.add(code)) {
      return List.of();
    }
    symbols.replaceNew();
    return shell.eval(code);
  }

  /// Does with a snippet what [#eval] does, on the calling thread and for nobody.
  ///
  /// @return its value
  @Nullable Object rehearse(String code) {
    var source = new CellSource(0, code);
    List<SnippetEvent> events = evaluated(code, source, 0);
    CellExecutionControl.Outcome outcome = session.control().takeOutcome();
    settle(events);
    Snippet snippet = events.getFirst().snippet();
    session.places().add(analysis.wrapper(snippet), source, 0);
    return valueOf(snippet, outcome);
  }

  /// Nothing holds the compilers any more.
  void close() {
    shell.close();
    symbols.clear();
  }

  /// How a snippet ended.
  sealed interface Ending {

    /// What that means for the cell.
    CellResult result();

    /// The compiler had nothing against it.
    record Ran(CellResult result) implements Ending {}

    /// It does not compile. What it would have replaced is there as before.
    record Rejected(CompileErrors errors) implements Ending {
      @Override
      public CellResult result() {
        return new CellResult.Failed(errors.content(), null);
      }
    }
  }

  /// Evaluates a snippet.
  ///
  /// @param offset of the snippet in the cell
  /// @param declared gets what it declares, and what it has broken
  Ending eval(CellRun run, CellSource source, int offset, String code, List<Snippet> declared) {
    if (run.isInterrupted()) {
      return new Ending.Ran(failures.of(run, new CellInterruptedError()));
    }
    List<SnippetEvent> events = evaluated(code, source, offset);
    CellExecutionControl.Outcome outcome = session.control().takeOutcome();
    settle(events);
    // The others are of another cell's snippets that this one touched.
    List<SnippetEvent> own = events.stream().filter(each -> each.causeSnippet() == null).toList();
    if (!own.isEmpty()) {
      notices.resets(run, own.getFirst().snippet());
    }
    own.stream()
        .map(SnippetEvent::snippet)
        .filter(snippet -> snippet.kind() != Kind.ERRONEOUS)
        .forEach(snippet -> session.places().add(analysis.wrapper(snippet), source, offset));
    events.stream().filter(this::hasBroken).forEach(event -> declared.add(event.snippet()));
    if (own.stream().anyMatch(SnippetEvaluator::isRejected)) {
      return rejected(events, own, source, offset, code);
    }
    return new Ending.Ran(result(run, events, own, outcome, source, offset, declared));
  }

  private List<SnippetEvent> evaluated(String code, CellSource source, int offset) {
    housekeeping.tidyIfDue();
    symbols.replaceNew();
    String _ = compilerLog.takeFailure();
    session.classes().begin();
    return run(code, source, offset);
  }

  private void settle(List<SnippetEvent> events) {
    restorer.variables(events);
    session.classes().settle();
  }

  /// Whether a declaration of another cell does not compile, and did before, or waited for what is
  /// there now. One that begins to wait is none: what it waits for is told.
  private boolean hasBroken(SnippetEvent event) {
    if (event.causeSnippet() == null || event.status() == event.previousStatus()) {
      return false;
    }
    return switch (event.status()) {
      case RECOVERABLE_DEFINED -> true;
      case RECOVERABLE_NOT_DEFINED ->
          event.snippet().kind() != Kind.VAR && unusable.hasMistake(event.snippet());
      default -> false;
    };
  }

  /// A variable of an unknown type is none, although JShell would wait for the type.
  private static boolean isRejected(SnippetEvent event) {
    return event.status() == Status.REJECTED
        || (event.status() == Status.RECOVERABLE_NOT_DEFINED && event.snippet().kind() == Kind.VAR);
  }

  private Ending rejected(
      List<SnippetEvent> events,
      List<SnippetEvent> own,
      CellSource source,
      int offset,
      String code) {
    var errors = new CompileErrors(source, hints);
    for (SnippetEvent event : own) {
      if (isRejected(event)) {
        errors.add(mistakes(List.of(event.snippet())), offset);
      }
    }
    if (errors.isEmpty()) { // JShell has nothing to say of `Missing x;`, as long as it waits
      errors.add(mistakes(TypeDeclaration.otherSnippets(analysis, code)), offset);
    }
    own.stream()
        .filter(event -> event.status() == Status.RECOVERABLE_NOT_DEFINED)
        .forEach(event -> shell.drop(event.snippet()));
    restorer.afterFailure(events);
    return new Ending.Rejected(errors);
  }

  private List<Diag> mistakes(List<Snippet> snippets) {
    return snippets.stream().flatMap(shell::diagnostics).filter(Diag::isError).toList();
  }

  private CellResult result(
      CellRun run,
      List<SnippetEvent> events,
      List<SnippetEvent> own,
      CellExecutionControl.Outcome outcome,
      CellSource source,
      int offset,
      List<Snippet> declared) {
    Object value = null;
    for (SnippetEvent event : own) {
      Snippet snippet = event.snippet();
      if (isWithoutClass(event)) {
        shell.drop(snippet);
        restorer.afterFailure(events);
        String failure = compilerLog.takeFailure();
        return CompileErrors.compilerFailed(
            failure.isEmpty() ? "it made no class, and found no mistake" : failure, source, offset);
      }
      Throwable thrown = outcome.thrown();
      if (thrown != null) {
        return failures.of(
            run,
            event.exception() instanceof UnresolvedReferenceException unresolved
                ? notices.cannotRunYet(unresolved, thrown)
                : thrown);
      }
      if (snippet instanceof VarSnippet variable) {
        notices.tell(run, restorer.usable(variable));
      }
      value = valueOf(snippet, outcome);
      if (snippet instanceof DeclarationSnippet) {
        declared.add(snippet);
      }
    }
    return new CellResult.Value(value);
  }

  /// The place of a snippet is known before it runs: what fails in a worker meanwhile has a line.
  private List<SnippetEvent> run(String code, CellSource source, int offset) {
    Consumer<String> before =
        session
            .control()
            .tellBeforeRunning(snippetClass ->
                shell.snippets().toList().reversed().stream()
                    .map(analysis::wrapper)
                    .filter(wrapper -> wrapper.fullClassName().equals(snippetClass))
                    .findFirst()
                    .ifPresent(wrapper -> session.places().add(wrapper, source, offset)));
    try {
      return shell.eval(code);
    } finally {
      session.control().tellBeforeRunning(before);
    }
  }

  /// Whether the compiler has come to a sudden end after it found the snippet to be right: JShell
  /// does not notice.
  private boolean isWithoutClass(SnippetEvent event) {
    return event.status().isDefined()
        && event.snippet().kind() != Kind.IMPORT
        && session.loader().find(analysis.wrapper(event.snippet()).fullClassName()) == null;
  }

  private @Nullable Object valueOf(Snippet snippet, CellExecutionControl.Outcome outcome) {
    if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
      results.addLast(snippet);
      forgetOldResults();
    }
    Object value = WITH_VALUE.contains(snippet.subKind()) ? outcome.value() : null;
    return isOutput(value) ? null : value;
  }

  /// Whether the value is all that `System.out.printf(…)` leaves: it was called for what it prints.
  @SuppressWarnings("ReferenceEquality") // these very streams
  private static boolean isOutput(@Nullable Object value) {
    return value != null && (value == System.out || value == System.err);
  }

  private void forgetOldResults() {
    while (results.size() > KEPT_RESULTS) {
      Snippet old = results.removeFirst();
      if (analysis.dependents(old).isEmpty()) {
        shell.drop(old);
      }
    }
  }
}
