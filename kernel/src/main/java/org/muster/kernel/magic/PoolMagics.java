package org.muster.kernel.magic;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.library.LibraryException;
import org.muster.parallel.Pool;

/// The magics about the pool that the notebook calls `pool`:
///
///     %workers     its workers; %workers 4 gives it another number of them
///     %pool        where the time of its last runs went
///     %timeline    when each worker had work, as a picture
final class PoolMagics {

  static final Set<String> NAMES = Set.of("workers", "pool", "timeline");

  private final Evaluator evaluator;

  PoolMagics(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// Runs one of them.
  CellResult run(CellRun run, String name, List<String> arguments) {
    var variable = new CellSource(run.cell(), "pool");
    CellResult found =
        evaluator.eval(run, variable, 0, 4, (_, _, _, _) -> new CellResult.Value(null));
    if (found instanceof CellResult.Failed) {
      return found;
    }
    return evaluator.call(
        run,
        () -> {
          if (!(found instanceof CellResult.Value(Pool pool))) {
            throw new LibraryException(
                "%" + name + " is about the variable `pool`, which holds no pool in this notebook");
          }
          return switch (name) {
            case "pool" -> pool.report();
            case "timeline" -> pool.timeline();
            default -> workers(run, pool, arguments);
          };
        });
  }

  private static @Nullable Object workers(CellRun run, Pool pool, List<String> arguments) {
    if (arguments.isEmpty()) {
      run.output()
          .print(
              OutputStreamName.STDOUT,
              "%s%s\n"
                  .formatted(
                      count(pool.size()),
                      pool.workers().isEmpty() ? ", started with the first task" : ""));
      return pool.workers().isEmpty() ? null : pool.workers();
    }
    if (arguments.size() != 1 || !arguments.getFirst().matches("[1-9][0-9]{0,5}")) {
      throw new LibraryException("%workers needs a number from 1, as in %workers 4");
    }
    pool.resize(Integer.parseInt(arguments.getFirst()));
    run.output().print(OutputStreamName.STDOUT, count(pool.size()) + "\n");
    return null;
  }

  private static String count(int workers) {
    return workers == 1 ? "1 worker" : workers + " workers";
  }
}
