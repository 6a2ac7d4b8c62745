package org.muster.parallel;

/// A worker at one moment.
///
/// @param number its place in the pool, from 0; a replacement has the number of the one it replaces
/// @param pid of its process, 0 while it is being started
/// @param state what it does
/// @param itemsDone how many items it has finished
public record WorkerInfo(int number, long pid, State state, long itemsDone) {

  /// What a worker does.
  public enum State {
    /// Its process is being started, the first or a replacement; it takes no chunks yet.
    STARTING,
    /// It waits for a chunk.
    IDLE,
    /// It has a chunk or more.
    BUSY
  }
}
