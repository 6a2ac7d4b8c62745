package org.muster.parallel;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// One `double` that processes share, with atomic operations; see [SharedLong].
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
public final class SharedDouble extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final VarHandle VALUE = ValueLayout.JAVA_DOUBLE.varHandle();

  private enum Kind implements SharedKind<SharedDouble> {
    DOUBLE;

    @Override
    public String title() {
      return "SharedDouble";
    }

    @Override
    public SharedDouble open(SharedBlock block) {
      return new SharedDouble(block);
    }
  }

  private final transient MemorySegment memory;

  private SharedDouble(SharedBlock block) {
    super(block);
    memory = block.memory();
  }

  /// A new one with this value.
  public static SharedDouble of(double initial) {
    SharedDouble created = SharedBlock.create(Kind.DOUBLE, Long.BYTES);
    created.set(initial);
    return created;
  }

  /// The value.
  public double get() {
    try {
      return (double) VALUE.getVolatile(memory, 0L);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the value.
  public void set(double value) {
    try {
      VALUE.setVolatile(memory, 0L, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds one.
  ///
  /// @return the new value
  public double incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  /// Takes one away.
  ///
  /// @return the new value
  public double decrementAndGet() {
    return getAndAdd(-1) - 1;
  }

  /// Adds one.
  ///
  /// @return the value before
  public double getAndIncrement() {
    return getAndAdd(1);
  }

  /// Adds a number.
  ///
  /// @return the new value
  public double addAndGet(double delta) {
    return getAndAdd(delta) + delta;
  }

  /// Sets the value.
  ///
  /// @return the value before
  public double getAndSet(double value) {
    while (true) {
      double before = get();
      if (compareAndSet(before, value)) {
        return before;
      }
    }
  }

  /// Adds a number.
  ///
  /// @return the value before
  public double getAndAdd(double delta) {
    while (true) {
      double before = get();
      if (compareAndSet(before, before + delta)) {
        return before;
      }
    }
  }

  /// Applies a function without side effects: it is applied again if another thread was faster.
  ///
  /// @return the new value
  public double updateAndGet(DoubleUnaryOperator function) {
    while (true) {
      double before = get();
      double after = function.applyAsDouble(before);
      if (compareAndSet(before, after)) {
        return after;
      }
    }
  }

  /// Combines the value with another one, by a function without side effects: it is applied again
  /// if another thread was faster.
  ///
  /// @return the new value
  public double accumulateAndGet(double other, DoubleBinaryOperator function) {
    return updateAndGet(value -> function.applyAsDouble(value, other));
  }

  /// Sets the value if it is the expected one, bit by bit.
  ///
  /// @return whether it was
  public boolean compareAndSet(double expected, double value) {
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
