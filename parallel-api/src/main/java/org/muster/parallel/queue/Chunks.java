package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.OptionalLong;
import org.muster.parallel.memory.FreeMemory;
import org.muster.parallel.memory.SharedBlock;

/// The memory of a queue in pieces of one size, each of which is free or belongs to somebody and
/// knows the one after it.
///
/// The last ones given back are given out first, because their pages are there and in the cache.
/// More than [#KEPT] free ones do not keep their pages.
///
/// **Threads.** Whoever holds the queue's lock; whoever has a chain goes through that without it.
final class Chunks {

  static final int SHIFT = 16;
  static final int BYTES = 1 << SHIFT;

  /// Bytes of the numbers below.
  static final int STATE_BYTES = 64;

  private static final int PAGE = 4096;
  private static final int KEPT = 256;

  /// As many at a time are asked of the system whether it has them.
  private static final int CHECKED_TOGETHER = 256;

  private static final long SPARE_BYTES = 32L << 20;

  // Offsets of numbers: how many were ever used, the first of the free ones with pages, how many
  // these
  // are, the first of those without, how many have pages, and up to how many may have.
  private static final int MADE = 0;
  private static final int WARM = 4;
  private static final int WARM_COUNT = 8;
  private static final int COLD = 12;
  private static final int RESIDENT = 16;
  private static final int ALLOWED = 20;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final SharedBlock block;
  private final MemorySegment memory;
  private final long state;
  private final long links;
  private final long first;
  private final int count;

  /// @param state where in the memory of the block the numbers are
  /// @param links where the links are, and after them, from a page on, the chunks
  Chunks(SharedBlock block, long state, long links, int count) {
    this.block = block;
    this.memory = block.memory();
    this.state = state;
    this.links = links;
    this.first = firstOffset(links, count);
    this.count = count;
  }

  private static long firstOffset(long links, int count) {
    long table = (Integer.BYTES * (count + 1L) + PAGE - 1) / PAGE * PAGE;
    return links + table + SharedBlock.beforeFirstPage(PAGE);
  }

  /// Where the last of so many chunks ends.
  ///
  /// @param links a multiple of a page
  static long end(long links, int count) {
    return firstOffset(links, count) + ((long) count << SHIFT);
  }

  /// Where a chunk's bytes are; chunks are numbered from 1.
  long offset(int chunk) {
    return first + ((long) (chunk - 1) << SHIFT);
  }

  int next(int chunk) {
    return memory.get(INT, links + (long) Integer.BYTES * chunk);
  }

  void link(int chunk, int next) {
    memory.set(INT, links + (long) Integer.BYTES * chunk, next);
  }

  /// A chunk with nothing after it.
  ///
  /// @throws IllegalStateException if there is no memory left
  int take() {
    int chunk = get(WARM);
    if (chunk != 0) {
      set(WARM, next(chunk));
      set(WARM_COUNT, get(WARM_COUNT) - 1);
    } else {
      checkRoom(1);
      chunk = get(COLD);
      if (chunk != 0) {
        set(COLD, next(chunk));
      } else {
        chunk = get(MADE) + 1;
        set(MADE, chunk);
      }
      set(RESIDENT, get(RESIDENT) + 1);
    }
    link(chunk, 0);
    return chunk;
  }

  /// So many, one after the other.
  ///
  /// @return the first
  /// @throws IllegalStateException if there is not so much memory
  int takeChain(int length) {
    checkRoom(length - get(WARM_COUNT));
    int chain = 0;
    for (int i = 0; i < length; i++) {
      int chunk = take();
      link(chunk, chain);
      chain = chunk;
    }
    return chain;
  }

  /// Frees a chunk.
  void give(int chunk) {
    if (get(WARM_COUNT) < KEPT) {
      link(chunk, get(WARM));
      set(WARM, chunk);
      set(WARM_COUNT, get(WARM_COUNT) + 1);
      return;
    }
    discard(chunk, chunk + 1);
    link(chunk, get(COLD));
    set(COLD, chunk);
    set(RESIDENT, get(RESIDENT) - 1);
    set(ALLOWED, Math.min(get(ALLOWED), get(RESIDENT) + CHECKED_TOGETHER));
  }

