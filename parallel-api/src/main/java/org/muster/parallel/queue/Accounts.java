package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import org.muster.parallel.memory.LiveProcess;

/// How many items each process has taken from a queue and how many of them it has done.
///
/// **Threads.** Whoever holds the queue's lock.
final class Accounts {

  /// The last one is for all processes that have none of their own.
  private static final int COUNT = 256;

  private static final int COMMON = COUNT - 1;
  private static final int ROW = 64;

  static final int BYTES = COUNT * ROW;

  // In a row: process, taken, done; where a take begins that is not finished, and of how many
  // items.
  private static final int TAKEN = 8;
  private static final int DONE = 16;
  private static final int PENDING = 24;
  private static final int PENDING_ITEMS = 32;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MemorySegment memory;
  private final long offset;
  private int own = -1;

  Accounts(MemorySegment memory, long offset) {
    this.memory = memory;
    this.offset = offset;
  }

  /// Before the queue's head moves on.
  ///
  /// @param head where it is
  void begin(long head, int items) {
    int row = own();
    set(row, PENDING_ITEMS, items);
    set(row, PENDING, head);
    set(row, TAKEN, get(row, TAKEN) + items);
  }

  /// After it has moved on.
  void end() {
    set(own(), PENDING, 0);
  }

  void done() {
    int row = own();
    set(row, DONE, get(row, DONE) + 1);
  }

  private int own() {
    if (own < 0) {
      own = open();
    }
    return own;
  }

  private int open() {
    for (int i = 0; i < COMMON; i++) {
      long process = get(i, 0);
      boolean dead = process != 0 && !LiveProcess.isAlive(process);
      if (process == 0 || (dead && get(i, TAKEN) == get(i, DONE))) {
        set(i, TAKEN, 0);
        set(i, DONE, 0);
        set(i, PENDING, 0);
        set(i, 0, LiveProcess.SELF);
        return i;
      }
    }
    return COMMON;
  }

  /// How many items were taken and not done.
  long open(boolean ofTheDead) {
    long sum = 0;
    for (int i = 0; i < COUNT; i++) {
      long items = get(i, TAKEN) - get(i, DONE);
      if (items != 0 && (!ofTheDead || isDead(i))) {
        sum += items;
      }
    }
    return sum;
  }

  private boolean isDead(int row) {
    return get(row, 0) != 0 && !LiveProcess.isAlive(get(row, 0));
  }

  /// The items that dead processes had taken and not done, by process id.
  Map<Long, Long> lost() {
    Map<Long, Long> lost = new TreeMap<>();
    for (int i = 0; i < COMMON; i++) {
      long items = get(i, TAKEN) - get(i, DONE);
      if (items > 0 && isDead(i)) {
        lost.put(LiveProcess.pid(get(i, 0)), items);
      }
    }
    return lost;
  }

  /// Writes those off.
  void settle() {
    for (int i = 0; i < COMMON; i++) {
      if (get(i, TAKEN) > get(i, DONE) && isDead(i)) {
        set(i, DONE, get(i, TAKEN));
      }
    }
  }

  /// Undoes what a dead process had begun.
  ///
  /// @param head where the queue's head is
  void repair(long head) {
    for (int i = 0; i < COUNT; i++) {
      if (get(i, PENDING) != 0 && (i == COMMON || isDead(i))) {
        if (get(i, PENDING) == head) {
          set(i, TAKEN, get(i, TAKEN) - get(i, PENDING_ITEMS));
        }
        set(i, PENDING, 0);
      }
    }
  }

  private long get(int row, int field) {
    return memory.get(LONG, offset + (long) ROW * row + field);
  }

  private void set(int row, int field, long value) {
    memory.set(LONG, offset + (long) ROW * row + field, value);
  }
}
