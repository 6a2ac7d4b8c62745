package org.muster.parallel.queue;

import java.util.Map;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.queue.RecordQueue.Watch;
import org.muster.parallel.sync.Wait;

/// The records that were put into a queue and are not done: those that are in it, and those that
/// were taken since.
///
/// **Threads.** Any.
public final class Unfinished {

  private final SharedBlock block;
  private final Signal none;
  private final Records records;
  private final RecordLock lock;

  /// @param none tells that there are none left
  Unfinished(SharedBlock block, Signal none, Records records, RecordLock lock) {
    this.block = block;
    this.none = none;
    this.records = records;
    this.lock = lock;
  }

  /// Notes that one of the records that were taken is done.
  ///
  /// @return false if all were done
  public boolean taskDone() {
    boolean all;
    lock.lock();
    try {
      if (records.open() <= records.size()) {
        return false;
      }
      records.accounts().done();
      records.lessOpen(1);
      all = records.open() == 0;
    } finally {
      lock.unlock();
    }
    if (all) {
      tellNone();
    }
    return true;
  }

  /// Wakes those who wait for the last one.
  void tellNone() {
    none.tellAll();
  }

  /// Waits until all records that were put are done.
  ///
  /// @param operation for those who look
  /// @param watch asked each 20 ms
  /// @return false if the time is over first, or the watch says so
  public boolean join(String operation, long nanos, Watch watch) throws InterruptedException {
    Wait.checkInterrupt();
    try (var wait = Wait.interruptible(block, operation, this::text, nanos)) {
      while (true) {
        int round = none.prepare();
        if (count() == 0) {
          return true;
        }
        if (!wait.once(block.memory(), none.word(), round)) {
          wait.throwIfInterrupted();
          return count() == 0;
        }
        if (wait.isLong() && !watch.goesOn()) {
          return false;
        }
      }
    }
  }

  private long count() {
    lock.lock();
    try {
      return records.open();
    } finally {
      lock.unlock();
    }
  }

  /// How many records dead processes had taken and not done, by process id.
  public Map<Long, Long> lost() {
    lock.lock();
    try {
      return records.accounts().lost();
    } finally {
      lock.unlock();
    }
  }

  /// If nothing is left to do but what dead processes had taken: writes that off.
  ///
  /// @return how many records of which processes; empty if there are none, or others to do
  public Map<Long, Long> writeOffLost() {
    lock.lock();
    try {
      Map<Long, Long> lost = records.accounts().lost();
      long sum = lost.values().stream().mapToLong(Long::longValue).sum();
      if (sum == 0 || sum != records.open()) {
        return Map.of();
      }
      records.accounts().settle();
      records.lessOpen(sum);
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /// For those who look at somebody who waits.
  String text() {
    return "%d in the queue, %d taken and not done"
        .formatted(records.size(), Math.max(0, count() - records.size()));
  }
}
