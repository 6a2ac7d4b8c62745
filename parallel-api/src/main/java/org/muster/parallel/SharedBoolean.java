package org.muster.parallel;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// One `boolean` that processes share, as an [java.util.concurrent.atomic.AtomicBoolean].
/// Lifecycle, threads and memory are those of [SharedLong]. To wait until it is set, use a shared
/// event.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Value">multiprocessing.Value</a>
public final class SharedBoolean extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final VarHandle VALUE = ValueLayout.JAVA_INT.varHandle();

  private enum Kind implements SharedKind<SharedBoolean> {
    BOOLEAN;

    @Override
    public String title() {
      return "SharedBoolean";
    }

    @Override
    public SharedBoolean open(SharedBlock block) {
      return new SharedBoolean(block);
    }
  }

  private final transient MemorySegment memory;

  private SharedBoolean(SharedBlock block) {
    super(block);
    memory = block.memory();
  }

  /// A new one with this value.
  public static SharedBoolean of(boolean initial) {
    SharedBoolean created = SharedBlock.create(Kind.BOOLEAN, Long.BYTES);
    created.set(initial);
    return created;
  }

  private static int number(boolean value) {
    return value ? 1 : 0;
  }

  /// The value.
  public boolean get() {
    try {
      return (int) VALUE.getVolatile(memory, 0L) != 0;
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the value.
  public void set(boolean value) {
    try {
      VALUE.setVolatile(memory, 0L, number(value));
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the value.
  ///
  /// @return the value before
  public boolean getAndSet(boolean value) {
    try {
      return (int) VALUE.getAndSet(memory, 0L, number(value)) != 0;
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Applies a function without side effects: it is applied again if another thread was faster.
  ///
  /// @return the new value
  public boolean updateAndGet(UnaryOperator<Boolean> function) {
    while (true) {
      boolean before = get();
      boolean after = function.apply(before);
      if (compareAndSet(before, after)) {
        return after;
      }
    }
  }

  /// Sets the value if it is the expected one. Of several that try, one is told that it was.
  ///
  /// @return whether it was
  public boolean compareAndSet(boolean expected, boolean value) {
    try {
      return VALUE.compareAndSet(memory, 0L, number(expected), number(value));
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
