package org.muster.parallel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.BulkDoubles;
import org.muster.parallel.memory.DoubleLoops;
import org.muster.parallel.memory.SharedBlock;

/// All that [SharedArray.Doubles] can do; in a file of its own.
abstract sealed class ArrayOfDoubles extends SharedArray permits SharedArray.Doubles {

  private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  ArrayOfDoubles(SharedBlock block, @Nullable Object owner, long from, long length) {
    super(block, owner, from, length, Double.BYTES);
  }

  /// The element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public double get(long index) {
    try {
      return memory.get(LAYOUT, Objects.checkIndex(index, length) * Double.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void set(long index, double value) {
    try {
      memory.set(LAYOUT, Objects.checkIndex(index, length) * Double.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The element at an index, with the memory effects of a volatile read: who sees what
  /// [#setVolatile] wrote sees everything that its writer did before, in whatever process.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public double getVolatile(long index) {
    try {
      return (double) ELEMENT.getVolatile(memory, Objects.checkIndex(index, length) * Double.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index, with the memory effects of a volatile write.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void setVolatile(long index, double value) {
    try {
      ELEMENT.setVolatile(memory, Objects.checkIndex(index, length) * Double.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds to the element at an index, atomically.
  ///
  /// @return what it was before
  public double getAndAdd(long index, double delta) {
    try {
      long offset = Objects.checkIndex(index, length) * Double.BYTES;
      while (true) {
        double before = (double) ELEMENT.getVolatile(memory, offset);
        if (ELEMENT.compareAndSet(memory, offset, before, before + delta)) {
          return before;
        }
      }
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index if it is the expected one, bit by bit, atomically.
  ///
  /// @return whether it was
  public boolean compareAndSet(long index, double expected, double value) {
    try {
      return ELEMENT.compareAndSet(
          memory, Objects.checkIndex(index, length) * Double.BYTES, expected, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of it, about as quickly as a loop over a plain
  /// array. Another process may see some of them changed already and some not yet.
  ///
  /// ```java
  /// x.replaceAll(each -> each * 0.5 + 1);
  /// ```
  public void replaceAll(DoubleUnaryOperator change) {
    try {
      DoubleLoops.replaceAll(memory, change);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of its index, as [#replaceAll].
  public void setAll(LongToDoubleFunction function) {
    try {
      DoubleLoops.setAll(memory, function);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to one value.
  public void fill(double value) {
    try {
      BulkDoubles.fill(memory, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to those of an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyFrom(double[] source) {
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
  public void copyFrom(Doubles source) {
    checkSameLength(source.length);
    segment().copyFrom(source.segment());
  }

  /// Copies all elements into an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyTo(double[] target) {
    checkSameLength(target.length);
    try {
      MemorySegment.copy(memory, LAYOUT, 0, target, 0, target.length);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// A copy on the heap.
  public double[] toArray() {
    var copy = new double[lengthOnHeap()];
    copyTo(copy);
    return copy;
  }

  /// The sum of all elements, in several partial sums: the last digits can differ from those of one
  /// after the other.
  public double sum() {
    try {
      return BulkDoubles.sum(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The least element, NaN if one is.
  ///
  /// @throws NoSuchElementException if there are none
  public double min() {
    checkNotEmpty();
    try {
      return BulkDoubles.min(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The greatest element, NaN if one is.
  ///
  /// @throws NoSuchElementException if there are none
  public double max() {
    checkNotEmpty();
    try {
      return BulkDoubles.max(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds a multiple of another array to this one, element by element: `this += factor * other`.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void addScaled(double factor, Doubles other) {
    checkSameLength(other.length);
    try {
      BulkDoubles.addScaled(memory, factor, other.segment());
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Multiplies all elements by a number.
  public void scale(double factor) {
    try {
      BulkDoubles.scale(memory, factor);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sorts the elements in place, in the order of [java.util.Arrays#sort(double\[\])]. To sort a
  /// part, sort a slice.
  public void sort() {
    try {
      BulkDoubles.sort(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The elements in order, read while the stream runs.
  public DoubleStream stream() {
    return LongStream.range(0, length).mapToDouble(this::get);
  }

  @Override
  public Doubles slice(long from, long to) {
    return new Doubles(block, owner(), startOf(from, to), to - from);
  }

  @Override
  String element(long index) {
    return String.valueOf(get(index));
  }

  @Override
  Kind kind() {
    return Kind.DOUBLES;
  }
}
