package org.muster.parallel;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// One `long` that processes share, as an [java.util.concurrent.atomic.AtomicLong].
///
/// ```java
/// var hits = SharedLong.of(0);
/// pool.forEach(i -> hits.incrementAndGet(), range(0, 1000));   // hits.get() == 1000
/// ```
///
/// However many processes count, nothing is lost: there is no `counter.value += 1` that reads, adds
/// and writes in three steps.
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
public final class SharedLong extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

  private enum Kind implements SharedKind<SharedLong> {
    LONG;

    @Override
    public String title() {
      return "SharedLong";
    }

    @Override
    public SharedLong open(SharedBlock block) {
      return new SharedLong(block);
    }
  }

  private final transient MemorySegment memory;

  private SharedLong(SharedBlock block) {
    super(block);
    memory = block.memory();
  }

  /// A new one with this value.
  public static SharedLong of(long initial) {
    SharedLong created = SharedBlock.create(Kind.LONG, Long.BYTES);
    created.set(initial);
    return created;
  }

  /// The value.
  public long get() {
    try {
      return (long) VALUE.getVolatile(memory, 0L);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the value.
  public void set(long value) {
    try {
      VALUE.setVolatile(memory, 0L, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds one.
  ///
  /// @return the new value
  public long incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  /// Takes one away.
  ///
  /// @return the new value
  public long decrementAndGet() {
    return getAndAdd(-1) - 1;
  }

  /// Adds one.
  ///
  /// @return the value before
  public long getAndIncrement() {
    return getAndAdd(1);
  }

  /// Adds a number.
  ///
  /// @return the new value
  public long addAndGet(long delta) {
    return getAndAdd(delta) + delta;
  }

  /// Sets the value.
  ///
  /// @return the value before
  public long getAndSet(long value) {
    try {
      return (long) VALUE.getAndSet(memory, 0L, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds a number.
  ///
  /// @return the value before
  public long getAndAdd(long delta) {
    try {
      return (long) VALUE.getAndAdd(memory, 0L, delta);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Applies a function without side effects: it is applied again if another thread was faster.
  ///
  /// @return the new value
  public long updateAndGet(LongUnaryOperator function) {
    while (true) {
      long before = get();
      long after = function.applyAsLong(before);
      if (compareAndSet(before, after)) {
        return after;
      }
    }
  }

  /// Combines the value with another one, by a function without side effects: it is applied again
  /// if another thread was faster.
  ///
  /// @return the new value
  public long accumulateAndGet(long other, LongBinaryOperator function) {
    return updateAndGet(value -> function.applyAsLong(value, other));
  }

  /// Sets the value if it is the expected one.
  ///
  /// @return whether it was
  public boolean compareAndSet(long expected, long value) {
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
