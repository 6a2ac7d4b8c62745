package org.muster.kernel.eval;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
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
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.message.ErrorContent;
import org.muster.parallel.spi.Host;

/// Evaluates cells in this JVM and remembers what they declare.
///
/// A cell is cut into snippets, which run in order; the first that fails ends the cell. The value
/// of a cell is that of its last snippet if that is an expression, with or without a semicolon, as
/// in IJava; declarations, statements and assignments have none.
///
/// **Threads.** One thread evaluates, completes and inspects; [CellRun#interrupt] may come from
/// any.
public final class Evaluator {

  /// Expressions without a name are called `$1`, `$2`, … Each one that stays reachable makes every
  /// later cell slower to compile (3-5 ms become 38 ms after 1,000 of them), so older ones go.
  private static final int KEPT_RESULTS = 10;

  private static final Set<SubKind> WITH_VALUE =
      EnumSet.of(
          SubKind.VAR_VALUE_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND,
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND);

  private final CellClassPath classPath = new CellClassPath();
  private final CellClassLoader loader = new CellClassLoader(classPath.loader());
  private final SnippetClasses classes = new SnippetClasses(loader);
  private final CellExecutionControl control =
      new CellExecutionControl(loader, classes, classPath.loader());
  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final CodeAssistant assistant;
  private final Declarations declarations;
  private final ErrorHints hints;
  private final SnippetPlaces places = new SnippetPlaces();
  private final Housekeeping housekeeping;
  private final SymbolTables symbols;
  private final Restorer restorer;
  private final CellErrors errors = new CellErrors(places);
  private final Deque<Snippet> results = new ArrayDeque<>();

  /// Starts the compiler and runs the snippets of a start-up script.
  ///
  /// @throws IllegalStateException if one of them fails, naming it
  public Evaluator(List<String> startUp) {
    NameIndex.postpone();
    shell =
        JShell.builder()
            .executionEngine(new Provider(control), Map.of())
            .compilerOptions("-g", "-parameters", SharedCompilers.GO_ON)
            .fileManager(classPath::ofCompiler)
            .build();
    analysis = shell.sourceCodeAnalysis();
    declarations = new Declarations(shell, analysis, loader, places);
    ClassNames names = new ClassNames(shell, analysis, loader);
    hints = new ErrorHints(declarations, names, analysis);
    assistant =
        new CodeAssistant(analysis, new CompletionKinds(shell, analysis, names), declarations);
    classes.askAboutSnippets(this::isInstalled);
    restorer = new Restorer(shell, analysis, classes, places);
    housekeeping = new Housekeeping(shell, analysis, loader, classes, places);
    symbols = new SymbolTables(shell);
    for (String snippet : startUp) {
      symbols.replaceNew();
      for (SnippetEvent event : shell.eval(snippet)) {
        if (event.status() != Status.VALID || event.exception() != null) {
          throw new IllegalStateException(
              "the start-up snippet `%s` fails: %s"
                  .formatted(snippet, shell.diagnostics(event.snippet()).toList()));
        }
      }
    }
  }

  /// Has the threads of cells tell of exceptions as this evaluator does.
  public void describeErrorsOfThreads() {
    CellThreads.describeWith(this::textOf);
  }

  /// Does with a snippet what a cell does, on the calling thread and for nobody.
  ///
  /// @return its value
  public @Nullable Object rehearse(String code) {
    CompletionInfo info = analysis.analyzeCompletion(code);
    housekeeping.tidyIfDue();
    symbols.replaceNew();
    classes.begin();
    var source = new CellSource(0, code);
    List<SnippetEvent> events = run(info.source(), source, 0);
    CellExecutionControl.Outcome outcome = control.takeOutcome();
    restorer.variables(events);
    classes.settle();
    Snippet snippet = events.getFirst().snippet();
    places.add(analysis.wrapper(snippet), source, 0);
    return valueOf(snippet, outcome);
  }

  /// Ends an evaluator that rehearses: nothing holds its compilers any more.
  public void close() {
    shell.close();
    symbols.clear();
  }

  /// What a cell shows of an exception, in lines of cells. May be called from any thread.
  public String textOf(Throwable thrown) {
    return String.join("\n", errors.thrown(thrown).traceback());
  }

  /// The cell and the line of a frame; null if it is in no cell. May be called from any thread.
  public Host.@Nullable Place placeOf(StackTraceElement frame) {
    return places.of(frame).map(place -> new Host.Place(place.cell(), place.line())).orElse(null);
  }

