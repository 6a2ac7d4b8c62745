package org.muster.kernel.magic;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.display.NotebookKernel;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.eval.LineDirective;
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
      Set.of(
          "maven",
          "mavenRepo",
          "loadFromPOM",
          "jars",
          "classpath",
          "load",
          "timeit",
          "workers",
          "pool",
          "timeline",
          "who",
          "progress");

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
      return unknown("%%", call.name());
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
    MagicsRegistry registered = kernel.get().getMagicsRegistry();
    if (!registered.getLineMagicNames().contains(call.name())) {
      return unknown("%", call.name());
    }
    List<String> arguments = call.arguments(cell.text().substring(0, to));
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

  private static CellResult unknown(String prefix, String name) {
    String message =
        NOT_YET.contains(name)
            ? "%s%s is not yet available in this version".formatted(prefix, name)
            : "there is no magic %s%s; %%time and %%%%time are there".formatted(prefix, name);
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
