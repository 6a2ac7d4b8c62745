package org.muster.kernel.magic;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.display.NotebookKernel;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.eval.LineDirective;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.message.ErrorContent;

/// Runs cells with the magics in them.
///
/// A magic stands where a statement could begin: a `%` inside an expression, a string or a comment
/// is none. `%%name` takes the whole cell and stands in its first line.
///
/// **Threads.** Used by the thread that evaluates.
public final class Magics implements LineDirective {

  /// Named in the documentation, and part of a later version.
  private static final Set<String> NOT_YET =
      Set.of("timeit", "workers", "pool", "timeline", "who", "progress");

  private final Evaluator evaluator;
  private final Supplier<NotebookKernel> kernel;

  /// The magics of a kernel.
  ///
  /// @param kernel where notebooks and libraries register magics of their own
  public Magics(Evaluator evaluator, Supplier<NotebookKernel> kernel) {
    this.evaluator = evaluator;
    this.kernel = kernel;
  }

  /// Runs a cell.
  public CellResult eval(CellRun run, CellSource cell) {
    String code = cell.text();
    int start = code.length() - code.stripLeading().length();
    if (!code.startsWith("%%", start)) {
      return evaluator.eval(run, cell, 0, code.length(), this);
    }
    MagicCall call = MagicCall.parse(code, start + 2);
    if (call.name().equals("time")) {
      return timed(run, cell, call.argumentsStart(), code.length());
    }
    MagicsRegistry registered = kernel.get().getMagicsRegistry();
    if (!registered.getCellMagicNames().contains(call.name())) {
      return unknown("%%", call.name(), "time", registered.getCellMagicNames());
    }
    int body = code.indexOf('\n', start);
    String line = body < 0 ? code : code.substring(0, body);
    return evaluator.call(
        run,
        () ->
            registered.evalCellMagic(
                kernel.get(),
                call.name(),
                call.arguments(line),
                body < 0 ? "" : code.substring(body + 1)));
  }

  @Override
  public CellResult run(CellRun run, CellSource cell, int from, int to) {
    MagicCall call = MagicCall.parse(cell.text().substring(0, to), from + 1);
    if (call.name().equals("time")) {
      return timed(run, cell, call.argumentsStart(), to);
    }
    List<String> arguments = call.arguments(cell.text().substring(0, to));
    if (call.name().equals("load")) {
      return load(run, arguments);
    }
    MagicsRegistry registered = kernel.get().getMagicsRegistry();
    if (!registered.getLineMagicNames().contains(call.name())) {
      return unknown("%", call.name(), "load", "time", registered.getLineMagicNames());
    }
    return evaluator.call(
        run, () -> registered.evalLineMagic(kernel.get(), call.name(), arguments));
  }

  private CellResult timed(CellRun run, CellSource cell, int from, int to) {
    long start = System.nanoTime();
    CellResult result = evaluator.eval(run, cell, from, to, this);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    run.output().print(OutputStreamName.STDOUT, "Time: " + readable(took) + "\n");
    return result;
  }

  /// Runs the code of a file as if it stood here.
  private CellResult load(CellRun run, List<String> arguments) {
    if (arguments.size() != 1) {
      return evaluator.call(
          run,
          () -> {
            throw new LibraryException("%load needs one file, as in %load helpers.jshell");
          });
    }
    CellResult read = evaluator.call(run, () -> SourceFile.cells(arguments.getFirst()));
    if (!(read instanceof CellResult.Value(List<?> cells))) {
      return read;
    }
    CellResult last = new CellResult.Value(null);
    for (Object cell : cells) {
      last = eval(run, new CellSource(run.cell(), (String) cell));
      if (last instanceof CellResult.Failed) {
        return last;
      }
    }
    return last;
  }

  private static CellResult unknown(String prefix, String name, Object... there) {
    String names =
        Stream.of(there)
            .flatMap(each -> each instanceof Set<?> set ? set.stream() : Stream.of(each))
            .map(each -> prefix + each)
            .sorted()
            .collect(Collectors.joining(", "));
    String message =
        NOT_YET.contains(name)
            ? "%s%s is not yet available in this version".formatted(prefix, name)
            : "there is no magic %s%s; there are %s".formatted(prefix, name, names);
    return new CellResult.Failed(ErrorContent.plain("UnknownMagic", message), null);
  }

  /// Three significant digits in the unit that fits.
  private static String readable(Duration took) {
    double nanos = took.toNanos();
    if (nanos < 1e3) {
      return "%.0f ns".formatted(nanos);
    }
    if (nanos < 1e6) {
      return "%.3g µs".formatted(nanos / 1e3);
    }
    if (nanos < 1e9) {
      return "%.3g ms".formatted(nanos / 1e6);
    }
    return "%.2f s".formatted(nanos / 1e9);
  }
}
