package org.muster.parallel.memory;

import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Memory that processes of one user share.
///
/// It is a file that never has a name in a file system (`memfd_create(2)`). Another process opens
/// it through the descriptors of one that has it, `/proc/<pid>/fd/<n>`, which the system allows the
/// same user only. So there is nothing to clean up: the memory goes with the last process that has
/// it, however that ends.
///
/// **Lifecycle.** [#close], or the collector, unmaps it here; the other processes keep it. Access
/// after that throws [IllegalStateException].
///
/// **Threads and memory.** Any thread. Plain access has no order between processes: use the
/// acquire, release and volatile modes of [java.lang.invoke.VarHandle]s.
public final class SharedSegment implements AutoCloseable {

  private static final Cleaner CLEANER = Cleaner.create();
  private static final long PID = ProcessHandle.current().pid();
  private static final String LABEL = "muster:";

  /// Where another process finds a segment.
  ///
  /// @param id of the segment, never used twice
  /// @param pid of a process that has it
  /// @param descriptor of the file there
  /// @param bytes its size
  public record Handle(UUID id, long pid, int descriptor, long bytes) implements Serializable {}

  private final UUID id;
  private final int descriptor;
  private final MemorySegment memory;
  private final Cleaner.Cleanable cleanable;

  private SharedSegment(UUID id, int descriptor, long bytes) throws IOException {
    this.id = id;
    this.descriptor = descriptor;
    var arena = Arena.ofShared();
    try (var channel =
        FileChannel.open(ownPath(descriptor), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      Linux.close(descriptor);
      throw e;
    }
    cleanable = CLEANER.register(this, new Release(arena, descriptor));
  }

  private record Release(Arena arena, int descriptor) implements Runnable {
    @Override
    public void run() {
      arena.close();
      Linux.close(descriptor);
    }
  }

  /// Whether this system has files in memory.
  public static boolean isAvailable() {
    return Linux.AVAILABLE;
  }

  /// New memory, all zero. The system gives out its pages when they are first touched.
  ///
  /// @throws IOException if the system gives out no more memory files
  public static SharedSegment create(long bytes) throws IOException {
    UUID id = UUID.randomUUID();
    return new SharedSegment(id, Linux.createMemoryFile(LABEL + id), bytes);
  }

  /// The memory that another process has; a mapping of its own, also in the process that made it.
  ///
  /// @throws IOException if that process has ended or has closed it
  public static SharedSegment attach(Handle handle) throws IOException {
    Path file = Path.of("/proc/%d/fd/%d".formatted(handle.pid(), handle.descriptor()));
    int descriptor = Linux.open(file.toString());
    // A descriptor's number is used again once it was closed.
    if (!Files.readSymbolicLink(ownPath(descriptor)).toString().contains(LABEL + handle.id())) {
      Linux.close(descriptor);
      throw new IOException("process %d has closed it".formatted(handle.pid()));
    }
    return new SharedSegment(handle.id(), descriptor, handle.bytes());
  }

  private static Path ownPath(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /// Gives whole pages back to the system: they read as zero, in all processes, until they are
  /// touched again.
  ///
  /// @throws IOException if the system does not take them
  public void discard(long offset, long bytes) throws IOException {
    Linux.punchHole(descriptor, offset, bytes);
  }

  /// For another process, which has to open it while this one has it.
  public Handle handle() {
    return new Handle(id, PID, descriptor, memory.byteSize());
  }

  /// The memory itself, for all threads.
  public MemorySegment memory() {
    return memory;
  }

  /// Unmaps it. Calling it again does nothing.
  @Override
  public void close() {
    cleanable.clean();
  }
}
