package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import org.muster.parallel.memory.SharedMutex;

/// Held by whoever changes records. Who gets it from a dead process finds them repaired.
///
/// **Threads.** Any.
final class RecordLock {

  private final SharedMutex mutex;
  private final Records records;

  RecordLock(MemorySegment memory, long offset, Records records) {
    mutex = new SharedMutex(memory, offset);
    this.records = records;
  }

  void lock() {
    if (mutex.lock()) {
      records.repair();
    }
  }

  void unlock() {
    mutex.unlock();
  }

  /// Whether anybody holds it, perhaps a dead process.
  boolean isHeld() {
    return mutex.owner() != 0;
  }
}
