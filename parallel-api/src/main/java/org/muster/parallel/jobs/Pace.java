package org.muster.parallel.jobs;

import java.util.ArrayDeque;
import java.util.Deque;

/// How fast a call gets on: by what was done in the last seconds, so that it follows items that
/// take longer than those before them.
///
/// Where only a few were done in that time, all of the call counts: the time that is left would
/// jump with each of them.
final class Pace {

  private static final long WINDOW_NANOS = 5_000_000_000L;
  private static final long ENOUGH_ITEMS = 20;

  /// How much was done at one moment.
  private record Mark(long nanos, long done) {}

  private final long began;
  private final Deque<Mark> marks = new ArrayDeque<>();

  Pace(long began) {
    this.began = began;
  }

  long elapsed(long nanos) {
    return Math.max(0, nanos - began);
  }

  void note(long nanos, long done) {
    marks.addLast(new Mark(nanos, done));
    while (nanos - marks.getFirst().nanos() > WINDOW_NANOS) {
      marks.removeFirst();
    }
  }

  /// Items a second, of late.
  double lately(long nanos, long done) {
    Mark first = marks.peekFirst();
    if (first == null || done - first.done() < ENOUGH_ITEMS || nanos == first.nanos()) {
      return average(nanos, done);
    }
    return perSecond(done - first.done(), nanos - first.nanos());
  }

  /// Items a second, from the beginning.
  double average(long nanos, long done) {
    return perSecond(done, elapsed(nanos));
  }

  private static double perSecond(long items, long nanos) {
    return nanos == 0 ? 0 : items * 1e9 / nanos;
  }
}
