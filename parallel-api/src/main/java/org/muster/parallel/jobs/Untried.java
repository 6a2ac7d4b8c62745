package org.muster.parallel.jobs;

import java.util.List;
import org.muster.parallel.jobs.Forecast.Rate;

/// What an item would take in a pool that nothing can be tried in, by what it takes here.
///
/// With `t` for the task, `m` for moving an item and its result, `k` workers and `p` processors it
/// is the longest of
///
///     m / 2 + c           the caller encodes, decodes, sorts in
///     (t + m / 2) / k     a worker does the other half
///     w                   one thread of the caller's sends it
///     (t' + m + 2 w) / p  where the task computes for t' of t
///
/// A worker beyond the processors helps as far as the task waits.
///
/// @param task `t` in nanoseconds
/// @param cpu `t' / t`: the part of the task's time in which it computes
/// @param moving `m` in nanoseconds
/// @param bytes of an item and its result as they travel: `w` is what sending them takes
/// @param processors `p`
record Untried(double task, double cpu, double moving, long bytes, int processors) {

  /// Messages carry 1.3 GB a second, memory that both sides see carries 4.
  private static final double MESSAGE_NANOS = 0.8;

  private static final double SHARED_NANOS = 0.25;
  private static final long SHARED_BYTES = 256 * 1024;

  double itemNanos(int workers) {
    double wire = bytes * (bytes < SHARED_BYTES ? MESSAGE_NANOS : SHARED_NANOS);
    double caller = moving / 2 + Forecast.ITEM_NANOS;
    double each = (task + moving / 2) / workers;
    double computing = (task * cpu + moving + 2 * wire) / processors;
    return Math.max(Math.max(caller, wire), Math.max(each, computing));
  }

  List<Rate> rates(List<Integer> workers) {
    return workers.stream().map(k -> new Rate(k, itemNanos(k))).toList();
  }
}
