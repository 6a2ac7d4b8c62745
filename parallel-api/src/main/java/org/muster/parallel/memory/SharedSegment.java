package org.muster.parallel.memory;

import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.UUID;

/// Memory that processes of one user share.
///
/// On Linux it is a file that never has a name in a file system (`memfd_create(2)`). Another
/// process opens it through the descriptors of one that has it, `/proc/<pid>/fd/<n>`, which the
/// system allows the same user only. So there is nothing to clean up: the memory goes with the last
/// process that has it, however that ends. On other systems it is a file of the temporary folder,
/// until its maker closes it or ends.
///
/// **Lifecycle.** [#close] unmaps it here; the other processes keep it. Access after that throws
/// [IllegalStateException]. The collector unmaps it once nothing here holds the segment, its memory
/// or a slice of that.
///
/// **Threads and memory.** Any thread. Plain access has no order between processes: use the
/// acquire, release and volatile modes of [java.lang.invoke.VarHandle]s.
public final class SharedSegment implements AutoCloseable {

  private static final Cleaner CLEANER = Cleaner.create();
  static final long PID = ProcessHandle.current().pid();

  /// Where another process finds a segment.
  ///
  /// @param id of the segment, never used twice
  /// @param pid of a process that has it
  /// @param descriptor of the file there, -1 where it is a file of the temporary folder
  /// @param bytes its size
  public record Handle(UUID id, long pid, int descriptor, long bytes) implements Serializable {}

  /// One file, mapped into this process.
  ///
  /// @param memory valid as long as the arena is open
  /// @param descriptor of the file, or -1 if it is not kept open
  /// @param release gives everything back, once; knows neither the arena nor its memory, which the
  ///   collector has to find unreachable first
  record Mapping(Arena arena, MemorySegment memory, int descriptor, Runnable release) {}

  private final UUID id;
  private final Mapping mapping;
  private final Cleaner.Cleanable cleanable;

  SharedSegment(UUID id, Mapping mapping) {
    this.id = id;
    this.mapping = mapping;
    // Every slice of the memory holds its scope, so whoever has one keeps the memory.
    cleanable = CLEANER.register(mapping.memory().scope(), mapping.release());
  }

  /// Whether this system has memory files; if not, segments are files of the temporary folder.
  public static boolean isAvailable() {
    return Linux.AVAILABLE;
  }

  /// New memory, all zero. The system gives out its pages when they are first touched.
  ///
  /// @throws IOException if the system gives out no more memory files
  public static SharedSegment create(long bytes) throws IOException {
    return create("", bytes);
  }

  /// New memory that can be found by a name; whether others have that name is not checked.
  static SharedSegment create(String name, long bytes) throws IOException {
    UUID id = UUID.randomUUID();
    return new SharedSegment(id, SegmentFiles.HERE.create(id, name, bytes));
  }

  /// The memory that another process has; a mapping of its own, also in the process that made it.
  ///
  /// @throws IOException if that process has ended or has closed it
  public static SharedSegment attach(Handle handle) throws IOException {
    Mapping mapping = SegmentFiles.HERE.open(handle.id(), handle.pid(), handle.descriptor());
    var segment = new SharedSegment(handle.id(), mapping);
    if (mapping.memory().byteSize() < handle.bytes()) {
      segment.close();
      throw new IOException(
          "it has %d bytes, not %d".formatted(mapping.memory().byteSize(), handle.bytes()));
    }
    return segment;
  }

  /// Gives whole pages back to the system: they read as zero, in all processes, until they are
  /// touched again. Does nothing where a segment is a file of the temporary folder.
  ///
  /// @throws IOException if the system does not take them
  public void discard(long offset, long bytes) throws IOException {
    if (mapping.descriptor() >= 0) {
      Linux.punchHole(mapping.descriptor(), offset, bytes);
    }
  }

  /// For another process, which has to open it while this one has it.
  public Handle handle() {
    return new Handle(id, PID, mapping.descriptor(), mapping.memory().byteSize());
  }

  UUID id() {
    return id;
  }

  /// The memory itself, for all threads.
  public MemorySegment memory() {
    return mapping.memory();
  }

  /// Unmaps it. Calling it again does nothing.
  ///
  /// @throws IllegalStateException if the system is just writing from it or reading to it
  @Override
  public synchronized void close() {
    if (mapping.memory().scope().isAlive()) {
      mapping.arena().close();
      cleanable.clean();
    }
  }
}
