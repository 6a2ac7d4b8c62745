package org.muster.kernel.eval;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.eval.SnippetEvaluator.Ending;
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

  private final CellClassPath classPath = new CellClassPath();
  private final CellClassLoader loader = new CellClassLoader(classPath.loader());
  private final SnippetClasses classes = new SnippetClasses(loader);
  private final CellExecutionControl control =
      new CellExecutionControl(loader, classes, classPath.loader());
  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final CodeAssistant assistant;
  private final Declarations declarations;
  private final SnippetPlaces places = new SnippetPlaces();
  private final Failures failures = new Failures(new CellErrors(places), loader);
  private final Notices notices;
  private final SnippetEvaluator snippets;
  private final LaterErrors laterErrors;

  /// Starts the compiler and runs the snippets of a start-up script, the imports of which must be
  /// right: nobody checks that.
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
    var unusable = new Unusable(shell);
    var hints = new ErrorHints(declarations, names, analysis, unusable);
    assistant =
        new CodeAssistant(analysis, new CompletionKinds(shell, analysis, names), declarations);
    classes.askAboutSnippets(this::isInstalled);
    notices = new Notices(shell, classes, hints, unusable);
    var session = new Session(shell, analysis, loader, classes, control, places);
    snippets = new SnippetEvaluator(session, hints, failures, notices, unusable);
    laterErrors = new LaterErrors(shell, analysis);
    for (String snippet : startUp) {
      for (SnippetEvent event : snippets.startUp(snippet)) {
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
    ThreadErrors.describeWith(this::textOf);
  }

  /// Does with a snippet what a cell does, on the calling thread and for nobody.
  ///
  /// @return its value
  public @Nullable Object rehearse(String code) {
    return snippets.rehearse(NextStatement.of(analysis, code).text());
  }

  /// Ends an evaluator that rehearses: nothing holds its compilers any more.
  public void close() {
    snippets.close();
  }

  /// What a cell shows of an exception, in lines of cells. May be called from any thread.
  public String textOf(Throwable thrown) {
    return failures.textOf(thrown);
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
      notices.unresolved(run, declared);
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
      return CompileErrors.compilerFailed(String.valueOf(inCompiler), source, from);
    } finally {
      control.use(outer);
    }
  }

  private CellResult loop(CellRun run, CellSource source, LoopCode code) {
    return snippets.eval(run, source, code.offset(), code.text(), new ArrayList<>()).result();
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
      return failures.of(run, e);
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
        try {
          NextStatement next = NextStatement.of(analysis, code.substring(at));
          result = evalStatement(run, source, at, to, next.text(), directives, declared);
          at += next.length();
        } catch (StackOverflowError | AssertionError | InternalError inCompiler) {
          classes.settle();
          return CompileErrors.compilerFailed(String.valueOf(inCompiler), source, at);
        } catch (OutOfMemoryError e) { // in the compiler, behind a cell that has filled the heap
          classes.settle();
          Throwable inCell = control.takeOutcome().thrown();
          return failures.of(run, inCell == null ? e : inCell);
        }
      }
      if (!(result instanceof CellResult.Value(var last))) {
        return result;
      }
      value = last;
    }
    return new CellResult.Value(value);
  }

  private CellResult evalStatement(
      CellRun run,
      CellSource source,
      int at,
      int to,
      String code,
      LineDirective directives,
      List<Snippet> declared) {
    Ending ending = snippets.eval(run, source, at, code, declared);
    if (ending instanceof Ending.Rejected(CompileErrors errors)) {
      laterErrors.addTo(errors, run, source, at, to, directives);
    }
    return ending.result();
  }

  private boolean isInstalled(String number) {
    return shell
        .snippets()
        .anyMatch(each -> each.id().equals(number) && shell.status(each).isActive());
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
