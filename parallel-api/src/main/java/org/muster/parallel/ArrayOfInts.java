package org.muster.parallel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.BulkInts;
import org.muster.parallel.memory.IntLoops;
import org.muster.parallel.memory.SharedBlock;

/// All that [SharedArray.Ints] can do; in a file of its own.
abstract sealed class ArrayOfInts extends SharedArray permits SharedArray.Ints {

  private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  ArrayOfInts(SharedBlock block, @Nullable Object owner, long from, long length) {
    super(block, owner, from, length, Integer.BYTES);
  }

  /// The element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public int get(long index) {
    try {
      return memory.get(LAYOUT, Objects.checkIndex(index, length) * Integer.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void set(long index, int value) {
    try {
      memory.set(LAYOUT, Objects.checkIndex(index, length) * Integer.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The element at an index, with the memory effects of a volatile read: who sees what
  /// [#setVolatile] wrote sees everything that its writer did before, in whatever process.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public int getVolatile(long index) {
    try {
      return (int) ELEMENT.getVolatile(memory, Objects.checkIndex(index, length) * Integer.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index, with the memory effects of a volatile write.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void setVolatile(long index, int value) {
    try {
      ELEMENT.setVolatile(memory, Objects.checkIndex(index, length) * Integer.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds to the element at an index, atomically.
  ///
  /// @return what it was before
  public int getAndAdd(long index, int delta) {
    try {
      return (int)
          ELEMENT.getAndAdd(memory, Objects.checkIndex(index, length) * Integer.BYTES, delta);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index if it is the expected one, atomically.
  ///
  /// @return whether it was
  public boolean compareAndSet(long index, int expected, int value) {
    try {
      return ELEMENT.compareAndSet(
          memory, Objects.checkIndex(index, length) * Integer.BYTES, expected, value);
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
  public void replaceAll(IntUnaryOperator change) {
    try {
      IntLoops.replaceAll(memory, change);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of its index, as [#replaceAll].
  public void setAll(LongToIntFunction function) {
    try {
      IntLoops.setAll(memory, function);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to one value.
  public void fill(int value) {
    try {
      BulkInts.fill(memory, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to those of an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyFrom(int[] source) {
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
  public void copyFrom(Ints source) {
    checkSameLength(source.length);
    segment().copyFrom(source.segment());
  }

  /// Copies all elements into an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyTo(int[] target) {
    checkSameLength(target.length);
    try {
      MemorySegment.copy(memory, LAYOUT, 0, target, 0, target.length);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// A copy on the heap.
  public int[] toArray() {
    var copy = new int[lengthOnHeap()];
    copyTo(copy);
    return copy;
  }

  /// The sum of all elements.
  public long sum() {
    try {
      return BulkInts.sum(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The least element.
  ///
  /// @throws NoSuchElementException if there are none
  public int min() {
    checkNotEmpty();
    try {
      return BulkInts.min(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The greatest element.
  ///
  /// @throws NoSuchElementException if there are none
  public int max() {
    checkNotEmpty();
    try {
      return BulkInts.max(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds a multiple of another array to this one, element by element: `this += factor * other`.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void addScaled(int factor, Ints other) {
    checkSameLength(other.length);
    try {
      BulkInts.addScaled(memory, factor, other.segment());
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Multiplies all elements by a number.
  public void scale(int factor) {
    try {
      BulkInts.scale(memory, factor);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sorts the elements in place, in the order of [java.util.Arrays#sort(int\[\])]. To sort a part,
  /// sort a slice.
  public void sort() {
    try {
      BulkInts.sort(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The elements in order, read while the stream runs.
  public IntStream stream() {
    return LongStream.range(0, length).mapToInt(this::get);
  }

  @Override
  public Ints slice(long from, long to) {
    return new Ints(block, owner(), startOf(from, to), to - from);
  }

  @Override
  String element(long index) {
    return String.valueOf(get(index));
  }

  @Override
  Kind kind() {
    return Kind.INTS;
  }
}
