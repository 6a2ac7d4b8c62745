package org.muster.parallel.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/// Where a worker notes what it is running and the last that it printed, so that its pool knows
/// after its death. A message cannot do that: what a process has not sent dies with it, the answers
/// to what it did just before included.
///
/// **Lifecycle.** The pool creates the cell as a small file, the worker opens it by its name and
/// takes the name away; from then on the memory ends with the two processes, whatever ends them.
///
/// **Memory.** A page of `/dev/shm` where there is one. Written by one thread of the worker, read
/// by the pool once the worker's process has ended; the writes of an ended process are all there.
public final class ProgressCell implements AutoCloseable {

  /*
   * Offset 0: the chunk that runs, or NONE. Offset 8: the item of it that runs.
   * The item is written first and the chunk last, with release order, so that a chunk never shows with
   * the item of another one.
   * Offsets 16 and 24: how many bytes were printed to standard output and error. Behind them a ring for
   * each with the last of those bytes: byte n is at n modulo RING.
   */

  /// No chunk runs.
  public static final long NONE = -1;

  private static final long CHUNK = 0;
  private static final long ITEM = 8;
  private static final long PRINTED = 16;
  private static final long RINGS = 32;
  private static final int RING = 4096;
  private static final int BYTES = (int) RINGS + 2 * RING;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /// A worker takes the name away when it starts, or is given up long before.
  private static final Duration NAMED_AT_MOST = Duration.ofMinutes(5);

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final Path file;

  private ProgressCell(Path file, byte[] initial) throws IOException {
    this.file = file;
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Written, not only mapped: a full disk must fail here and not when a mapped page is touched.
      if (initial.length > 0) {
        channel.write(ByteBuffer.wrap(initial));
      } else if (channel.size() < BYTES) {
        throw new IOException("%s is no progress cell".formatted(file));
      }
      memory = channel.map(MapMode.READ_WRITE, 0, BYTES, arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /// A new cell in which nothing runs.
  ///
  /// @throws IOException if there is no room for it
  public static ProgressCell create() throws IOException {
    var readableByOwner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path file =
        Files.isWritable(SHARED_MEMORY)
            ? Files.createTempFile(SHARED_MEMORY, "muster-", ".progress", readableByOwner)
            : Files.createTempFile("muster-", ".progress");
    deleteAbandoned(file.resolveSibling(""));
    try {
      var cell = new ProgressCell(file, new byte[BYTES]);
      cell.idle();
      return cell;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /// Deletes cells whose pool and worker were both killed before the worker had taken the name
  /// away.
  private static void deleteAbandoned(Path folder) {
    Instant abandoned = Instant.now().minus(NAMED_AT_MOST);
    try (var cells = Files.newDirectoryStream(folder, "muster-*.progress")) {
      cells.forEach(cell -> deleteIfOlder(cell, abandoned));
    } catch (IOException | DirectoryIteratorException e) {
      // The next one tidies.
    }
  }

  private static void deleteIfOlder(Path cell, Instant abandoned) {
    try {
      if (Files.getLastModifiedTime(cell).toInstant().isBefore(abandoned)) {
        Files.deleteIfExists(cell);
      }
    } catch (IOException e) {
      // Another user's, or gone meanwhile.
    }
  }

  /// The cell that another process created. Its name is gone afterwards.
  ///
  /// @throws IOException if there is none
  public static ProgressCell open(Path file) throws IOException {
    var cell = new ProgressCell(file, new byte[0]);
    Files.deleteIfExists(file);
    return cell;
  }

  /// The file, which exists until the cell was opened or closed.
  public Path file() {
    return file;
  }

  /// Notes that an item of a chunk runs from now on.
  ///
  /// @param item its index in the job
  public void running(long chunk, long item) {
    LONG.setRelease(memory, CHUNK, NONE);
    LONG.setRelease(memory, ITEM, item);
    LONG.setRelease(memory, CHUNK, chunk);
  }

  /// Notes that nothing runs.
  public void idle() {
    LONG.setRelease(memory, CHUNK, NONE);
  }

  /// The chunk that runs, or [#NONE].
  public long chunk() {
    return (long) LONG.getAcquire(memory, CHUNK);
  }

  /// The item that runs, if a chunk does.
  public long item() {
    return (long) LONG.getAcquire(memory, ITEM);
  }

  /// Notes what is printed. One thread at a time for each of both streams.
  ///
  /// @param error whether to standard error
  public void printed(boolean error, byte[] text, int offset, int length) {
    long counter = PRINTED + (error ? Long.BYTES : 0);
    long total = (long) LONG.getAcquire(memory, counter);
    int skipped = Math.max(0, length - RING);
    for (int i = skipped; i < length; ) {
      int at = (int) ((total + i) % RING);
      int piece = Math.min(length - i, RING - at);
      MemorySegment.copy(text, offset + i, memory, ValueLayout.JAVA_BYTE, ring(error) + at, piece);
      i += piece;
    }
    LONG.setRelease(memory, counter, total + length);
  }

  /// What was printed after so many bytes, or the last of it.
  ///
  /// @param error whether to standard error
  /// @param known how many bytes are known already
  public byte[] printedAfter(boolean error, long known) {
    long total = (long) LONG.getAcquire(memory, PRINTED + (error ? Long.BYTES : 0));
    byte[] text = new byte[Math.clamp(total - known, 0, RING)];
    for (int i = 0; i < text.length; i++) {
      long at = (total - text.length + i) % RING;
      text[i] = memory.get(ValueLayout.JAVA_BYTE, ring(error) + at);
    }
    return text;
  }

  private static long ring(boolean error) {
    return RINGS + (error ? RING : 0);
  }

  /// Gives the memory back, and the file if it is still there. Calling it again does nothing.
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Somebody took the folder away: nothing of ours is left.
    }
  }
}
