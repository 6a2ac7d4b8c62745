package org.muster.kernel.magic;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.display.NotebookKernel;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.CodeAssistant;
import org.muster.kernel.eval.CodeAssistant.Completions;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.eval.LineDirective;
import org.muster.kernel.eval.NearNames;
import org.muster.kernel.message.ErrorContent;

/// Runs cells with the magics in them.
///
/// A magic stands where a statement could begin: a `%` inside an expression, a string or a comment
/// is none. `%%name` takes the whole cell and stands in its first line.
///
/// **Threads.** Used by the thread that evaluates.
public final class Magics implements LineDirective {

  /// The magics of lines that work on code, or on the kernel itself.
  private static final List<String> OF_LINES =
      List.of("load", "time", "timeit", "who", "pool", "timeline", "workers");

  private static final List<String> OF_CELLS = List.of("time", "timeit");

  /// The part of a line in front of the code that a magic takes.
  private static final Pattern WITH_CODE =
      Pattern.compile("%{1,2}time(?:it(?:\\s+-[nr]\\s*[0-9]+)*)?(?=\\s)");

  private final Evaluator evaluator;
  private final Supplier<NotebookKernel> kernel;
  private final Timeit timeit;
  private final PoolMagics pools;
  private final Load load;

  /// The magics of a kernel.
  ///
  /// @param kernel where notebooks and libraries register magics of their own
  public Magics(Evaluator evaluator, Supplier<NotebookKernel> kernel) {
    this.evaluator = evaluator;
    this.kernel = kernel;
    timeit = new Timeit(evaluator);
    pools = new PoolMagics(evaluator);
    load = new Load(evaluator, this::eval);
  }

  /// The names of all magics that stand in a line, without their percent sign.
  public List<String> lineNames() {
    return names(OF_LINES, kernel.get().getMagicsRegistry().getLineMagicNames());
  }

  /// The names of all magics that take a cell, without their percent signs.
  public List<String> cellNames() {
    return names(OF_CELLS, kernel.get().getMagicsRegistry().getCellMagicNames());
  }

  /// What could stand at a cursor, in code or behind a percent sign.
  ///
  /// @param cursor in code points
  public Completions complete(String code, int cursor) {
    CodeAssistant assistant = evaluator.assistant();
    int at = code.offsetByCodePoints(0, cursor);
    int magic = assistant.directiveAt(code, at);
    if (magic < 0) {
      return assistant.complete(code, cursor);
    }
    Completions found =
        MagicCompletion.complete(code.substring(magic, at), code.codePointCount(0, magic), this);
    if (found != null) {
      return found;
    }
    Matcher name = WITH_CODE.matcher(code).region(magic, at);
    int end = name.lookingAt() ? name.end() : at;
    String blank = " ".repeat(end - magic);
    return assistant.complete(code.substring(0, magic) + blank + code.substring(end), cursor);
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
    int body = code.indexOf('\n', start);
    if (call.name().equals("timeit")) {
      int line = body < 0 ? code.length() : body;
      return timeit.cell(run, cell, call.argumentsStart(), line, this);
    }
    MagicsRegistry registered = kernel.get().getMagicsRegistry();
    if (!registered.getCellMagicNames().contains(call.name())) {
      return unknown("%%", call.name(), cellNames(), "%", lineNames());
    }
    String line = body < 0 ? code : code.substring(0, body);
    return evaluator.call(
        run,
        () ->
            registered.evalCellMagic(
                kernel.get(),
                call.name(),
                call.arguments(line),
                body < 0 ? "" : cell.written(body + 1, code.length())));
  }

  @Override
  public CellResult run(CellRun run, CellSource cell, int from, int to) {
    MagicCall call = MagicCall.parse(cell.text().substring(0, to), from + 1);
    if (call.name().equals("time")) {
      return timed(run, cell, call.argumentsStart(), to);
    }
    if (call.name().equals("timeit")) {
      return timeit.line(run, cell, call.argumentsStart(), to);
    }
    List<String> arguments = call.arguments(cell.text().substring(0, to));
    if (call.name().equals("load")) {
      return load.run(run, arguments);
    }
    if (call.name().equals("who")) {
      return Who.list(run, evaluator, kernel.get(), arguments);
    }
    if (PoolMagics.NAMES.contains(call.name())) {
      return pools.run(run, call.name(), arguments);
    }
    MagicsRegistry registered = kernel.get().getMagicsRegistry();
    if (!registered.getLineMagicNames().contains(call.name())) {
      return unknown("%", call.name(), lineNames(), "%%", cellNames());
    }
    return evaluator.call(
        run, () -> registered.evalLineMagic(kernel.get(), call.name(), arguments));
  }

  @Override
  public boolean mayDeclareMore(String line) {
    String name = MagicCall.parse(line, 1).name();
    return name.equals("load") || !OF_LINES.contains(name);
  }

  private CellResult timed(CellRun run, CellSource cell, int from, int to) {
    long start = System.nanoTime();
    CellResult result = evaluator.eval(run, cell, from, to, this);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    run.output()
        .print(OutputStreamName.STDOUT, "Time: " + Times.text((double) took.toNanos()) + "\n");
    return result;
  }

  private static List<String> names(List<String> own, Set<String> registered) {
    return Stream.concat(own.stream(), registered.stream()).distinct().sorted().toList();
  }

  /// @param otherPrefix of the magics that this one could have been meant to be, too
  private static CellResult unknown(
      String prefix, String name, List<String> there, String otherPrefix, List<String> others) {
    List<String> near = NearNames.of(name, there);
    String question = NearNames.question(prefix, near);
    if (question.isEmpty() && others.contains(name)) {
      question = NearNames.question(otherPrefix, List.of(name));
    }
    String all = there.stream().map(each -> prefix + each).collect(Collectors.joining(", "));
    String message =
        "there is no magic %s%s; %s"
            .formatted(prefix, name, question.isEmpty() ? "there are " + all : question);
    return new CellResult.Failed(ErrorContent.plain("UnknownMagic", message), null);
  }
}