  /// Runs a cell, or a part of it.
  ///
  /// @param from offset of the first character that counts
  /// @param to offset behind the last one
  /// @param directives runs the lines that start with `%`
  public CellResult eval(
      CellRun run, CellSource source, int from, int to, LineDirective directives) {
    List<Snippet> declared = new ArrayList<>();
    CellRun outer = control.use(run);
    try {
      return evalSnippets(run, source, from, to, directives, declared);
    } finally {
      control.use(outer);
      tellUnresolved(run, declared);
    }
  }

  /// Puts code of a cell into a loop.
  ///
  /// @return a [MeasuredLoop], or what the compiler says about the code
  public CellResult loop(CellRun run, CellSource source, int from, int to) {
    CellRun outer = control.use(run);
    try {
      List<LoopCode> variants = LoopCode.variants(analysis, source, from, to);
      CellResult first = loop(run, source, variants.getFirst());
      if (first instanceof CellResult.Value) {
        return first;
      }
      CellResult second = loop(run, source, variants.getLast());
      boolean wasExpression =
          second instanceof CellResult.Failed(ErrorContent error, _)
              && error.evalue().equals("not a statement");
      return wasExpression ? first : second;
    } catch (StackOverflowError | AssertionError | InternalError inCompiler) {
      classes.settle();
      return CellErrors.compilerFailed(String.valueOf(inCompiler), source, from);
    } finally {
      control.use(outer);
    }
  }

  private CellResult loop(CellRun run, CellSource source, LoopCode code) {
    return evalSnippet(run, source, code.offset(), code.text(), new ArrayList<>());
  }

  /// What the cells have declared.
  public Declarations declarations() {
    return declarations;
  }

  /// Runs a piece of the kernel's work that calls into a user's classes, as a part of the cell: on
  /// a thread of the cell, stopped when it is interrupted.
  public CellResult call(CellRun run, Callable<? extends @Nullable Object> work) {
    try {
      return new CellResult.Value(run.call(loader, work));
    } catch (Throwable e) {
      return failure(run, e);
    }
  }

  /// Adds jars and folders that exist to the class path of cells, from the next snippet on. Called
  /// by the thread that evaluates, or by the cell's own while that waits for it.
  public void addToClassPath(List<Path> entries) {
    shell.addToClasspath(entries.stream().map(Path::toString).collect(joining(File.pathSeparator)));
    classPath.added(entries);
  }

  /// Completion, inspection and the question whether a cell is complete.
  public CodeAssistant assistant() {
    return assistant;
  }

  private CellResult evalSnippets(
      CellRun run,
      CellSource source,
      int from,
      int to,
      LineDirective directives,
      List<Snippet> declared) {
    Object value = null;
    String code = source.text().substring(0, to);
    int at = from;
    while ((at = CellScanner.skipBlank(code, at)) < code.length()) {
      CellResult result;
      if (code.charAt(at) == '%') {
        int end = CellScanner.endOfLine(code, at);
        result = directives.run(run, source, at, end);
        at = end;
      } else {
        String rest = code.substring(at);
        int length = rest.length();
        try {
          CompletionInfo info = analysis.analyzeCompletion(rest);
          String snippet = info.source();
          if (info.completeness() == Completeness.COMPLETE
              || info.completeness() == Completeness.COMPLETE_WITH_SEMI) {
            length -= info.remaining().length();
          }
          result = evalSnippet(run, source, at, snippet == null ? rest : snippet, declared);
        } catch (StackOverflowError | AssertionError | InternalError inCompiler) {
          classes.settle();
          result = CellErrors.compilerFailed(String.valueOf(inCompiler), source, at);
        }
        at += length;
      }
      switch (result) {
        case CellResult.Value(var last) -> value = last;
        case CellResult.Failed failed -> {
          return failed;
        }
      }
    }
    return new CellResult.Value(value);
  }

