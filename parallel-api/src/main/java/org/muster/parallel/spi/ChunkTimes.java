package org.muster.parallel.spi;

/// What a chunk took, by the clock of whoever ran it.
///
/// @param worker who ran it, by number
/// @param started when it began, as [System#nanoTime] of that JVM
/// @param nanos the whole
/// @param prepareNanos of these to get the code ready: to load classes, to unpack the task
/// @param decodeNanos of these to decode the items
/// @param runNanos of these in the task itself; the rest was encoding
/// @param bytesIn of the items as they travelled
/// @param bytesOut of the results as they travelled
public record ChunkTimes(
    int worker,
    long started,
    long nanos,
    long prepareNanos,
    long decodeNanos,
    long runNanos,
    long bytesIn,
    long bytesOut) {

  /// What encoding the results took.
  public long encodeNanos() {
    return Math.max(0, nanos - prepareNanos - decodeNanos - runNanos);
  }

  /// For a chunk that nothing was moved for.
  public static ChunkTimes inThisJvm(int worker, long started, long nanos) {
    return new ChunkTimes(worker, started, nanos, 0, 0, nanos, 0, 0);
  }
}
