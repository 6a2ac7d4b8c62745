package org.muster.parallel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.BulkLongs;
import org.muster.parallel.memory.LongLoops;
import org.muster.parallel.memory.SharedBlock;

/// All that [SharedArray.Longs] can do; in a file of its own.
abstract sealed class ArrayOfLongs extends SharedArray permits SharedArray.Longs {

  private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  ArrayOfLongs(SharedBlock block, @Nullable Object owner, long from, long length) {
    super(block, owner, from, length, Long.BYTES);
  }

  /// The element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public long get(long index) {
    try {
      return memory.get(LAYOUT, Objects.checkIndex(index, length) * Long.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void set(long index, long value) {
    try {
      memory.set(LAYOUT, Objects.checkIndex(index, length) * Long.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The element at an index, with the memory effects of a volatile read: who sees what
  /// [#setVolatile] wrote sees everything that its writer did before, in whatever process.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public long getVolatile(long index) {
    try {
      return (long) ELEMENT.getVolatile(memory, Objects.checkIndex(index, length) * Long.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index, with the memory effects of a volatile write.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void setVolatile(long index, long value) {
    try {
      ELEMENT.setVolatile(memory, Objects.checkIndex(index, length) * Long.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds to the element at an index, atomically.
  ///
  /// @return what it was before
  public long getAndAdd(long index, long delta) {
    try {
      return (long)
          ELEMENT.getAndAdd(memory, Objects.checkIndex(index, length) * Long.BYTES, delta);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index if it is the expected one, atomically.
  ///
  /// @return whether it was
  public boolean compareAndSet(long index, long expected, long value) {
    try {
      return ELEMENT.compareAndSet(
          memory, Objects.checkIndex(index, length) * Long.BYTES, expected, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of it, about as quickly as a loop over a plain
  /// array. Another process may see some of them changed already and some not yet.
  ///
  /// ```java
  /// x.replaceAll(each -> each * 2 + 1);
  /// ```
  public void replaceAll(LongUnaryOperator change) {
    try {
      LongLoops.replaceAll(memory, change);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of its index, as [#replaceAll].
  public void setAll(LongUnaryOperator function) {
    try {
      LongLoops.setAll(memory, function);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to one value.
  public void fill(long value) {
    try {
      BulkLongs.fill(memory, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to those of an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyFrom(long[] source) {
    checkSameLength(source.length);
    try {
      MemorySegment.copy(source, 0, memory, LAYOUT, 0, source.length);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to those of another array; they may overlap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyFrom(Longs source) {
    checkSameLength(source.length);
    segment().copyFrom(source.segment());
  }

  /// Copies all elements into an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyTo(long[] target) {
    checkSameLength(target.length);
    try {
      MemorySegment.copy(memory, LAYOUT, 0, target, 0, target.length);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// A copy on the heap.
  public long[] toArray() {
    var copy = new long[lengthOnHeap()];
    copyTo(copy);
    return copy;
  }

  /// The sum of all elements; overflows as `long` does.
  public long sum() {
    try {
      return BulkLongs.sum(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The least element.
  ///
  /// @throws NoSuchElementException if there are none
  public long min() {
    checkNotEmpty();
    try {
      return BulkLongs.min(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The greatest element.
  ///
  /// @throws NoSuchElementException if there are none
  public long max() {
    checkNotEmpty();
    try {
      return BulkLongs.max(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds a multiple of another array to this one, element by element: `this += factor * other`.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void addScaled(long factor, Longs other) {
    checkSameLength(other.length);
    try {
      BulkLongs.addScaled(memory, factor, other.segment());
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Multiplies all elements by a number.
  public void scale(long factor) {
    try {
      BulkLongs.scale(memory, factor);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sorts the elements in place, in the order of [java.util.Arrays#sort(long\[\])]. To sort a
  /// part, sort a slice.
  public void sort() {
    try {
      BulkLongs.sort(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The elements in order, read while the stream runs.
  public LongStream stream() {
    return LongStream.range(0, length).map(this::get);
  }

  @Override
  public Longs slice(long from, long to) {
    return new Longs(block, owner(), startOf(from, to), to - from);
  }

  @Override
  String element(long index) {
    return String.valueOf(get(index));
  }

  @Override
  Kind kind() {
    return Kind.LONGS;
  }
}
