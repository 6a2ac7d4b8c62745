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
import org.muster.parallel.memory.BulkBytes;
import org.muster.parallel.memory.ByteLoops;
import org.muster.parallel.memory.SharedBlock;

/// All that [SharedArray.Bytes] can do; in a file of its own.
abstract sealed class ArrayOfBytes extends SharedArray permits SharedArray.Bytes {

  private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;
  private static final VarHandle ELEMENT = LAYOUT.varHandle();

  ArrayOfBytes(SharedBlock block, @Nullable Object owner, long from, long length) {
    super(block, owner, from, length, Byte.BYTES);
  }

  /// The element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public byte get(long index) {
    try {
      return memory.get(LAYOUT, Objects.checkIndex(index, length));
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void set(long index, byte value) {
    try {
      memory.set(LAYOUT, Objects.checkIndex(index, length), value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The element at an index, with the memory effects of a volatile read: who sees what
  /// [#setVolatile] wrote sees everything that its writer did before, in whatever process.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public byte getVolatile(long index) {
    try {
      return (byte) ELEMENT.getVolatile(memory, Objects.checkIndex(index, length));
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index, with the memory effects of a volatile write.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void setVolatile(long index, byte value) {
    try {
      ELEMENT.setVolatile(memory, Objects.checkIndex(index, length), value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Adds to the element at an index, atomically.
  ///
  /// @return what it was before
  public byte getAndAdd(long index, byte delta) {
    try {
      return BulkBytes.getAndAdd(block.memory(), from + Objects.checkIndex(index, length), delta);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets the element at an index if it is the expected one, atomically.
  ///
  /// @return whether it was
  public boolean compareAndSet(long index, byte expected, byte value) {
    try {
      return BulkBytes.compareAndSet(
          block.memory(), from + Objects.checkIndex(index, length), expected, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of it, about as quickly as a loop over a plain
  /// array. Of what it returns, the low eight bits count. Another process may see some of them
  /// changed already and some not yet.
  ///
  /// ```java
  /// x.replaceAll(each -> each * 2 + 1);
  /// ```
  public void replaceAll(IntUnaryOperator change) {
    try {
      ByteLoops.replaceAll(memory, change);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets each element to what a function makes of its index, as [#replaceAll].
  public void setAll(LongToIntFunction function) {
    try {
      ByteLoops.setAll(memory, function);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to one value.
  public void fill(byte value) {
    try {
      BulkBytes.fill(memory, value);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sets all elements to those of an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyFrom(byte[] source) {
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
  public void copyFrom(Bytes source) {
    checkSameLength(source.length);
    segment().copyFrom(source.segment());
  }

  /// Copies all elements into an array on the heap.
  ///
  /// @throws IllegalArgumentException if that has another length
  public void copyTo(byte[] target) {
    checkSameLength(target.length);
    try {
      MemorySegment.copy(memory, LAYOUT, 0, target, 0, target.length);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// A copy on the heap.
  public byte[] toArray() {
    var copy = new byte[lengthOnHeap()];
    copyTo(copy);
    return copy;
  }

  /// The sum of all elements.
  public long sum() {
    try {
      return BulkBytes.sum(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The least element.
  ///
  /// @throws NoSuchElementException if there are none
  public byte min() {
    checkNotEmpty();
    try {
      return BulkBytes.min(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The greatest element.
  ///
  /// @throws NoSuchElementException if there are none
  public byte max() {
    checkNotEmpty();
    try {
      return BulkBytes.max(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// Sorts the elements in place, in the order of [java.util.Arrays#sort(byte\[\])]. To sort a
  /// part, sort a slice.
  public void sort() {
    try {
      BulkBytes.sort(memory);
    } catch (IllegalStateException e) {
      throw because(e);
    }
  }

  /// The elements in order, read while the stream runs.
  public IntStream stream() {
    return LongStream.range(0, length).mapToInt(this::get);
  }

  @Override
  public Bytes slice(long from, long to) {
    return new Bytes(block, owner(), startOf(from, to), to - from);
  }

  @Override
  String element(long index) {
    return String.valueOf(get(index));
  }

  @Override
  Kind kind() {
    return Kind.BYTES;
  }
}
