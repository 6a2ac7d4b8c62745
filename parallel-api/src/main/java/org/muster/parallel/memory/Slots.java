package org.muster.parallel.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Shared memory given out in slots by one process, each for one thing that another process reads.
///
/// A slot is used again once it was given back: by this process, or by the other one with a word in
/// the memory itself ([#giveBack]). What was touched once stays touched, because new pages cost
/// more than what is written into them (4.4 µs each); but if nobody wants a slot for some seconds,
/// the pages of the free ones go back to the system.
///
/// **Threads.** Any.
public final class Slots {

  /*
   * A slot begins with a page-aligned header, whose first word says whether it is in use, and then
   * come the bytes. Only this process sets the word; whoever is the last to use the slot clears it.
   */

  /// Bytes before those of a slot.
  public static final int HEADER = 64;

  private static final int PAGE = 4096;
  private static final int IN_USE = 1;
  private static final int FREE = 0;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
  private static final Cleaner CLEANER = Cleaner.create();

  private static final long IDLE_MILLIS = 5_000;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(IDLE_MILLIS, TimeUnit.MILLISECONDS);

  /// Pages given back at a time: more would hold up who wants a slot.
  private static final long PIECE = 16 << 20;

  private final SharedSegment segment;
  private final Extents extents; // guarded by this

  /// Slots in use by where they begin, the oldest first.
  private final Map<Long, Use> taken = new LinkedHashMap<>(); // guarded by this

  /// Nothing at or above it was touched since pages were last given back.
  private long touched; // guarded by this

  private long uses; // guarded by this
  private boolean watched; // guarded by this

  /// @param segment nobody else gives out
  public Slots(SharedSegment segment) {
    this.segment = segment;
    this.extents = new Extents(segment.memory().byteSize() / PAGE * PAGE);
  }

  /// The use of a slot from when it is taken until it is given back.
  private static final class Use {
    private final long start;
    private final long size;
    private boolean handedOver; // guarded by the slots

    Use(long start, long size) {
      this.start = start;
      this.size = size;
    }
  }

  /// A slot in use.
  ///
  /// It ends with [#giveBack], or when nobody in this process has its memory any more; once it was
  /// handed over only when the other process gives it back.
  public final class Slot {
    private final Use use;
    private final MemorySegment memory;

    private Slot(Use use, MemorySegment memory) {
      this.use = use;
      this.memory = memory;
    }

    /// Where its bytes are in the segment.
    public long offset() {
      return use.start + HEADER;
    }

    /// Its bytes.
    public MemorySegment memory() {
      return memory;
    }

    /// From now on it belongs to the other process.
    public void handOver() {
      synchronized (Slots.this) {
        use.handedOver = true;
      }
    }

    /// Ends its use here, if it was not handed over. Calling it again does nothing.
    public void giveBack() {
      give(use);
    }
  }

  /// The segment of these slots.
  public SharedSegment segment() {
    return segment;
  }

  /// How many bytes the slots in use take.
  public synchronized long bytesInUse() {
    reclaim(true);
    long bytes = 0;
    for (Use use : taken.values()) {
      bytes += use.size;
    }
    return bytes;
  }

  /// How many bytes have pages of the system's, at most.
  public synchronized long bytesTouched() {
    return touched;
  }

  /// Takes a slot.
  ///
  /// @return null if there is no room
  public @Nullable Slot take(long bytes) {
    long size = (bytes + HEADER + PAGE - 1) / PAGE * PAGE;
    Use use = use(size);
    if (use == null) {
      return null;
    }
    MemorySegment memory = segment.memory().asSlice(use.start + HEADER, bytes);
    var _ = CLEANER.register(memory, () -> give(use));
    return new Slot(use, memory);
  }

  private synchronized @Nullable Use use(long size) {
    reclaim(false);
    long start = extents.take(size);
    if (start == Extents.NONE) {
      reclaim(true);
      start = extents.take(size);
    }
    if (start == Extents.NONE) {
      return null;
    }
    var use = new Use(start, size);
    WORD.setRelease(segment.memory(), start, IN_USE);
    taken.put(start, use);
    touched = Math.max(touched, start + size);
    uses++;
    watch();
    return use;
  }

  /// Finds slots that the other process has given back.
  ///
  /// @param all whether to look behind one that is still in use: it gives them back about in the
  ///   order in which it got them
  private void reclaim(boolean all) {
    Iterator<Use> slots = taken.values().iterator();
    while (slots.hasNext()) {
      Use use = slots.next();
      if ((int) WORD.getAcquire(segment.memory(), use.start) == FREE) {
        extents.give(use.start, use.size);
        slots.remove();
      } else if (!all) {
        return;
      }
    }
  }

  private synchronized void give(Use use) {
    // Its memory may be in use again already.
    if (!use.handedOver && taken.remove(use.start, use)) {
      extents.give(use.start, use.size);
    }
  }

  /// Whether a slot in use has these bytes. For the process that gives out no slots here.
  public static boolean isInUse(SharedSegment segment, long offset, long bytes) {
    long start = offset - HEADER;
    return start >= 0
        && start % PAGE == 0
        && bytes >= 0
        && bytes <= segment.memory().byteSize() - offset
        && (int) WORD.getAcquire(segment.memory(), start) == IN_USE;
  }

  /// Ends the use of a slot; it must not be looked at any more. For the process that gives out no
  /// slots here.
  public static void giveBack(SharedSegment segment, long offset) {
    WORD.setRelease(segment.memory(), offset - HEADER, FREE);
  }

  // ---- pages -----------------------------------------------------------------------------------

  private void watch() {
    if (!watched) {
      watched = true;
      long before = uses;
      LATER.execute(() -> lookIfAlive(before));
    }
  }

  private void lookIfAlive(long before) {
    if (segment.memory().scope().isAlive()) {
      try {
        look(before);
      } catch (IllegalStateException e) {
        if (segment.memory().scope().isAlive()) {
          throw e;
        } // else it was closed just now, and there is nothing left to give back
      }
    }
  }

  /// Gives pages back if no slot was taken since.
  private void look(long before) {
    synchronized (this) {
      watched = false;
      if (uses != before) {
        watch();
        return;
      }
      reclaim(true);
    }
    discardFree();
    synchronized (this) {
      if (!taken.isEmpty()) {
        watch(); // what is in use now is free later
      }
    }
  }

  /// Gives the pages of all free slots back to the system.
  void discardFree() {
    long from = 0;
    while (true) {
      Map.Entry<Long, Long> part;
      synchronized (this) {
        part = extents.takeNext(from, touched, PIECE);
        if (part == null) {
          touched = highest();
          return;
        }
      }
      try {
        segment.discard(part.getKey(), part.getValue());
      } catch (IOException e) {
        // Then it keeps them.
      }
      synchronized (this) {
        extents.give(part.getKey(), part.getValue());
      }
      from = part.getKey() + part.getValue();
    }
  }

  private synchronized long highest() {
    long end = 0;
    for (Use use : taken.values()) {
      end = Math.max(end, use.start + use.size);
    }
    return end;
  }
}