  /// Gives the pages of a chain back to the system, but for as many chunks as may stay warm.
  void discardBehindWarm(int chain, int length) {
    int chunk = chain;
    int low = 0;
    int high = 0; // of the neighbours to be given back together, excluded
    for (int i = 0; i < length; i++) {
      if (i >= KEPT) {
        if (chunk == low - 1) {
          low = chunk;
        } else if (chunk == high) {
          high++;
        } else {
          discard(low, high);
          low = chunk;
          high = chunk + 1;
        }
      }
      chunk = next(chunk);
    }
    discard(low, high);
  }

  private void discard(int low, int high) {
    if (low < high) {
      boolean _ = block.discard(offset(low), (long) (high - low) << SHIFT);
    }
  }

  /// Finds out anew what is free.
  ///
  /// @param used every chunk that belongs to somebody
  void rebuild(BitSet used) {
    int made = get(MADE);
    set(WARM, 0);
    set(WARM_COUNT, 0);
    set(COLD, 0);
    set(RESIDENT, made);
    for (int chunk = 1; chunk <= made; chunk++) {
      if (!used.get(chunk)) {
        give(chunk);
      }
    }
  }

  /// Puts all chunks of a chain into a set.
  void mark(int chain, int length, BitSet used) {
    int chunk = chain;
    for (int i = 0; i < length && chunk != 0; i++) {
      used.set(chunk);
      chunk = next(chunk);
    }
  }

  private void checkRoom(int more) {
    int resident = get(RESIDENT);
    if (more > 0 && resident + more > get(ALLOWED)) {
      int asked = more + CHECKED_TOGETHER;
      OptionalLong left = FreeMemory.left();
      boolean fits = resident + (long) more <= count;
      long room = left.orElse(Long.MAX_VALUE) - SPARE_BYTES;
      if (!fits || ((long) more << SHIFT) > room) {
        throw noRoom(more, resident, left);
      }
      set(ALLOWED, (int) Math.min(Integer.MAX_VALUE, (long) resident + asked));
    }
  }

  private IllegalStateException noRoom(int more, int resident, OptionalLong left) {
    return new IllegalStateException(
        """
        %s holds %s and cannot take %s more: %s. Let it be emptied first, or give it a capacity so \
        that those who put wait.\
        """
            .formatted(
                block,
                FreeMemory.text((long) resident << SHIFT),
                FreeMemory.text((long) more << SHIFT),
                left.isPresent()
                    ? "this machine, container or job has %s left"
                        .formatted(FreeMemory.text(left.getAsLong()))
                    : "it holds at most " + FreeMemory.text((long) count << SHIFT)));
  }

  private int get(int number) {
    return memory.get(INT, state + number);
  }

  private void set(int number, int value) {
    memory.set(INT, state + number, value);
  }

  /// Goes through the bytes of a chain from its start; used by one thread.
  final class Cursor {

    private int chunk;
    private int at;

    Cursor(int chain) {
      chunk = chain;
    }

    void write(byte[] from) {
      for (int done = 0; done < from.length; ) {
        int length = step(from.length - done);
        MemorySegment.copy(from, done, memory, ValueLayout.JAVA_BYTE, offset(chunk) + at, length);
        at += length;
        done += length;
      }
    }

    void read(byte[] into) {
      for (int done = 0; done < into.length; ) {
        int length = step(into.length - done);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset(chunk) + at, into, done, length);
        at += length;
        done += length;
      }
    }

    private int step(int wanted) {
      if (at == BYTES) {
        chunk = next(chunk);
        at = 0;
      }
      return Math.min(wanted, BYTES - at);
    }
  }

  /// How many chunks so many bytes take.
  static int needed(long bytes) {
    return Math.toIntExact((bytes + BYTES - 1) >>> SHIFT);
  }
}
