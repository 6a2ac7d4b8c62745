package org.muster.kernel.magic;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.BiFunction;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.library.LibraryException;

/// `%load`: runs the code of a file as if it stood in the cell.
///
/// **Threads.** Used by the thread that evaluates.
final class Load {

  private final Evaluator evaluator;
  private final BiFunction<CellRun, CellSource, CellResult> cells;

  /// The files that are being run, the outermost first.
  private final SequencedSet<Path> running = new LinkedHashSet<>();

  /// @param cells runs a cell with the magics in it
  Load(Evaluator evaluator, BiFunction<CellRun, CellSource, CellResult> cells) {
    this.evaluator = evaluator;
    this.cells = cells;
  }

  private record Read(Path file, List<String> cells) {}

  CellResult run(CellRun run, List<String> arguments) {
    CellResult read = evaluator.call(run, () -> read(arguments));
    if (!(read instanceof CellResult.Value(Read(Path file, List<String> found)))) {
      return read;
    }
    running.addLast(file);
    try {
      CellResult last = new CellResult.Value(null);
      for (String cell : found) {
        last = cells.apply(run, CellSource.of(run.cell(), cell));
        if (last instanceof CellResult.Failed) {
          break;
        }
      }
      return last;
    } finally {
      running.remove(file);
    }
  }

  private Read read(List<String> arguments) {
    if (arguments.size() != 1) {
      throw new LibraryException(
          "%load needs one file, as in %load helpers.jshell; a name with blanks is put in double"
              + " quotes");
    }
    Path file = SourceFile.named(arguments.getFirst());
    if (running.contains(file)) {
      Path last = running.getLast();
      throw new LibraryException(
          "%s loads itself%s".formatted(file, last.equals(file) ? "" : ", by way of " + last));
    }
    return new Read(file, SourceFile.cells(file));
  }
}
