package org.muster.kernel.magic;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.eval.LineDirective;
import org.muster.kernel.library.LibraryException;
import org.muster.parallel.spi.MeasuredLoop;

/// `%timeit code`, and `%%timeit` for a cell: how long code takes, and how much that varies. As in
/// IPython, `-n` says how often in a run and `-r` how many runs; code in the line of `%%timeit`
/// runs once, before.
///
/// The code is compiled into one loop. It runs in batches of growing size until one takes long
/// enough to be measured, by which time the JIT compiler has seen it too.
final class Timeit {

  private static final int RUNS = 7;
  private static final long ENOUGH_NANOS = 200_000_000;
  private static final long MOST_LOOPS = 2_000_000_000;
  private static final Pattern OPTIONS =
      Pattern.compile("\\s*(?:-(?<which>[nr])\\s*(?<count>[0-9]{1,9})(?=\\s|$))");

  private final Evaluator evaluator;

  Timeit(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// @param times per run; 0 to find out
  private record Options(long times, int runs, int end) {}

  /// Measures the rest of a line.
  CellResult line(CellRun run, CellSource cell, int from, int to) {
    Options options = options(cell, from, to);
    return measure(run, cell, options, options.end, to);
  }

  /// Measures the lines below the first one.
  ///
  /// @param lineEnd the end of the first one
  CellResult cell(CellRun run, CellSource cell, int from, int lineEnd, LineDirective directives) {
    Options options = options(cell, from, lineEnd);
    CellResult before = evaluator.eval(run, cell, options.end, lineEnd, directives);
    return before instanceof CellResult.Failed
        ? before
        : measure(run, cell, options, lineEnd, cell.text().length());
  }

  private static Options options(CellSource cell, int from, int to) {
    long times = 0;
    int runs = RUNS;
    int end = from;
    Matcher option = OPTIONS.matcher(cell.text()).region(from, to);
    while (option.lookingAt()) {
      int count = Math.max(1, Integer.parseInt(option.group("count")));
      if (option.group("which").equals("n")) {
        times = count;
      } else {
        runs = count;
      }
      end = option.end();
      option.region(end, to);
    }
    return new Options(times, runs, end);
  }

  private CellResult measure(CellRun run, CellSource cell, Options options, int from, int to) {
    if (cell.text().substring(from, to).isBlank()) {
      return evaluator.call(
          run,
          () -> {
            throw new LibraryException("%timeit needs code, as in %timeit Math.sqrt(2)");
          });
    }
    CellResult made = evaluator.loop(run, cell, from, to);
    if (!(made instanceof CellResult.Value(MeasuredLoop loop))) {
      return made;
    }
    return evaluator.call(
        run,
        () -> {
          run.output().print(OutputStreamName.STDOUT, measure(loop, options) + "\n");
          return null;
        });
  }

  private static String measure(MeasuredLoop loop, Options options) throws Exception {
    long times = options.times == 0 ? enough(loop) : options.times;
    double[] each = new double[options.runs];
    for (int i = 0; i < each.length; i++) {
      each[i] = (double) nanos(loop, times) / times;
    }
    double mean = Arrays.stream(each).average().orElse(0);
    double variance =
        Arrays.stream(each).map(one -> (one - mean) * (one - mean)).average().orElse(0);
    Arrays.sort(each);
    return String.format(
        Locale.ROOT,
        "%s ± %s per loop (mean ± std. dev. of %d run%s, %,d loop%s each; fastest %s, slowest %s)",
        Times.text(mean),
        Times.text(Math.sqrt(variance)),
        each.length,
        each.length == 1 ? "" : "s",
        times,
        times == 1 ? "" : "s",
        Times.text(each[0]),
        Times.text(each[each.length - 1]));
  }

  /// As many as take long enough: 1, 2, 5 times a power of ten.
  private static long enough(MeasuredLoop loop) throws Exception {
    for (long power = 1; power < MOST_LOOPS; power *= 10) {
      for (int factor : new int[] {1, 2, 5}) {
        if (nanos(loop, factor * power) >= ENOUGH_NANOS) {
          return factor * power;
        }
      }
    }
    return MOST_LOOPS;
  }

  private static long nanos(MeasuredLoop loop, long times) throws Exception {
    long start = System.nanoTime();
    loop.$run(times);
    return System.nanoTime() - start;
  }
}
