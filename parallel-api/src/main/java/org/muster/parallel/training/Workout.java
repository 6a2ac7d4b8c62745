package org.muster.parallel.training;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.muster.parallel.Items;
import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.Task;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.pool.WorkerPool;

/// What a worker does while it is recorded: something of everything that tasks of notebooks do.
final class Workout {

  private Workout() {}

  /// Returns when the worker has ended and its record is complete.
  static void run(List<String> options, Path record) {
    var launcher =
        new LocalLauncher(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record));
    PoolConfig config = PoolConfig.defaults().withWorkers(1);
    for (String option : options) {
      config = config.withJvmOption(option);
    }
    try (Pool pool = WorkerPool.open(config, launcher)) {
      for (Task<Integer, ?> task : SampleLoader.tasks()) {
        run(pool, task);
      }
      pool.map(text -> text.length(), List.of("a", "bc"));
      pool.map(x -> x * 0.5, Items.range(2_000));
      pool.map(array -> array.length, List.of(new double[8], new double[9]));
      long _ = pool.apply(() -> TimeUnit.SECONDS.toMillis(1));
    }
  }

  private static void run(Pool pool, Task<Integer, ?> task) {
    try {
      pool.map(task, List.of(1, 2, 3), 1);
    } catch (TaskFailedException e) {
      String expected = "$" + SampleCell.Delayed.class.getSimpleName();
      if (e.getCause() == null || !e.getCause().getClass().getName().endsWith(expected)) {
        throw e; // a workout that does not work out would be a record of failures
      }
    }
  }
}
