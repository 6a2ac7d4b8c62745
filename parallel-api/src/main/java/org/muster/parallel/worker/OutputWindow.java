package org.muster.parallel.worker;

/// How many bytes of output may be under way: a task that prints without end waits for whoever
/// reads it instead of filling the memory on the way.
///
/// **Threads.** Safe for all.
final class OutputWindow {

  /// Enough that nobody waits who prints at a rate a reader could follow.
  private static final int BYTES = 1 << 20;

  private long available = BYTES;

  /// Takes room for some bytes, waiting for it as long as there is none at all. An interrupted
  /// thread does not wait, so that a cancelled task ends; its output goes through all the same.
  synchronized void take(int bytes) {
    awaitRoom();
    available -= bytes;
  }

  /// Waits as long as there is no room at all, likewise.
  synchronized void awaitRoom() {
    while (available <= 0 && !Thread.currentThread().isInterrupted()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Takes room, waiting for none.
  synchronized void use(int bytes) {
    available -= bytes;
  }

  /// Gives room back.
  synchronized void open(int bytes) {
    available += bytes;
    notifyAll();
  }
}
