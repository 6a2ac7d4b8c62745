package org.muster.parallel.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Where a worker notes what it is running and the last that it printed, so that its pool knows
/// after its death. A message cannot do that: what a process has not sent dies with it, the answers
/// to what it did just before included.
///
/// **Lifecycle.** The pool creates the cell as a small file without a name, which the worker opens:
/// the memory ends with the two processes, whatever ends them. Where a file must have a name
/// ([NamelessFile]) the worker takes it away when it opens it.
///
/// **Memory.** Three pages of `/dev/shm` where there is one. Written by one thread of the worker,
/// and by one for each stream; read by the pool once the worker's process has ended: the writes of
/// an ended process are all there.
public final class ProgressCell implements AutoCloseable {

  /*
   * Offset 0: the chunk that runs, or NONE. Offset 8: the item of it that runs. Offset 16: when its task
   * was called, or 0.
   * The chunk is written last, with release order, so that a chunk never shows with the item of another
   * one.
   * Offsets 24 and 32: how many bytes were printed to standard output and error. Behind them a ring for
   * each with the last of those bytes: byte n is at n modulo RING.
   *
   * A note costs 2 us when it is written to the file, and nothing when the file is mapped. But to map a
   * file for the first time takes a JVM 10 ms, a tenth of a worker's start: so the first notes are
   * written, and a worker that gets more to do maps the file. The pool reads.
   */

  /// No chunk runs.
  public static final long NONE = -1;

  private static final int CHUNK = 0;
  private static final int ITEM = 8;
  private static final int CALLED = 16;
  private static final int PRINTED = 24;
  private static final int RINGS = 40;
  private static final int RING = 4096;
  private static final int BYTES = RINGS + 2 * RING;

  /// So many notes are worth no mapping.
  private static final int FEW = 32;

  /// A worker takes the name away when it starts, or is given up long before.
  private static final Duration NAMED_AT_MOST = Duration.ofMinutes(5);

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path file;

  /// No channel: that would be closed by the interrupt of a task.
  private final RandomAccessFile written; // guarded by itself

  private int notes; // guarded by written

  private volatile @Nullable MappedByteBuffer mapped;

