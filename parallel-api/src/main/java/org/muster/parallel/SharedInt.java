package org.muster.parallel;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// One `int` that processes share, as an [java.util.concurrent.atomic.AtomicInteger]; see
/// [SharedLong].
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same value on the other side, and
/// in one process always the same object. [#close] lets go of it in this process, as does the
/// collector; it is gone when no process has it, also after a kill. Each method of a closed one
/// throws [IllegalStateException].
///
/// **Threads and memory.** Any thread of any process; every operation is atomic and has the memory
/// effects of a volatile access.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Value">multiprocessing.Value</a>
public final class SharedInt extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final VarHandle VALUE = ValueLayout.JAVA_INT.varHandle();

  private enum Kind implements SharedKind<SharedInt> {
    INT;

    @Override
    public String title() {
      return "SharedInt";
    }

    @Override
    public SharedInt open(SharedBlock block) {
      return new SharedInt(block);
    }
  }

  private final transient MemorySegment memory;

  private SharedInt(SharedBlock block) {
    super(block);
    memory = block.memory();
  }

  /// A new one with this value.
  public static SharedInt of(int initial) {
    SharedInt created = SharedBlock.create(Kind.INT, Long.BYTES);
    created.set(initial);
    return created;
  }

  /// The value.
  public int get() {
    try {
      return (int) VALUE.getVolatile(memory, 0L);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the value.
  public void set(int value) {
    try {
      VALUE.setVolatile(memory, 0L, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds one.
  ///
  /// @return the new value
  public int incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  /// Takes one away.
  ///
  /// @return the new value
  public int decrementAndGet() {
    return getAndAdd(-1) - 1;
  }

  /// Adds one.
  ///
  /// @return the value before
  public int getAndIncrement() {
    return getAndAdd(1);
  }

  /// Adds a number.
  ///
  /// @return the new value
  public int addAndGet(int delta) {
    return getAndAdd(delta) + delta;
  }

  /// Sets the value.
  ///
  /// @return the value before
  public int getAndSet(int value) {
    try {
      return (int) VALUE.getAndSet(memory, 0L, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds a number.
  ///
  /// @return the value before
  public int getAndAdd(int delta) {
    try {
      return (int) VALUE.getAndAdd(memory, 0L, delta);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Applies a function without side effects: it is applied again if another thread was faster.
  ///
  /// @return the new value
  public int updateAndGet(IntUnaryOperator function) {
    while (true) {
      int before = get();
      int after = function.applyAsInt(before);
      if (compareAndSet(before, after)) {
        return after;
      }
    }
  }

  /// Combines the value with another one, by a function without side effects: it is applied again
  /// if another thread was faster.
  ///
  /// @return the new value
  public int accumulateAndGet(int other, IntBinaryOperator function) {
    return updateAndGet(value -> function.applyAsInt(value, other));
  }

  /// Sets the value if it is the expected one.
  ///
  /// @return whether it was
  public boolean compareAndSet(int expected, int value) {
    try {
      return VALUE.compareAndSet(memory, 0L, expected, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The value.
  @Override
  public String toString() {
    return block.isOpen() ? String.valueOf(get()) : block.toString();
  }
}
