package org.muster.parallel.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.muster.parallel.memory.Futex;
import org.muster.parallel.memory.SharedSegment;

/// Where the answers for one process go: memory of that process, which the manager's process opens
/// too. Each thread that waits has a slot of its own.
///
/// **Threads.** Of the slot: its caller and the manager's thread.
@SuppressWarnings("EnumOrdinal") // all processes have the same version
final class Answers implements AutoCloseable {

  /// How a call has ended.
  enum Outcome {
    RETURNED,
    THREW,
    /// What it returned is too large for the slot.
    LARGE,
    /// What it threw is.
    LARGE_THREW,
    /// It is where the caller wanted it.
    FETCHED
  }

  /// The answer in a slot.
  ///
  /// @param bytes of it; in the array if that has so many
  record Answer(Outcome outcome, long bytes, byte[] inline) {}

  static final int SLOTS = 64;
  static final int ROOM = (32 << 10) - 64;

  static final int FREE = 0;
  static final int AWAITED = 1;
  static final int ASLEEP = 2;
  static final int ANSWERED = 3;
  static final int LEFT = 4;

  private static final long SLOT_BYTES = ROOM + 64;
  private static final long BYTES = SLOTS * SLOT_BYTES;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final VarHandle STATE = INT.varHandle();
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final SharedSegment segment;
  private final MemorySegment memory;

  private Answers(SharedSegment segment) {
    this.segment = segment;
    memory = segment.memory();
  }

  /// New ones, of this process.
  static Answers create() {
    try {
      return new Answers(SharedSegment.create(BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException("no memory for the answers of a manager", e);
    }
  }

  /// Those of another process.
  ///
  /// @throws IOException if it has ended
  static Answers attach(SharedSegment.Handle handle) throws IOException {
    return new Answers(SharedSegment.attach(handle));
  }

  SharedSegment.Handle handle() {
    return segment.handle();
  }

  MemorySegment memory() {
    return memory;
  }

  static long offset(int slot) {
    return slot * SLOT_BYTES;
  }

  int state(int slot) {
    return (int) STATE.getVolatile(memory, offset(slot));
  }

  void become(int slot, int state) {
    STATE.setVolatile(memory, offset(slot), state);
  }

  boolean become(int slot, int before, int state) {
    return STATE.compareAndSet(memory, offset(slot), before, state);
  }

  // ---- the caller's side -----------------------------------------------------------------------

  Answer read(int slot) {
    long at = offset(slot);
    Outcome outcome = OUTCOMES[memory.get(INT, at + 4)];
    long bytes = memory.get(ValueLayout.JAVA_LONG, at + 8);
    boolean inline = outcome == Outcome.RETURNED || outcome == Outcome.THREW;
    var array = new byte[inline ? (int) bytes : 0];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + 64, array, 0, array.length);
    return new Answer(outcome, bytes, array);
  }

  // ---- the manager's side ----------------------------------------------------------------------

  /// Writes an answer and wakes its caller.
  ///
  /// @param inline what is written into the slot
  void answer(int slot, Outcome outcome, long bytes, byte[] inline) {
    long at = offset(slot);
    memory.set(INT, at + 4, outcome.ordinal());
    memory.set(ValueLayout.JAVA_LONG, at + 8, bytes);
    MemorySegment.copy(inline, 0, memory, ValueLayout.JAVA_BYTE, at + 64, inline.length);
    int before = (int) STATE.getAndSet(memory, at, ANSWERED);
    if (before == ASLEEP) {
      Futex.wake(memory, at, 1);
    } else if (before == LEFT) {
      become(slot, FREE);
    }
  }

  /// Wakes all who wait, to see that the manager is closed.
  void wakeAll() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (state(slot) == ASLEEP) {
        Futex.wake(memory, offset(slot), 1);
      }
    }
  }

  @Override
  public void close() {
    segment.close();
  }
}
