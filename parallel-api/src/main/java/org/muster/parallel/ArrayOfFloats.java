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
import org.muster.parallel.memory.BulkFloats;
import org.muster.parallel.memory.FloatLoops;
import org.muster.parallel.memory.SharedBlock;

/// All that [SharedArray.Floats] can do; in a file of its own.
abstract sealed class ArrayOfFloats extends SharedArray permits SharedArray.Floats {

  private static final ValueLayout.OfFloat LAYOUT = ValueLayout.JAVA_FLOAT;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  ArrayOfFloats(SharedBlock block, @Nullable Object owner, long from, long length) {
    super(block, owner, from, length, Float.BYTES);
  }

  /// The element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public float get(long index) {
    try {
      return memory.get(LAYOUT, Objects.checkIndex(index, length) * Float.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void set(long index, float value) {
    try {
      memory.set(LAYOUT, Objects.checkIndex(index, length) * Float.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The element at an index, with the memory effects of a volatile read: who sees what
  /// [#setVolatile] wrote sees everything that its writer did before, in whatever process.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public float getVolatile(long index) {
    try {
      return (float) ELEMENT.getVolatile(memory, Objects.checkIndex(index, length) * Float.BYTES);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index, with the memory effects of a volatile write.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void setVolatile(long index, float value) {
    try {
      ELEMENT.setVolatile(memory, Objects.checkIndex(index, length) * Float.BYTES, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds to the element at an index, atomically.
  ///
  /// @return what it was before
  public float getAndAdd(long index, float delta) {
    try {
      long offset = Objects.checkIndex(index, length) * Float.BYTES;
      while (true) {
        float before = (float) ELEMENT.getVolatile(memory, offset);
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
  public boolean compareAndSet(long index, float expected, float value) {
    try {
      return ELEMENT.compareAndSet(
          memory, Objects.checkIndex(index, length) * Float.BYTES, expected, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of it, about as quickly as a loop over a plain
  /// array. It computes in `double`. Another process may see some of them changed already and some
  /// not yet.
  ///
  /// ```java
  /// x.replaceAll(each -> each * 0.5 + 1);
  /// ```
  public void replaceAll(DoubleUnaryOperator change) {
    try {
      FloatLoops.replaceAll(memory, change);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of its index, as [#replaceAll].
  public void setAll(LongToDoubleFunction function) {
    try {
      FloatLoops.setAll(memory, function);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to one value.
  public void fill(float value) {
    try {
      BulkFloats.fill(memory, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to those of an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyFrom(float[] source) {
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
  public void copyFrom(Floats source) {
    checkSameLength(source.length);
    segment().copyFrom(source.segment());
  }

  /// Copies all elements into an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyTo(float[] target) {
    checkSameLength(target.length);
    try {
      MemorySegment.copy(memory, LAYOUT, 0, target, 0, target.length);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// A copy on the heap.
  public float[] toArray() {
    var copy = new float[lengthOnHeap()];
    copyTo(copy);
    return copy;
  }

  /// The sum of all elements, as doubles.
  public double sum() {
    try {
      return BulkFloats.sum(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The least element, NaN if one is.
  ///
  /// @throws NoSuchElementException if there are none
  public float min() {
    checkNotEmpty();
    try {
      return BulkFloats.min(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The greatest element, NaN if one is.
  ///
  /// @throws NoSuchElementException if there are none
  public float max() {
    checkNotEmpty();
    try {
      return BulkFloats.max(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds a multiple of another array to this one, element by element: `this += factor * other`.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void addScaled(float factor, Floats other) {
    checkSameLength(other.length);
    try {
      BulkFloats.addScaled(memory, factor, other.segment());
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Multiplies all elements by a number.
  public void scale(float factor) {
    try {
      BulkFloats.scale(memory, factor);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sorts the elements in place, in the order of [java.util.Arrays#sort(float\[\])]. To sort a
  /// part, sort a slice.
  public void sort() {
    try {
      BulkFloats.sort(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The elements in order, read while the stream runs.
  public DoubleStream stream() {
    return LongStream.range(0, length).mapToDouble(this::get);
  }

  @Override
  public Floats slice(long from, long to) {
    return new Floats(block, owner(), startOf(from, to), to - from);
  }

  @Override
  String element(long index) {
    return String.valueOf(get(index));
  }

  @Override
  Kind kind() {
    return Kind.FLOATS;
  }
}
