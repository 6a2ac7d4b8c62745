package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongToIntFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.BulkBytes;
import org.muster.parallel.memory.BulkDoubles;
import org.muster.parallel.memory.BulkFloats;
import org.muster.parallel.memory.BulkInts;
import org.muster.parallel.memory.BulkLongs;
import org.muster.parallel.memory.ByteLoops;
import org.muster.parallel.memory.DoubleLoops;
import org.muster.parallel.memory.FloatLoops;
import org.muster.parallel.memory.IntLoops;
import org.muster.parallel.memory.LongLoops;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// An array of numbers that processes share: no copy is made when a task gets it.
///
/// ```java
/// var x = SharedArray.ofDoubles(1_000_000);
/// pool.forEach(i -> x.set(i, Math.sqrt(i)), range(0, 1_000_000));
/// x.sum()
/// ```
///
/// **Lifecycle.** An array is a handle: captured, sent, returned or held in a record, it is the
/// same array on the other side, and in one process always the same object. [#close] lets go of it
/// in this process, as does the collector when nothing here refers to it, a slice of it or its
/// segment. The memory is gone when no process has it, also after a kill: nothing stays behind.
/// Each method of a closed one throws [IllegalStateException].
///
/// **Threads and memory.** Any thread of any process. `get`, `set` and what works on many elements
/// are plain accesses: quick, without order between processes, and `set(i, get(i) + 1)` of two
/// processes loses updates, as `a[i] += 1` does. Operations that say that they are atomic lose
/// nothing, and have the memory effects of volatile access, as `getVolatile` and `setVolatile`
/// have: with them one process hands elements over to another. What a task wrote is seen by who got
/// its result.
///
/// **Loops.** Best is an `int` index with an `int` bound; an `int` index with a `long` bound, `i <
/// x.length()`, is the slow one: the compiler sees no counted loop. So write `int n = (int)
/// x.length()` first. A loop is as quick as over a plain array where each step waits for the one
/// before, as in a sum. Where the compiler would vectorise the plain array's loop, this one takes
/// several times as long while the data is in the cache: `replaceAll` does not, nor do the other
/// operations on all elements.
///
/// **Size.** `long` lengths, so more than 2 GB as well. All elements are zero at first, and the
/// system gives out a page when it is first touched. One that is larger than the memory that is
/// there is refused.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#module-multiprocessing.sharedctypes">multiprocessing.Array,
///   RawArray</a>
public abstract sealed class SharedArray implements AutoCloseable, Serializable {

  /*
   * Access goes through the segment. The index is checked by Objects.checkIndex, which the compiler
   * moves out of loops as it does the memory's own check, and what closed memory throws is caught,
   * not asked for in advance.
   * Operations on many elements copy blocks into a small array on the heap and work there; see BulkDoubles.
   */

  @Serial private static final long serialVersionUID = 1;
  private static final int SHOWN = 10;

  /// One kind for each type of element.
  enum Kind implements SharedKind<SharedArray> {
    DOUBLES(Double.BYTES),
    FLOATS(Float.BYTES),
    LONGS(Long.BYTES),
    INTS(Integer.BYTES),
    BYTES(Byte.BYTES);

    private final int bytesEach;

    Kind(int bytesEach) {
      this.bytesEach = bytesEach;
    }

    @Override
    public String title() {
      return "SharedArray of " + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public SharedArray open(SharedBlock block) {
      return switch (this) {
        case DOUBLES -> new Doubles(block, null, 0, block.parameter(0));
        case FLOATS -> new Floats(block, null, 0, block.parameter(0));
        case LONGS -> new Longs(block, null, 0, block.parameter(0));
        case INTS -> new Ints(block, null, 0, block.parameter(0));
        case BYTES -> new Bytes(block, null, 0, block.parameter(0));
      };
    }

    SharedArray create(@Nullable String name, long length) {
      if (length < 0 || length > (Long.MAX_VALUE >> 4) / bytesEach) {
        throw new IllegalArgumentException("an array of %d elements".formatted(length));
      }
      // Up to a whole number of words: a byte is changed atomically with the word around it.
      long bytes = Math.ceilDiv(length * bytesEach, Long.BYTES) * Long.BYTES;
      return name == null
          ? SharedBlock.create(this, bytes, length)
          : SharedBlock.createNamed(this, name, bytes, length);
    }
  }

