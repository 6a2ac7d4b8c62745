package org.muster.parallel.jobs;

/// What running a task for many items would take, by what a few of them took.
///
/// With `t` for the task, `m` for moving an item and its result, `n` items, `k` workers and `p`
/// processors:
///
///     loop         n t
///     k workers    the longest of   n (m / 2 + c)           the caller encodes, decodes, sorts in
///                                   ceil(n / k) (t + m / 2) a worker does the other half
///                                   n w                     one thread of the caller's sends it
///                                   n (t' + m + 2 w) / p    where the task computes for t' of t
///                  and a round trip
///     k threads    the longest of   ceil(n / k) t,  n t' / p,  n c
///
/// A worker beyond the processors helps as far as the task waits.
///
/// @param items `n`
/// @param task `t` in nanoseconds
/// @param cpu `t' / t`: the part of the task's time in which it computes
/// @param moving `m` in nanoseconds
/// @param bytes of an item and its result as they travel: `w` is what sending them takes
/// @param roundTrip of a call that does nothing, in nanoseconds
/// @param processors `p`
record Forecast(
    long items,
    double task,
    double cpu,
    double moving,
    long bytes,
    double roundTrip,
    int processors) {

  /// `c`: what a pool has to do for an item itself, whatever that is. A million numbers took 48 ms,
  /// of which encoding and decoding were about a half.
  static final double ITEM_NANOS = 25;

  /// Messages carry 1.3 GB a second, memory that both sides see carries 4.
  private static final double MESSAGE_NANOS = 0.8;

  private static final double SHARED_NANOS = 0.25;
  private static final long SHARED_BYTES = 256 * 1024;

  private double wire() {
    return bytes * (bytes < SHARED_BYTES ? MESSAGE_NANOS : SHARED_NANOS);
  }

  double loop() {
    return items * task;
  }

  double workers(int count) {
    double caller = items * (moving / 2 + ITEM_NANOS);
    double each = Math.ceilDiv(items, count) * (task + moving / 2);
    double computing = items * (task * cpu + moving + 2 * wire()) / processors;
    double sending = items * wire();
    return Math.max(Math.max(caller, sending), Math.max(each, computing)) + roundTrip;
  }

  double threads(int count) {
    double each = Math.ceilDiv(items, count) * task;
    double computing = items * task * cpu / processors;
    return Math.max(items * ITEM_NANOS, Math.max(each, computing)) + roundTrip / 2;
  }

  /// How many times as fast as a loop.
  double speedUp(double time) {
    return items == 0 ? 1 : loop() / time;
  }
}
