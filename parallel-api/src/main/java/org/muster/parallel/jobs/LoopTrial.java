package org.muster.parallel.jobs;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Task;

/// Runs a task in the calling thread, to see what an item takes in a loop.
///
/// First one item after the other until the time is up, which compiles the code and tells how long
/// an item takes. Then a loop over as many as there is time for, several times; the quickest
/// counts. An item that takes long is not run again.
final class LoopTrial {

  private static final long FIRST_NANOS = 50_000_000;
  private static final long LOOP_NANOS = 20_000_000;
  private static final long LOOPS_NANOS = 50_000_000;

  /// Nobody knows how many more items there are.
  private static final int MOST_READ = 100_000;

  private static final int MOST_ITEMS = 1_000_000;

  /// So often somebody may ask whether to go on.
  private static final long STEP_NANOS = 500_000;

  private static final long COMPUTE_NANOS = 10_000_000;

  /// No call takes less.
  private static final double LEAST_NANOS = 0.5;

  /// What was seen.
  ///
  /// @param items that were run first
  /// @param results of these
  /// @param itemNanos what one took in a loop
  /// @param cpu the part of the time in which the thread was not waiting
  /// @param allRun whether there are no others
  record Outcome(
      List<@Nullable Object> items,
      List<@Nullable Object> results,
      double itemNanos,
      double cpu,
      boolean allRun) {}

  private final Task<Object, ?> task;
  private final Iterable<?> all;
  private final Iterator<Sample.Item> input;
  private final List<@Nullable Object> items = new ArrayList<>();
  private final List<@Nullable Object> results = new ArrayList<>();
  private int step = 1;

  private LoopTrial(Task<Object, ?> task, Iterable<?> items) {
    this.task = task;
    this.all = items;
    this.input = Sample.of(items);
  }

  static Outcome of(Task<Object, ?> task, Iterable<?> items) {
    return new LoopTrial(task, items).outcome();
  }

  private Outcome outcome() {
    // On a busy machine a thread that only computes has a processor for a part of the time, too.
    double most = Math.max(0.01, processorShare(LoopTrial::compute));
    long[] nanos = new long[1];
    double share = processorShare(() -> nanos[0] = oneByOne());
    double itemNanos = items.isEmpty() ? LEAST_NANOS : inLoop((double) nanos[0] / items.size());
    return new Outcome(
        items,
        results,
        Math.max(LEAST_NANOS, itemNanos),
        Math.min(1, share / most),
        !input.hasNext());
  }

  /// @return what the task took
  private long oneByOne() {
    long nanos = 0;
    while (items.size() < MOST_READ && nanos < FIRST_NANOS && input.hasNext()) {
      long took = 0;
      for (int i = 0; i < step && items.size() < MOST_READ && input.hasNext(); i++) {
        Sample.Item next = input.next();
        check(next.index());
        long start = System.nanoTime();
        Object result = applied(next);
        took += System.nanoTime() - start;
        items.add(next.value());
        results.add(result);
      }
      nanos += took;
      step = took < STEP_NANOS ? 2 * step : step;
    }
    return nanos;
  }

  @SuppressWarnings("NullAway") // an item may be null
  private @Nullable Object applied(Sample.Item item) {
    try {
      return task.apply(item.value());
    } catch (Throwable e) { // whatever a task throws is the caller's
      throw InPlaceEngine.ended(task, item.value(), item.index(), null, e);
    }
  }

  /// @param before what an item took at first
  /// @return what it takes when the code is compiled, if there is time to see that
  private double inLoop(double before) {
    long known = all instanceof Collection<?> collection ? collection.size() : items.size();
    int count =
        (int) Math.min(Math.min(known, MOST_ITEMS), Math.max(1, (long) (LOOP_NANOS / before)));
    Sample.Part part = Sample.of(all, items, count);
    double least = before;
    long start = System.nanoTime();
    while (System.nanoTime() - start + (long) (least * count) < LOOPS_NANOS) {
      least = Math.min(least, (double) loop(part) / count);
    }
    return least;
  }

  private long loop(Sample.Part part) {
    long start = System.nanoTime();
    List<@Nullable Object> made = new ArrayList<>();
    Iterator<?> rest = part.items().iterator();
    while (rest.hasNext()) {
      check(part.index().applyAsLong(made.size()));
      some(part, rest, made);
    }
    return System.nanoTime() - start;
  }

  @SuppressWarnings("NullAway") // an item may be null
  private void some(Sample.Part part, Iterator<?> rest, List<@Nullable Object> made) {
    Object item = null;
    try {
      for (int i = 0; i < step && rest.hasNext(); i++) {
        item = rest.next();
        made.add(task.apply(item));
      }
    } catch (Throwable e) { // it was good enough the first time
      long index = part.index().applyAsLong(made.size());
      throw InPlaceEngine.ended(task, item, index, null, e);
    }
  }

  private static void check(long index) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted before item " + index);
    }
  }

  /// The part of the time in which the calling thread has a processor.
  private static double processorShare(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isCurrentThreadCpuTimeSupported()) {
      work.run();
      return 1;
    }
    long cpu = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    work.run();
    long took = Math.max(1, System.nanoTime() - start);
    return Math.clamp((double) (threads.getCurrentThreadCpuTime() - cpu) / took, 0, 1);
  }

  private static void compute() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < COMPUTE_NANOS) {
      // nothing but computing
    }
  }
}