  private final transient SharedBlock block;

  /// What travels if this is only a part of it; null if this is all of its block.
  private final transient @Nullable Object owner;

  /// Where in the owner this begins.
  private final transient long from;

  final transient MemorySegment memory;
  final transient long length;

  private SharedArray(
      SharedBlock block, @Nullable Object owner, long from, long length, int bytesEach) {
    this.block = block;
    this.owner = owner;
    this.from = from;
    this.length = length;
    memory = block.memory().asSlice(from * bytesEach, length * bytesEach);
  }

  /// A new array of `double`s, all zero.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static Doubles ofDoubles(long length) {
    return (Doubles) Kind.DOUBLES.create(null, length);
  }

  /// A new array of `double`s that other processes find by its name.
  ///
  /// @throws IllegalStateException if something else has that name
  public static Doubles ofDoubles(String name, long length) {
    return (Doubles) Kind.DOUBLES.create(name, length);
  }

  /// The array of `double`s of this name.
  ///
  /// @throws NoSuchElementException if no process has one
  /// @throws IllegalArgumentException if it is something else
  public static Doubles attachDoubles(String name) {
    return (Doubles) SharedBlock.attach(Kind.DOUBLES, name);
  }

  /// A new array with these elements.
  public static Doubles copyOf(double[] elements) {
    Doubles copy = ofDoubles(elements.length);
    copy.copyFrom(elements);
    return copy;
  }

