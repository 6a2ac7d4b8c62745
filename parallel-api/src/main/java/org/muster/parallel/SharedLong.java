package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// One `long` that processes share.
///
/// ```java
/// var hits = SharedLong.of(0);
/// pool.forEach(i -> hits.incrementAndGet(), range(0, 1000));   // hits.get() == 1000
/// ```
///
/// As an [java.util.concurrent.atomic.AtomicLong], so nothing is lost however many processes count:
/// there is no `counter.value += 1` that reads, adds and writes in three steps.
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same value on the other side.
/// [#close] lets go of it in this process; it is gone when no process has it, also after a kill.
///
/// **Threads and memory.** Any thread of any process; every operation is atomic and has the memory
/// effects of a volatile access.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Value">multiprocessing.Value</a>
public final class SharedLong implements AutoCloseable, Serializable {

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

  private final transient SharedBlock block;
  private final transient MemorySegment memory;

  private SharedLong(SharedBlock block) {
    this.block = block;
    memory = block.memory();
  }

  /// A new one with this value.
  public static SharedLong of(long initial) {
    SharedLong created = SharedBlock.create(Kind.LONG, Long.BYTES);
    created.set(initial);
    return created;
  }

  /// The value.
  ///
  /// @throws IllegalStateException if it is closed, as all operations
  public long get() {
    try {
      return (long) VALUE.getVolatile(memory, 0L);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  public void set(long value) {
    try {
      VALUE.setVolatile(memory, 0L, value);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Adds one.
  ///
  /// @return the new value
  public long incrementAndGet() {
    return getAndAdd(1) + 1;
  }

  /// Adds a number.
  ///
  /// @return the value before
  public long getAndAdd(long delta) {
    try {
      return (long) VALUE.getAndAdd(memory, 0L, delta);
    } catch (IllegalStateException e) {
      throw block.because(e);
    }
  }

  /// Applies a function without side effects, again if another was faster.
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

  /// Combines the value with another by a function without side effects, again if another was
  /// faster.
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
      throw block.because(e);
    }
  }

  /// Lets go of it in this process. Calling it again does nothing.
  @Override
  public void close() {
    block.close();
  }

  /// The value.
  @Override
  public String toString() {
    return block.isOpen() ? Long.toString(get()) : block.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedLong travels as its handle");
  }
}
