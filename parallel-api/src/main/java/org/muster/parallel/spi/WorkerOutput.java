package org.muster.parallel.spi;

/// Text that a task printed in a worker.
///
/// @param worker the worker's number in its pool, from 0
/// @param pid of the worker's process
/// @param stream where it was printed
/// @param text whole characters, in the order in which the worker printed them
public record WorkerOutput(int worker, long pid, Stream stream, String text) {

  /// Standard output or standard error.
  public enum Stream {
    OUT,
    ERR
  }
}
