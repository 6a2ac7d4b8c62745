package org.muster.parallel.training;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.muster.parallel.Items;
import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.SharedArray;
import org.muster.parallel.SharedLock;
import org.muster.parallel.SharedQueue;
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
      share(pool);
    }
  }

  /// Half of what the first shared object costs a worker is classes.
  private static void share(Pool pool) {
    try (var lock = SharedLock.create();
        var numbers = SharedArray.ofDoubles(100);
        SharedQueue<String> words = SharedQueue.create()) {
      pool.forEach(
          i -> {
            lock.lock();
            try {
              numbers.set(i, numbers.get(i) + 1);
            } finally {
              lock.unlock();
            }
            boolean _ = words.offer("word " + i);
          },
          Items.range(100));
      if (numbers.sum() != 100 || words.size() != 100) {
        throw new IllegalStateException("a workout that does not work out: " + numbers);
      }
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