  private ProgressCell(RandomAccessFile written, Path file) {
    this.written = written;
    this.file = file;
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
      var written = new RandomAccessFile(file.toFile(), "rw");
      var cell = new ProgressCell(written, NamelessFile.of(file));
      try {
        // All of it: a full disk must fail here and not when a mapped page is touched.
        cell.write(0, new byte[BYTES], 0, BYTES);
        cell.idle();
        return cell;
      } catch (UncheckedIOException e) {
        cell.close();
        throw e.getCause();
      }
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

  /// The cell that another process created. Its name is gone afterwards, if it had one.
  ///
  /// @throws IOException if there is none
  public static ProgressCell open(Path file) throws IOException {
    if (Files.size(file) < BYTES) {
      throw new IOException("%s is no progress cell".formatted(file));
    }
    var cell = new ProgressCell(new RandomAccessFile(file.toFile(), "rw"), file);
    cell.deleteName();
    return cell;
  }

  private void deleteName() throws IOException {
    if (!NamelessFile.isOne(file)) {
      Files.deleteIfExists(file);
    }
  }

  /// Where the worker finds it, until it was opened or closed.
  public Path file() {
    return file;
  }

  /// Notes that a chunk is being got ready to run: its classes are loaded, its items read.
  ///
  /// @param item the index in the job of its first item
  public void loading(long chunk, long item) {
    note(chunk, item, 0);
  }

  /// Notes that an item of a chunk runs from now on.
  ///
  /// @param item its index in the job
  /// @param called when the chunk's task was called first, as [System#nanoTime]
  public void running(long chunk, long item, long called) {
    note(chunk, item, called == 0 ? 1 : called);
  }

  private void note(long chunk, long item, long called) {
    MappedByteBuffer memory = memory();
    if (memory == null) {
      byte[] all = ByteBuffer.allocate(24).putLong(chunk).putLong(item).putLong(called).array();
      write(CHUNK, all, 0, all.length);
    } else {
      set(memory, CHUNK, NONE);
      set(memory, ITEM, item);
      set(memory, CALLED, called);
      set(memory, CHUNK, chunk);
    }
  }

  /// Notes that nothing runs.
  public void idle() {
    set(CHUNK, NONE);
  }

  /// The chunk that runs, or [#NONE].
  public long chunk() {
    return get(CHUNK);
  }

  /// The item that runs, if a chunk does.
  public long item() {
    return get(ITEM);
  }

  /// When the task of the chunk that runs was called, as [System#nanoTime] of the worker, which on
  /// one machine is the pool's as well; empty while it is got ready.
  public OptionalLong called() {
    long called = get(CALLED);
    return called == 0 ? OptionalLong.empty() : OptionalLong.of(called);
  }

  /// Notes what is printed. One thread at a time for each of both streams.
  ///
  /// @param error whether to standard error
  public void printed(boolean error, byte[] text, int offset, int length) {
    MappedByteBuffer memory = memory();
    int counter = PRINTED + (error ? Long.BYTES : 0);
    long total = get(counter);
    int skipped = Math.max(0, length - RING);
    for (int i = skipped; i < length; ) {
      int at = (int) ((total + i) % RING);
      int piece = Math.min(length - i, RING - at);
      if (memory == null) {
        write(ring(error) + at, text, offset + i, piece);
      } else {
        memory.put(ring(error) + at, text, offset + i, piece);
      }
      i += piece;
    }
    set(counter, total + length);
  }

  /// What was printed after so many bytes, or the last of it.
  ///
  /// @param error whether to standard error
  /// @param known how many bytes are known already
  public byte[] printedAfter(boolean error, long known) {
    long total = get(PRINTED + (error ? Long.BYTES : 0));
    byte[] ring = read(ring(error), RING);
    byte[] text = new byte[Math.clamp(total - known, 0, RING)];
    for (int i = 0; i < text.length; i++) {
      text[i] = ring[(int) ((total - text.length + i) % RING)];
    }
    return text;
  }

  private static int ring(boolean error) {
    return RINGS + (error ? RING : 0);
  }

  /// The file's memory, or null where it is not worth it yet.
  private @Nullable MappedByteBuffer memory() {
    MappedByteBuffer memory = mapped;
    return memory == null ? mapAfterFew() : memory;
  }

  private @Nullable MappedByteBuffer mapAfterFew() {
    synchronized (written) {
      if (mapped == null && ++notes > FEW) {
        try {
          mapped = written.getChannel().map(MapMode.READ_WRITE, 0, BYTES);
        } catch (IOException e) {
          notes = Integer.MIN_VALUE; // it works without
        }
      }
      return mapped;
    }
  }

  private void set(int offset, long value) {
    MappedByteBuffer memory = mapped;
    if (memory == null) {
      write(offset, ByteBuffer.allocate(Long.BYTES).putLong(value).array(), 0, Long.BYTES);
    } else {
      set(memory, offset, value);
    }
  }

  private static void set(MappedByteBuffer memory, int offset, long value) {
    VarHandle.releaseFence();
    memory.putLong(offset, value);
  }

  private long get(int offset) {
    MappedByteBuffer memory = mapped;
    return memory == null
        ? ByteBuffer.wrap(read(offset, Long.BYTES)).getLong()
        : memory.getLong(offset);
  }

  private void write(int offset, byte[] bytes, int from, int length) {
    synchronized (written) {
      try {
        written.seek(offset);
        written.write(bytes, from, length);
      } catch (IOException e) {
        throw new UncheckedIOException("a file in memory cannot be written", e);
      }
    }
  }

  private byte[] read(int offset, int length) {
    byte[] bytes = new byte[length];
    synchronized (written) {
      try {
        written.seek(offset);
        written.readFully(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("a file in memory cannot be read", e);
      }
    }
    return bytes;
  }

  /// Gives the memory back, and the file if it is still there. Calling it again does nothing.
  @Override
  public void close() {
    try {
      written.close();
      deleteName();
    } catch (IOException e) {
      // Somebody took the folder away: nothing of ours is left.
    }
  }
}
