package org.muster.parallel.jobs;

import java.util.List;

/// What running a task for many items would take, by what a few of them took.
///
/// With `t` for the task in a loop, `n` items, `k` workers or threads, `p` processors:
///
///     loop         n t
///     k workers    a call, and ceil(n / k) k r(k)
///     k threads    the longest of   ceil(n / k) t b,  n t' b / p,  n c
///
/// `r(k)` is what an item took of a run on `k` workers. It holds what the caller, the way to the
/// workers and they themselves need, as far as one of them waits for the other. Between two numbers
/// of workers that were tried, the items per time grow evenly.
///
/// @param items `n`
/// @param task `t` in nanoseconds
/// @param cpu `t' / t`: the part of the task's time in which it computes
/// @param processors `p`
/// @param crowding `b`: how many times as long a task takes while all processors are busy
/// @param call a round trip that does nothing, in nanoseconds
/// @param rates by number of workers, the smallest first; one at least
record Forecast(
    long items,
    double task,
    double cpu,
    int processors,
    double crowding,
    double call,
    List<Rate> rates) {

  /// `c`: what a pool has to do for an item itself, whatever that is.
  static final double ITEM_NANOS = 25;

  /// What was seen, or is assumed.
  ///
  /// @param workers `k`
  /// @param itemNanos `r`: the time of a run by the number of its items
  record Rate(int workers, double itemNanos) {

    private double itemsPerNano() {
      return 1 / itemNanos;
    }
  }

  Forecast {
    rates = List.copyOf(rates);
  }

  double loop() {
    return items * task;
  }

  double workers(int count) {
    return call + wholeRounds(count) * itemNanos(count);
  }

  /// The items, and those that could have run while others wait for the last ones.
  private double wholeRounds(int count) {
    return (double) Math.ceilDiv(items, count) * count;
  }

  private double itemNanos(int count) {
    Rate below = rates.getFirst();
    for (Rate rate : rates) {
      if (rate.workers >= count) {
        return rate.workers == count ? rate.itemNanos : 1 / between(below, rate, count);
      }
      below = rate;
    }
    return below.itemNanos;
  }

  private static double between(Rate below, Rate above, int count) {
    if (below == above) { // fewer than were tried
      return above.itemsPerNano() * count / above.workers;
    }
    double way = (double) (count - below.workers) / (above.workers - below.workers);
    return below.itemsPerNano() + way * (above.itemsPerNano() - below.itemsPerNano());
  }

  double threads(int count) {
    double busy = count == 1 ? task : task * crowding;
    double each = Math.ceilDiv(items, count) * busy;
    double computing = items * busy * cpu / processors;
    return Math.max(items * ITEM_NANOS, Math.max(each, computing)) + call / 2;
  }

  /// How many times as fast as a loop.
  double speedUp(double time) {
    return items == 0 ? 1 : loop() / time;
  }
}
