package org.muster.benchmarks;

import java.util.List;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.JmhBenchmark.Row;

/// What the pool itself costs, where its work costs nothing.
final class Scheduling {

  private Scheduling() {}

  static Group group(Size size) {
    String about =
        """
        The part of a pool that cuts, assigns and collects, without processes, sockets and bytes: its
        tasks go to a backend that answers each chunk at once, with the items as results, and in the
        thread that asks. Measured by JMH in one JVM; a round is one of its iterations. A call of
        %,d items with chunk size 1 gives the cost of a chunk, a call of %,d items without a chunk size that
        of an item.
        """
            .formatted(SchedulerSuite.CHUNKS, SchedulerSuite.ITEMS);
    var scheduler =
        new JmhBenchmark(
            "scheduler",
            size,
            SchedulerSuite.class,
            List.of(
                Row.alone(new Figure("chunk", "`map`, for one chunk"), "mapByOne"),
                Row.alone(new Figure("lazy", "`imap`, for one chunk"), "imapByOne"),
                Row.alone(new Figure("future", "`submit` and `join`, for one future"), "futures"),
                Row.alone(new Figure("call", "`apply`, for one call"), "apply"),
                Row.alone(new Figure("item", "`map`, default chunks, for one item"), "map"),
                Row.alone(
                    new Figure("int", "`map` of an `int[]`, default chunks, for one item"),
                    "mapInts")));
    return new Group("scheduler", "The scheduler alone", about, List.of(scheduler));
  }
}
