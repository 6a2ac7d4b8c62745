package org.muster.parallel.pool;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.MemoryBudget;
import org.muster.parallel.memory.SharedSegment;
import org.muster.parallel.memory.Slots;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Stowage;

/// The memory that this JVM shares with all workers of its pools, for what it sends to them:
/// written once, however many read it.
///
/// It is made when something large is to be sent for the first time, and lives as long as the JVM.
/// Pages that nobody uses go back to the system after some seconds ([Slots]).
///
/// **Threads.** Any.
final class Depot implements Stowage {

  static final Depot SHARED = new Depot();

  /// Of the memory that is free when it is made. Workers get as much for their results.
  private static final int SHARE = 8;

  private static final long MOST_FOR_LONG = 512 << 20;

  private @Nullable Slots slots; // guarded by this
  private boolean opened; // guarded by this

  private Depot() {}

  /// How many bytes the items of all pools of this JVM may have here, or the results of all workers
  /// of one.
  static long budget() {
    return MemoryBudget.available() / SHARE;
  }

  /// What items are in, or null if this system has no such memory.
  synchronized @Nullable Slots slots() {
    if (!opened) {
      opened = true;
      // A thread that is interrupted could not do it.
      slots =
          CompletableFuture.supplyAsync(
                  Depot::open, work -> Thread.ofVirtual().name("muster-depot").start(work))
              .join();
    }
    return slots;
  }

  private static @Nullable Slots open() {
    if (!Depot.class.getModule().isNativeAccessEnabled()) {
      return null; // Java would print a warning into a program that never heard of such things
    }
    try {
      long bytes = budget();
      return bytes < SMALLEST || !SharedSegment.isAvailable()
          ? null
          : new Slots(SharedSegment.create(bytes));
    } catch (IOException | RuntimeException | LinkageError e) {
      return null; // then everything travels in messages
    }
  }

  /// As [#take], for what may stay for as long as the program runs. There is less room for that:
  /// the memory is free again when the collector finds out that nobody has it, and it has no reason
  /// to look as long as the heap is empty.
  Frame.@Nullable Stored takeForLong(long bytes) {
    Slots there = bytes < SMALLEST ? null : slots();
    if (there == null) {
      return null;
    }
    long most = Math.min(MOST_FOR_LONG, there.segment().memory().byteSize() / 2);
    return there.bytesInUse() + bytes > most ? null : take(bytes);
  }

  @Override
  public Frame.@Nullable Stored take(long bytes) {
    Slots there = bytes < SMALLEST ? null : slots();
    Slots.Slot slot = there == null ? null : there.take(bytes);
    return slot == null
        ? null
        : new Frame.Stored(new Frame.Place(slot.offset(), bytes), slot.memory(), slot::giveBack);
  }
}
