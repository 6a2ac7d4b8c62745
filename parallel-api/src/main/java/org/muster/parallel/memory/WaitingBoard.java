package org.muster.parallel.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SegmentFiles.Found;

/// What threads wait for in shared memory, so that somebody who looks from another process sees why
/// nothing goes on.
///
/// Each process has a board of its own, made when a thread has waited so long that it is worth a
/// note; those of other processes are found as named objects are. A board that is full takes no
/// more notes.
///
/// **Threads.** Any.
public final class WaitingBoard {

  /*
   * A row: version (4 bytes; odd while it is written), in use (4), since (8, milliseconds), then three
   * texts of TEXT bytes each, with their length in the first four. A row is written by one thread at a
   * time; readers of other processes look at the version before and after.
   */

  /// Which no object of a user can have.
  private static final String NAME = "  ";

  private static final int ROWS = 128;
  private static final int TEXT = 240;
  private static final int TEXTS = 3;
  private static final int ROW = 16 + TEXTS * TEXT;
  private static final int MAGIC_BYTES = 64;
  private static final long MAGIC = 0x4d75737457616974L;
  private static final int READ_AGAIN = 100;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private static @Nullable SharedSegment board; // guarded by the class
  private static final BitSet TAKEN = new BitSet(ROWS); // guarded by the class

  private WaitingBoard() {}

  /// A thread that waits.
  ///
  /// @param pid its process
  /// @param who it is, there
  /// @param what it waits for
  /// @param heldBy who has that, or empty
  public record Entry(long pid, String who, String what, Instant since, String heldBy) {}

  /// A note on the board of this process; used by one thread.
  public static final class Note implements AutoCloseable {

    private final MemorySegment row;
    private final int index;
    private String heldBy = "";

    private Note(MemorySegment row, int index) {
      this.row = row;
      this.index = index;
    }

    private void write(String who, String what, Instant since) {
      INT.getAndAdd(row, 0L, 1);
      row.set(ValueLayout.JAVA_LONG, 8, since.toEpochMilli());
      writeText(0, who);
      writeText(1, what);
      writeText(2, "");
      row.set(ValueLayout.JAVA_INT, 4, 1);
      INT.getAndAdd(row, 0L, 1);
    }

    /// Notes who has it now.
    public void heldBy(String text) {
      if (!text.equals(heldBy)) {
        heldBy = text;
        INT.getAndAdd(row, 0L, 1);
        writeText(2, text);
        INT.getAndAdd(row, 0L, 1);
      }
    }

    private void writeText(int number, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(bytes.length, TEXT - Integer.BYTES);
      long at = 16 + (long) number * TEXT;
      row.set(ValueLayout.JAVA_INT, at, length);
      MemorySegment.copy(bytes, 0, row, ValueLayout.JAVA_BYTE, at + Integer.BYTES, length);
    }

    /// Takes it away.
    @Override
    public void close() {
      row.set(ValueLayout.JAVA_INT, 4, 0);
      release(index);
    }
  }

  private static synchronized void release(int row) {
    TAKEN.clear(row);
  }

  /// Notes that the calling thread waits; null if there is no room.
  public static @Nullable Note post(String who, String what, Instant since) {
    MemorySegment row;
    int index;
    synchronized (WaitingBoard.class) {
      index = TAKEN.nextClearBit(0);
      SharedSegment here = board();
      if (index >= ROWS || here == null) {
        return null;
      }
      TAKEN.set(index);
      row = here.memory().asSlice(MAGIC_BYTES + (long) index * ROW, ROW);
    }
    var note = new Note(row, index);
    note.write(who, what, since);
    return note;
  }

  private static @Nullable SharedSegment board() {
    if (board == null) {
      try {
        board = SharedSegment.create(NAME, MAGIC_BYTES + (long) ROWS * ROW);
        board.memory().set(ValueLayout.JAVA_LONG, 0, MAGIC);
      } catch (IOException e) {
        return null; // then nobody is told; the wait itself does not depend on it
      }
    }
    return board;
  }

  /// What all processes of this user have noted.
  public static List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    Set<UUID> seen = new HashSet<>();
    SegmentFiles.HERE
        .all()
        .filter(found -> found.name().equals(NAME) && seen.add(found.id()))
        .forEach(found -> read(found, entries));
    return entries;
  }

  private static void read(Found found, List<Entry> entries) {
    var handle =
        new SharedSegment.Handle(
            found.id(), found.pid(), found.descriptor(), MAGIC_BYTES + (long) ROWS * ROW);
    try (var segment = SharedSegment.attach(handle)) {
      MemorySegment memory = segment.memory();
      if (memory.get(ValueLayout.JAVA_LONG, 0) == MAGIC) {
        for (int i = 0; i < ROWS; i++) {
          Entry entry = entry(found.pid(), memory.asSlice(MAGIC_BYTES + (long) i * ROW, ROW));
          if (entry != null) {
            entries.add(entry);
          }
        }
      }
    } catch (IOException e) {
      // That process has just ended, and nothing in it waits.
    }
  }

  private static @Nullable Entry entry(long pid, MemorySegment row) {
    for (int i = 0; i < READ_AGAIN; i++) {
      int version = (int) INT.getVolatile(row, 0L);
      if (version % 2 == 0) {
        var entry =
            new Entry(
                pid,
                text(row, 0),
                text(row, 1),
                Instant.ofEpochMilli(row.get(ValueLayout.JAVA_LONG, 8)),
                text(row, 2));
        boolean used = row.get(ValueLayout.JAVA_INT, 4) == 1;
        VarHandle.loadLoadFence();
        if ((int) INT.getVolatile(row, 0L) == version) {
          return used ? entry : null;
        }
      }
      Thread.onSpinWait();
    }
    return null;
  }

  private static String text(MemorySegment row, int number) {
    long at = 16 + (long) number * TEXT;
    int length = Math.clamp(row.get(ValueLayout.JAVA_INT, at), 0, TEXT - Integer.BYTES);
    byte[] bytes = row.asSlice(at + Integer.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
