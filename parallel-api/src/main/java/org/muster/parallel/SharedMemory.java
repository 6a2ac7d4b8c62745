package org.muster.parallel;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// A block of bytes that processes share, found by its name or handed over.
///
/// ```java
/// var block = SharedMemory.create("weights", 800_000_000);   // in one notebook
/// var weights = SharedMemory.attach("weights").asDoubles();  // in another, at once
/// ```
///
/// **Names** hold for all processes of a user, also those of other notebooks. Of several that
/// create the same name at once exactly one succeeds. A block without a name of its own gets one
/// that nobody else has.
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same block on the other side, and
/// in one process always the same object. [#close] lets go of it in this process, as does the
/// collector when nothing here refers to it, its segment or a view of it. The memory is gone, and
/// so is the name, when no process has it, also after a kill: other than in Python, nothing has to
/// be unlinked and nothing stays behind. So a block that is to outlive its maker needs another
/// process that has it. Each method of a closed one throws [IllegalStateException].
///
/// **Threads and memory.** Any thread of any process. Access through the segment or a view has no
/// order between processes, unless the operation says that it is atomic.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.shared_memory.html">multiprocessing.shared_memory</a>
public final class SharedMemory extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final String UNNAMED = "mem_";

  private enum Kind implements SharedKind<SharedMemory> {
    MEMORY;

    @Override
    public String title() {
      return "SharedMemory";
    }

    @Override
    public SharedMemory open(SharedBlock block) {
      return new SharedMemory(block);
    }
  }

  private final transient MemorySegment memory;

  private SharedMemory(SharedBlock block) {
    super(block);
    memory = block.memory().asSlice(0, block.parameter(0));
  }

  /// A new block, all zero, with a name that nobody else has.
  ///
  /// @throws IllegalArgumentException if there is not so much memory
  public static SharedMemory create(long bytes) {
    return SharedBlock.createWithNewName(Kind.MEMORY, UNNAMED, rounded(bytes), bytes);
  }

  /// A new block, all zero, of this name.
  ///
  /// @throws IllegalStateException if there is something of that name
  /// @throws IllegalArgumentException if there is not so much memory, or if it cannot be a name
  public static SharedMemory create(String name, long bytes) {
    return SharedBlock.createNamed(Kind.MEMORY, name, rounded(bytes), bytes);
  }

  /// Whole words: a byte is changed atomically with the word around it.
  private static long rounded(long bytes) {
    if (bytes < 0 || bytes > Long.MAX_VALUE >> 1) {
      throw new IllegalArgumentException("a block of %d bytes".formatted(bytes));
    }
    return Math.ceilDiv(bytes, Long.BYTES) * Long.BYTES;
  }

  /// The block of this name.
  ///
  /// @throws java.util.NoSuchElementException if no process of this user has one
  /// @throws IllegalArgumentException if it is something else
  public static SharedMemory attach(String name) {
    return SharedBlock.attach(Kind.MEMORY, name);
  }

  /// The block of this name, which has to have at least so many bytes.
  ///
  /// @throws java.util.NoSuchElementException if no process of this user has one
  /// @throws IllegalArgumentException if it is smaller, or something else
  public static SharedMemory attach(String name, long bytes) {
    SharedMemory found = attach(name);
    if (found.size() < bytes) {
      throw new IllegalArgumentException(
          "`%s` is too small: it has %d bytes, not %d".formatted(name, found.size(), bytes));
    }
    return found;
  }

  /// The name by which other processes find it.
  public String name() {
    block.checkOpen();
    return block.name();
  }

  /// How many bytes it has: as many as it was created with.
  public long size() {
    return memory.byteSize();
  }

  /// The memory itself, for everything that works on a [MemorySegment].
  public MemorySegment segment() {
    block.checkOpen();
    return memory;
  }

  /// The same memory as `double`s in the byte order of this machine: a view, which travels too.
  public SharedArray.Doubles asDoubles() {
    return SharedArray.doubles(block, this, size());
  }

  /// The same memory as `float`s: a view.
  public SharedArray.Floats asFloats() {
    return SharedArray.floats(block, this, size());
  }

  /// The same memory as `long`s: a view.
  public SharedArray.Longs asLongs() {
    return SharedArray.longs(block, this, size());
  }

  /// The same memory as `int`s: a view.
  public SharedArray.Ints asInts() {
    return SharedArray.ints(block, this, size());
  }

  /// The same memory as bytes: a view.
  public SharedArray.Bytes asBytes() {
    return SharedArray.bytes(block, this, size());
  }

  /// Takes the name away: nobody finds the block by it any more, and another one may have it. Those
  /// who have the block keep it, and handles still lead to it. Calling it again does nothing.
  public void unlink() {
    block.unlink();
  }

  /// Its name and size.
  @Override
  public String toString() {
    return "%s of %d bytes".formatted(block, size());
  }
}
