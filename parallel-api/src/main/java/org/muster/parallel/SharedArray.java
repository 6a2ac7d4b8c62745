package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
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
public abstract sealed class SharedArray implements AutoCloseable, Serializable
    permits ArrayOfDoubles, ArrayOfFloats, ArrayOfLongs, ArrayOfInts, ArrayOfBytes {

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

  final transient SharedBlock block;

  /// What travels if this is only a part of it; null if this is all of its block.
  private final transient @Nullable Object owner;

  /// Where in the owner this begins.
  final transient long from;

  final transient MemorySegment memory;
  final transient long length;

  SharedArray(SharedBlock block, @Nullable Object owner, long from, long length, int bytesEach) {
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
  public static final class Doubles extends ArrayOfDoubles {
    Doubles(SharedBlock block, @Nullable Object owner, long from, long length) {
      super(block, owner, from, length);
    }
  }

  /// An array of `float`s.
  public static final class Floats extends ArrayOfFloats {
    Floats(SharedBlock block, @Nullable Object owner, long from, long length) {
      super(block, owner, from, length);
    }
  }

  /// An array of `long`s.
  public static final class Longs extends ArrayOfLongs {
    Longs(SharedBlock block, @Nullable Object owner, long from, long length) {
      super(block, owner, from, length);
    }
  }

  /// An array of `int`s.
  public static final class Ints extends ArrayOfInts {
    Ints(SharedBlock block, @Nullable Object owner, long from, long length) {
      super(block, owner, from, length);
    }
  }

  /// An array of `byte`s.
  public static final class Bytes extends ArrayOfBytes {
    Bytes(SharedBlock block, @Nullable Object owner, long from, long length) {
      super(block, owner, from, length);
    }
  }
}