  /// A new array of `float`s, all zero.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static Floats ofFloats(long length) {
    return (Floats) Kind.FLOATS.create(null, length);
  }

  /// A new array of `float`s that other processes find by its name.
  ///
  /// @throws IllegalStateException if something else has that name
  public static Floats ofFloats(String name, long length) {
    return (Floats) Kind.FLOATS.create(name, length);
  }

  /// The array of `float`s of this name.
  ///
  /// @throws NoSuchElementException if no process has one
  /// @throws IllegalArgumentException if it is something else
  public static Floats attachFloats(String name) {
    return (Floats) SharedBlock.attach(Kind.FLOATS, name);
  }

  /// A new array with these elements.
  public static Floats copyOf(float[] elements) {
    Floats copy = ofFloats(elements.length);
    copy.copyFrom(elements);
    return copy;
  }

  /// A new array of `long`s, all zero.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static Longs ofLongs(long length) {
    return (Longs) Kind.LONGS.create(null, length);
  }

  /// A new array of `long`s that other processes find by its name.
  ///
  /// @throws IllegalStateException if something else has that name
  public static Longs ofLongs(String name, long length) {
    return (Longs) Kind.LONGS.create(name, length);
  }

  /// The array of `long`s of this name.
  ///
  /// @throws NoSuchElementException if no process has one
  /// @throws IllegalArgumentException if it is something else
  public static Longs attachLongs(String name) {
    return (Longs) SharedBlock.attach(Kind.LONGS, name);
  }

  /// A new array with these elements.
  public static Longs copyOf(long[] elements) {
    Longs copy = ofLongs(elements.length);
    copy.copyFrom(elements);
    return copy;
  }

  /// A new array of `int`s, all zero.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static Ints ofInts(long length) {
    return (Ints) Kind.INTS.create(null, length);
  }

  /// A new array of `int`s that other processes find by its name.
  ///
  /// @throws IllegalStateException if something else has that name
  public static Ints ofInts(String name, long length) {
    return (Ints) Kind.INTS.create(name, length);
  }

  /// The array of `int`s of this name.
  ///
  /// @throws NoSuchElementException if no process has one
  /// @throws IllegalArgumentException if it is something else
  public static Ints attachInts(String name) {
    return (Ints) SharedBlock.attach(Kind.INTS, name);
  }

  /// A new array with these elements.
  public static Ints copyOf(int[] elements) {
    Ints copy = ofInts(elements.length);
    copy.copyFrom(elements);
    return copy;
  }

  /// A new array of `byte`s, all zero.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static Bytes ofBytes(long length) {
    return (Bytes) Kind.BYTES.create(null, length);
  }

  /// A new array of `byte`s that other processes find by its name.
  ///
  /// @throws IllegalStateException if something else has that name
  public static Bytes ofBytes(String name, long length) {
    return (Bytes) Kind.BYTES.create(name, length);
  }

  /// The array of `byte`s of this name.
  ///
  /// @throws NoSuchElementException if no process has one
  /// @throws IllegalArgumentException if it is something else
  public static Bytes attachBytes(String name) {
    return (Bytes) SharedBlock.attach(Kind.BYTES, name);
  }

  /// A new array with these elements.
  public static Bytes copyOf(byte[] elements) {
    Bytes copy = ofBytes(elements.length);
    copy.copyFrom(elements);
    return copy;
  }

  /// How many elements it has.
  public long length() {
    return length;
  }

  /// The memory itself, for everything that works on a [MemorySegment]; in the byte order of this
  /// machine. Closed with the array.
  public MemorySegment segment() {
    block.checkOpen();
    return memory;
  }

  /// The elements from one index to before another, without copying: who writes into one sees it in
  /// the other. A slice travels too. It belongs to its array and is closed with it.
  ///
  /// @throws IndexOutOfBoundsException if the array has no such part
  public abstract SharedArray slice(long from, long to);

  abstract String element(long index);

  /// The name by which other processes find it, or empty.
  public String name() {
    block.checkOpen();
    return block.name();
  }

  /// Takes the name away: nobody finds the array by it any more, and another one may have it.
  public void unlink() {
    block.unlink();
  }

  /// Lets go of it in this process. Calling it again does nothing, and so does closing a slice.
  @Override
  public void close() {
    if (owner == null) {
      block.close();
    }
  }

  /// Its length and first elements.
  @Override
  public String toString() {
    String title = "SharedArray." + getClass().getSimpleName();
    if (!block.isOpen()) {
      return title + " (closed)";
    }
    var elements = new StringJoiner(", ", "[", length > SHOWN ? ", …]" : "]");
    for (long i = 0; i < Math.min(length, SHOWN); i++) {
      elements.add(element(i));
    }
    return "%s of %d %s".formatted(title, length, elements);
  }

  /// A part of something that travels by itself.
  private record Part(Object owner, long from, long length, Kind kind) implements Serializable {
    @Serial
    private Object readResolve() throws InvalidObjectException {
      return switch (owner) {
        case SharedArray array -> array.slice(from, from + length);
        case SharedMatrix matrix -> matrix.elements().slice(from, from + length);
        case SharedMemory shared -> {
          Objects.checkFromIndexSize(from, length, shared.size() / kind.bytesEach);
          yield view(kind, shared.block, shared, from, length);
        }
        default -> throw new InvalidObjectException("nothing that has elements: " + owner);
      };
    }
  }

  /// The elements of something else.
  static Doubles doubles(SharedBlock block, Object owner, long bytes) {
    return (Doubles) view(Kind.DOUBLES, block, owner, 0, bytes / Double.BYTES);
  }

  static Floats floats(SharedBlock block, Object owner, long bytes) {
    return (Floats) view(Kind.FLOATS, block, owner, 0, bytes / Float.BYTES);
  }

  static Longs longs(SharedBlock block, Object owner, long bytes) {
    return (Longs) view(Kind.LONGS, block, owner, 0, bytes / Long.BYTES);
  }

  static Ints ints(SharedBlock block, Object owner, long bytes) {
    return (Ints) view(Kind.INTS, block, owner, 0, bytes / Integer.BYTES);
  }

  static Bytes bytes(SharedBlock block, Object owner, long bytes) {
    return (Bytes) view(Kind.BYTES, block, owner, 0, bytes);
  }

  private static SharedArray view(
      Kind kind, SharedBlock block, @Nullable Object owner, long from, long length) {
    return switch (kind) {
      case DOUBLES -> new Doubles(block, owner, from, length);
      case FLOATS -> new Floats(block, owner, from, length);
      case LONGS -> new Longs(block, owner, from, length);
      case INTS -> new Ints(block, owner, from, length);
      case BYTES -> new Bytes(block, owner, from, length);
    };
  }

  abstract Kind kind();

  @Serial
  final Object writeReplace() {
    block.checkOpen();
    return owner == null ? block.handle(this) : new Part(owner, from, length, kind());
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedArray travels as its handle");
  }

  final Object owner() {
    return owner == null ? this : owner;
  }

  final long startOf(long sliceFrom, long sliceTo) {
    Objects.checkFromToIndex(sliceFrom, sliceTo, length);
    return from + sliceFrom;
  }

  final RuntimeException because(RuntimeException failure) {
    return block.because(failure);
  }

  final void checkSameLength(long other) {
    if (other != length) {
      throw new IllegalArgumentException(
          "the array has %d elements, and the other has %d".formatted(length, other));
    }
  }

  final int lengthOnHeap() {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "%d elements are too many for an array on the heap: copy slices".formatted(length));
    }
    return (int) length;
  }

  final void checkNotEmpty() {
    if (length == 0) {
      throw new NoSuchElementException("an array without elements has no least and no greatest");
    }
  }

  /// An array of `double`s.
  public static final class Doubles extends SharedArray {

    private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private Doubles(SharedBlock block, @Nullable Object owner, long from, long length) {
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
        return (double)
            ELEMENT.getVolatile(memory, Objects.checkIndex(index, length) * Double.BYTES);
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

    /// The sum of all elements, in several partial sums: the last digits can differ from those of
    /// one after the other.
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
      return new Doubles(super.block, owner(), startOf(from, to), to - from);
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

  /// An array of `float`s.
  public static final class Floats extends SharedArray {

    private static final ValueLayout.OfFloat LAYOUT = ValueLayout.JAVA_FLOAT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private Floats(SharedBlock block, @Nullable Object owner, long from, long length) {
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
    /// array. It computes in `double`. Another process may see some of them changed already and
    /// some not yet.
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
      return new Floats(super.block, owner(), startOf(from, to), to - from);
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

  /// An array of `long`s.
  public static final class Longs extends SharedArray {

    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private Longs(SharedBlock block, @Nullable Object owner, long from, long length) {
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
      return new Longs(super.block, owner(), startOf(from, to), to - from);
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

  /// An array of `int`s.
  public static final class Ints extends SharedArray {

    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private Ints(SharedBlock block, @Nullable Object owner, long from, long length) {
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

    /// Sorts the elements in place, in the order of [java.util.Arrays#sort(int\[\])]. To sort a
    /// part, sort a slice.
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
      return new Ints(super.block, owner(), startOf(from, to), to - from);
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

  /// An array of `byte`s.
  public static final class Bytes extends SharedArray {

    private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;
    private static final VarHandle ELEMENT = LAYOUT.varHandle();

    private Bytes(SharedBlock block, @Nullable Object owner, long from, long length) {
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
        return BulkBytes.getAndAdd(
            super.block.memory(), super.from + Objects.checkIndex(index, length), delta);
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
            super.block.memory(), super.from + Objects.checkIndex(index, length), expected, value);
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
      return new Bytes(super.block, owner(), startOf(from, to), to - from);
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
}
