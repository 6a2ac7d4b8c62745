package org.muster.parallel.spi;

/// Text that a task printed in a worker.
///
/// @param worker the worker's number in its pool, from 0
/// @param pid of the worker's process
/// @param stream where it was printed
/// @param text whole characters, in the order in which the worker printed them
/// @param printer who printed it, as in `worker 2`; empty if the pool says it itself
public record WorkerOutput(int worker, long pid, Stream stream, String text, String printer) {

  /// Text of a pool's worker; of the pool itself if its number is negative.
  public WorkerOutput(int worker, long pid, Stream stream, String text) {
    this(worker, pid, stream, text, nameOf(worker));
  }

  /// What a pool's worker is called in what is shown; the pool itself, whose number is negative, is
  /// not named.
  public static String nameOf(int worker) {
    return worker < 0 ? "" : "worker " + worker;
  }

  /// Standard output or standard error.
  public enum Stream {
    OUT,
    ERR
  }
}
