package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.muster.parallel.memory.LiveProcess;

/// The large items that somebody is just copying in or out, outside the lock: whose they are and
/// which chunks they have, so that those of a dead process are free again.
///
/// **Threads.** Whoever holds the queue's lock.
final class Flights {

  /// As many at the same time; further ones are copied under the lock.
  private static final int MOST = 62;

  private static final int ROW = 16;

  static final int BYTES = 1024;

  static final int NONE = -1;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MemorySegment memory;
  private final long offset;

  Flights(MemorySegment memory, long offset) {
    this.memory = memory;
    this.offset = offset;
  }

  /// Notes that this process has these chunks; [#NONE] if there is no room for that.
  int begin(int chain, int length) {
    for (int i = 0; i < MOST; i++) {
      if (memory.get(LONG, row(i)) == 0) {
        change(i, chain, length);
        memory.set(LONG, row(i), LiveProcess.SELF);
        return i;
      }
    }
    return NONE;
  }

  /// It has fewer of them now.
  void change(int flight, int chain, int length) {
    memory.set(INT, row(flight) + 8, chain);
    memory.set(INT, row(flight) + 12, length);
  }

  void end(int flight) {
    memory.set(LONG, row(flight), 0);
  }

  /// Whether a process has died that had some.
  boolean anyStranded() {
    for (int i = 0; i < MOST; i++) {
      long process = memory.get(LONG, row(i));
      if (process != 0 && !LiveProcess.isAlive(process)) {
        return true;
      }
    }
    return false;
  }

  /// Ends those of dead processes, and puts the chunks of the others into a set.
  void mark(Chunks chunks, BitSet used) {
    for (int i = 0; i < MOST; i++) {
      long process = memory.get(LONG, row(i));
      if (process != 0 && !LiveProcess.isAlive(process)) {
        end(i);
      } else if (process != 0) {
        chunks.mark(memory.get(INT, row(i) + 8), memory.get(INT, row(i) + 12), used);
      }
    }
  }

  private long row(int flight) {
    return offset + (long) ROW * flight;
  }
}
