package org.muster.parallel.sync;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedMutex.Patience;
import org.muster.parallel.memory.WaitingBoard;

/// One wait of the calling thread for another, as long as it takes: what ends it early, and the
/// note that tells others about it once it is long.
///
/// A task that is cancelled and a cell that is interrupted leave within 20 ms whatever they wait
/// for, also where an interrupt alone would not end the wait.
///
/// **Threads.** The one that made it.
public final class Wait implements Patience, AutoCloseable {

  /// As long as it takes.
  public static final long ENDLESS = Long.MAX_VALUE;

  private static final long NOTE_NANOS = 500_000_000;

  private final SharedBlock block;
  private final String operation;
  private final Supplier<String> holder;
  private final boolean interruptible;
  private final long nanos;
  private final long start = System.nanoTime();
  private long waited;
  private long nextNote = NOTE_NANOS;
  private boolean interrupted;
  private WaitingBoard.@Nullable Note note;

  private Wait(
      SharedBlock block,
      String operation,
      Supplier<String> holder,
      boolean interruptible,
      long nanos) {
    this.block = block;
    this.operation = operation;
    this.holder = holder;
    this.interruptible = interruptible;
    this.nanos = nanos;
  }

  /// A wait that an interrupt ends; [#throwIfInterrupted] then says so.
  ///
  /// @param operation as in the code that waits: `lock()`
  /// @param holder who has what it waits for, in words, or empty
  /// @param nanos at most, or [#ENDLESS]
  public static Wait interruptible(
      SharedBlock block, String operation, Supplier<String> holder, long nanos) {
    return new Wait(block, operation, holder, true, nanos);
  }

  /// A wait during which an interrupt is only kept for later.
  public static Wait uninterruptible(
      SharedBlock block, String operation, Supplier<String> holder, long nanos) {
    return new Wait(block, operation, holder, false, nanos);
  }

  /// A time to wait, of any length.
  public static long nanos(Duration time) {
    try {
      return time.toNanos();
    } catch (ArithmeticException e) {
      return time.isNegative() ? 0 : ENDLESS;
    }
  }

  /// Before a wait begins.
  ///
  /// @throws InterruptedException if the thread is interrupted already
  public static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /// @throws IllegalStateException if the object is closed
  @Override
  public boolean goesOn() {
    block.checkOpen();
    Surroundings.checkStopped();
    interrupted |= Thread.interrupted();
    if (interrupted && interruptible) {
      return false;
    }
    waited = System.nanoTime() - start;
    if (waited >= nextNote) {
      nextNote = waited + NOTE_NANOS;
      noteDown();
    }
    return true;
  }

  /// Waits once while the word has this value, at most 20 ms.
  ///
  /// @return false if the thread was interrupted or the time is over
  public boolean once(MemorySegment memory, long offset, int value) {
    if (left() <= 0 || !goesOn()) {
      return false;
    }
    Futex.await(memory, offset, value, left(), waited);
    return true;
  }

  /// How much of its time is left, in nanoseconds.
  public long left() {
    return nanos == ENDLESS ? ENDLESS : nanos - (System.nanoTime() - start);
  }

  /// Whether it has lasted long enough to ask whether others still live.
  public boolean isLong() {
    return waited > 10_000_000;
  }

  /// For a wait that has ended before what it waited for came.
  public void throwIfInterrupted() throws InterruptedException {
    if (interruptible && interrupted) {
      interrupted = false;
      throw new InterruptedException();
    }
  }

  private void noteDown() {
    if (note == null) {
      String what =
          "%s of %s %s".formatted(operation, block, block.id().toString().substring(0, 8));
      note = WaitingBoard.post(Surroundings.caller(), what, Instant.now().minusNanos(waited));
    }
    if (note != null) {
      note.heldBy(holder.get());
    }
  }

  /// Ends it: takes the note away and gives an interrupt back that nobody was told about.
  @Override
  public void close() {
    if (note != null) {
      note.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