  private CellResult evalSnippet(
      CellRun run, CellSource source, int offset, String code, List<Snippet> declared) {
    if (run.isInterrupted()) {
      return failure(run, new CellInterruptedError());
    }
    housekeeping.tidyIfDue();
    symbols.replaceNew();
    classes.begin();
    List<SnippetEvent> events = run(code, source, offset);
    CellExecutionControl.Outcome outcome = control.takeOutcome();
    restorer.variables(events);
    classes.settle();
    events.stream()
        .filter(event -> event.causeSnippet() == null)
        .findFirst()
        .ifPresent(event -> tellResets(run, event.snippet()));
    Object value = null;
    for (SnippetEvent event : events) {
      Snippet snippet = event.snippet();
      if (event.causeSnippet() != null) {
        continue; // another cell's snippet that this one touched
      }
      if (snippet.kind() != Kind.ERRONEOUS) {
        places.add(analysis.wrapper(snippet), source, offset);
      }
      boolean unusable =
          event.status() == Status.RECOVERABLE_NOT_DEFINED && snippet.kind() == Kind.VAR;
      if (event.status() == Status.REJECTED || unusable) {
        List<Diag> problems = shell.diagnostics(snippet).filter(Diag::isError).toList();
        ErrorContent error =
            problems.isEmpty() && snippet instanceof VarSnippet variable // `Missing x;`
                ? CellErrors.missing(
                    shell.unresolvedDependencies(variable).toList(), source, offset, hints)
                : CellErrors.compile(problems, source, offset, hints);
        if (unusable) {
          shell.drop(snippet);
        }
        restorer.afterFailure(events);
        return new CellResult.Failed(error, null);
      }
      if (isWithoutClass(event)) {
        shell.drop(snippet);
        restorer.afterFailure(events);
        return CellErrors.compilerFailed("it made no class, and found no mistake", source, offset);
      }
      Throwable thrown = outcome.thrown();
      if (thrown != null) {
        return failure(
            run,
            event.exception() instanceof UnresolvedReferenceException unresolved
                ? cannotRunYet(unresolved, thrown)
                : thrown);
      }
      if (snippet instanceof VarSnippet variable) {
        tell(run, restorer.usable(variable));
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
        control.tellBeforeRunning(snippetClass ->
            shell.snippets().toList().reversed().stream()
                .map(analysis::wrapper)
                .filter(wrapper -> wrapper.fullClassName().equals(snippetClass))
                .findFirst()
                .ifPresent(wrapper -> places.add(wrapper, source, offset)));
    try {
      return shell.eval(code);
    } finally {
      control.tellBeforeRunning(before);
    }
  }

  /// Whether the compiler has come to a sudden end after it found the snippet to be right: JShell
  /// does not notice.
  private boolean isWithoutClass(SnippetEvent event) {
    return event.status().isDefined()
        && event.snippet().kind() != Kind.IMPORT
        && loader.find(analysis.wrapper(event.snippet()).fullClassName()) == null;
  }

  private boolean isInstalled(String number) {
    return shell
        .snippets()
        .anyMatch(each -> each.id().equals(number) && shell.status(each).isActive());
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

  private CellResult failure(CellRun run, Throwable thrown) {
    if (run.isInterrupted()) {
      String message =
          thrown instanceof CellAbandonedError
              ? String.valueOf(thrown.getMessage())
              : "the cell was interrupted";
      return new CellResult.Failed(errors.thrown(thrown, "Interrupted", message), thrown);
    }
    try {
      Object error = run.call(loader, () -> errors.thrown(thrown));
      return new CellResult.Failed((ErrorContent) requireNonNull(error), thrown);
    } catch (Throwable inMessage) {
      // The exception's own getMessage() throws.
      return new CellResult.Failed(
          ErrorContent.plain(
              thrown.getClass().getName(),
              "its message cannot be read: " + inMessage.getClass().getName()),
          thrown);
    }
  }

  private void tellUnresolved(CellRun run, List<Snippet> declared) {
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

  private void tellResets(CellRun run, Snippet declared) {
    if (declared instanceof DeclarationSnippet named) {
      boolean isType = declared.kind() == Kind.TYPE_DECL;
      ResetReport.lines(named.name(), isType, classes, shell.variables())
          .forEach(line -> tell(run, line));
    }
  }

  private static void tell(CellRun run, @Nullable String line) {
    if (line != null) {
      run.output().print(OutputStreamName.STDERR, line + "\n");
    }
  }

  private Throwable cannotRunYet(UnresolvedReferenceException unresolved, Throwable thrown) {
    var error = new IllegalStateException(cannotRunYet(unresolved.getSnippet()));
    error.setStackTrace(thrown.getStackTrace());
    return error;
  }

  private String cannotRunYet(DeclarationSnippet snippet) {
    return "`%s` cannot be used until %s is declared"
        .formatted(
            snippet.name(), String.join(", ", shell.unresolvedDependencies(snippet).toList()));
  }

  private record Provider(ExecutionControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "muster";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return control;
    }
  }
}
