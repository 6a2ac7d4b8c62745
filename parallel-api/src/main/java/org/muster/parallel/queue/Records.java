package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedBlock;

/// A row of records in chunks of shared memory: written at one end, read at the other.
///
/// **Threads.** Whoever holds the queue's lock; [#size], [#isClosed], [#fill] and [#read] any.
///
/// **Death.** A process that dies at any step of a change leaves a row that [#repair] makes whole:
/// the record that it was writing is not there, the one that it was taking is there or is not.
final class Records {

  /*
   * A position is a chunk and an offset in it, in one word. A record lies in one chunk: its length (4
   * bytes), its flags (4), its number (8), then its bytes, up to a multiple of 8. A chunk always ends
   * with the header of a record that says SKIP. A LARGE record only says in which chain of chunks its
   * bytes are. What is between head and tail is what is there; all else can be found from that.
   */

  private static final int HEADER = 16;
  private static final int LARGE_BODY = 16;
  private static final int INLINE_MOST = 8 << 10;

  private static final int LARGE = 1;
  private static final int SKIP = 2;
  private static final int DELETED = 4;

  private static final int HEAD = 64;
  private static final int TAIL = 128;
  private static final int NUMBER = 136;
  private static final int SIZE = 192;
  private static final int CLOSED = 196;
  private static final int OPEN = 256;
  private static final int CHUNKS = 512;
  private static final int FLIGHTS = 1024;
  private static final int ACCOUNTS = FLIGHTS + Flights.BYTES;
  private static final int LINKS = 24 << 10;

  private static final int PAGE = 4096;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final VarHandle SHARED_INT = INT.varHandle();

  private final MemorySegment memory;
  private final long start;
  private final Chunks chunks;
  private final Flights flights;
  private final Accounts accounts;

  /// @param start of its memory in the block, a multiple of a page; the first 64 bytes are not
  ///   ours, nor are those from 320 to 512
  Records(SharedBlock block, long start, int chunkCount) {
    memory = block.memory();
    this.start = start;
    chunks = new Chunks(block, start + CHUNKS, start + LINKS, chunkCount);
    flights = new Flights(memory, start + FLIGHTS);
    accounts = new Accounts(memory, start + ACCOUNTS);
    if (block.isNew()) {
      long first = position(chunks.take(), 0);
      set(HEAD, first);
      set(TAIL, first);
    }
  }

  /// Where the memory ends that starts there.
  static long end(long start, int chunkCount) {
    return (Chunks.end(start + LINKS, chunkCount) + PAGE - 1) / PAGE * PAGE;
  }

  Accounts accounts() {
    return accounts;
  }

  // ---- numbers ---------------------------------------------------------------------------------

  int size() {
    return (int) SHARED_INT.getVolatile(memory, start + SIZE);
  }

  private void setSize(int size) {
    SHARED_INT.setVolatile(memory, start + SIZE, size);
  }

  boolean isClosed() {
    return (int) SHARED_INT.getVolatile(memory, start + CLOSED) != 0;
  }

  void close() {
    SHARED_INT.setVolatile(memory, start + CLOSED, 1);
  }

  /// How many records were put and are not done.
  long open() {
    return get(OPEN);
  }

  void lessOpen(long records) {
    set(OPEN, get(OPEN) - records);
  }

  // ---- in --------------------------------------------------------------------------------------

  /// A record's bytes in chunks of its own.
  ///
  /// @param flight where the chunks are noted
  record Chain(int first, int length, long bytes, int flight) {}

  static boolean isLarge(Parts parts) {
    return parts.bytes() > INLINE_MOST;
  }

  /// Room for a large record; [#fill] it, then append or [#drop] it.
  ///
  /// @return null if there are too many at the moment
  /// @throws IllegalStateException if there is not so much memory
  @Nullable Chain reserve(Parts parts) {
    int length = Chunks.needed(parts.bytes());
    if (flights.anyStranded()) {
      repair();
    }
    int flight = flights.begin(0, 0);
    if (flight == Flights.NONE) {
      return null;
    }
    try {
      int first = chunks.takeChain(length);
      flights.change(flight, first, length);
      return new Chain(first, length, parts.bytes(), flight);
    } catch (IllegalStateException e) {
      flights.end(flight);
      throw e;
    }
  }

  void fill(Chain chain, Parts parts) {
    parts.writeTo(chunks.new Cursor(chain.first)::write);
  }

  void append(Parts parts) {
    int bytes = (int) parts.bytes();
    long at = room(bytes);
    parts.writeTo(memory, offset(at) + HEADER);
    finish(at, bytes, 0);
  }

  /// Appends a large record, whose chunks then belong to the row.
  void append(Chain chain) {
    long at = room(LARGE_BODY);
    long body = offset(at) + HEADER;
    memory.set(INT, body, chain.first);
    memory.set(INT, body + 4, chain.length);
    memory.set(LONG, body + 8, chain.bytes);
    finish(at, LARGE_BODY, LARGE);
    endFlight(chain);
  }

  private long room(int bytes) {
    long tail = get(TAIL);
    if (within(tail) + HEADER + aligned(bytes) + HEADER <= Chunks.BYTES) {
      return tail;
    }
    int next = chunks.take();
    chunks.link(chunk(tail), next);
    memory.set(INT, offset(tail) + 4, SKIP);
    return position(next, 0);
  }

  private void finish(long at, int bytes, int flags) {
    long number = get(NUMBER) + 1;
    memory.set(INT, offset(at), bytes);
    memory.set(INT, offset(at) + 4, flags);
    memory.set(LONG, offset(at) + 8, number);
    set(NUMBER, number);
    VarHandle.releaseFence();
    set(TAIL, at + HEADER + aligned(bytes));
    set(OPEN, get(OPEN) + 1);
    setSize(size() + 1);
  }

  // ---- out -------------------------------------------------------------------------------------

  /// A record that is out of the row, or a copy of one: its bytes, or where they are still.
  record Raw(@Nullable Parts parts, @Nullable Chain chain, long number) {}

  /// Takes the first record out; null if there is none. A large one is then to be [#read] and
  /// dropped.
  @Nullable Raw take() {
    long head = first();
    if (head == get(TAIL)) {
      return null;
    }
    Raw raw = raw(head, true);
    accounts.begin(head, 1);
    set(HEAD, after(head));
    accounts.end();
    setSize(size() - 1);
    return raw;
  }

  /// A copy of the first record; null if there is none.
  @Nullable Raw peek() {
    long head = first();
    return head == get(TAIL) ? null : raw(head, false);
  }

  /// The next record after one, or the first; [#end()] if there is none.
  long next(long position) {
    long tail = get(TAIL);
    long at = position == 0 ? get(HEAD) : after(position);
    while (at != tail && flags(at) != 0 && flags(at) != LARGE) {
      at = (flags(at) & SKIP) != 0 ? position(chunks.next(chunk(at)), 0) : after(at);
    }
    return at;
  }

  /// Behind the last record.
  long end() {
    return get(TAIL);
  }

  /// A copy of the record there.
  Raw copy(long position) {
    return raw(position, false);
  }

  long number(long position) {
    return memory.get(LONG, offset(position) + 8);
  }

  /// Takes the record there out of the row, wherever it is.
  void delete(long position) {
    Chain chain = (flags(position) & LARGE) != 0 ? chain(position, Flights.NONE) : null;
    memory.set(INT, offset(position) + 4, DELETED);
    setSize(size() - 1);
    lessOpen(1);
    if (chain != null) {
      drop(chain);
    }
  }

  /// Steps over what is no record any more, and frees chunks that have none.
  private long first() {
    long tail = get(TAIL);
    long head = get(HEAD);
    while (head != tail) {
      int flags = flags(head);
      if ((flags & SKIP) != 0) {
        int empty = chunk(head);
        head = position(chunks.next(empty), 0);
        set(HEAD, head);
        chunks.give(empty);
      } else if ((flags & DELETED) != 0) {
        head = after(head);
        set(HEAD, head);
      } else {
        return head;
      }
    }
    return head;
  }

  private Raw raw(long position, boolean takes) {
    long number = number(position);
    if ((flags(position) & LARGE) == 0) {
      return new Raw(Parts.readFrom(memory, offset(position) + HEADER), null, number);
    }
    Chain chain = chain(position, Flights.NONE);
    if (takes) {
      int flight = flights.begin(chain.first, chain.length);
      if (flight != Flights.NONE) {
        return new Raw(null, chain(position, flight), number);
      }
    }
    Parts parts = read(chain);
    if (takes) {
      // Freed when the row does not have them any more: the lock's holder sees to that.
      return new Raw(parts, chain, number);
    }
    return new Raw(parts, null, number);
  }

  private Chain chain(long position, int flight) {
    long body = offset(position) + HEADER;
    return new Chain(
        memory.get(INT, body), memory.get(INT, body + 4), memory.get(LONG, body + 8), flight);
  }

  Parts read(Chain chain) {
    return Parts.readFrom(chunks.new Cursor(chain.first)::read);
  }

  /// Gives pages of a large record that nobody will read again back to the system, as far as they
  /// would not be kept: before it is dropped, because that is done under the lock.
  void cool(Chain chain) {
    chunks.discardBehindWarm(chain.first, chain.length);
  }

  /// Frees the chunks of a large record.
  void drop(Chain chain) {
    int chunk = chain.first;
    for (int i = 0; i < chain.length; i++) {
      int next = chunks.next(chunk);
      chunks.give(chunk);
      chunk = next;
    }
    endFlight(chain);
  }

  private void endFlight(Chain chain) {
    if (chain.flight != Flights.NONE) {
      flights.end(chain.flight);
    }
  }

  // ---- repair ----------------------------------------------------------------------------------

  /// Makes everything follow from head and tail again, after a process has died.
  void repair() {
    accounts.repair(get(HEAD));
    BitSet used = new BitSet();
    flights.mark(chunks, used);
    int count = 0;
    long tail = get(TAIL);
    long at = get(HEAD);
    used.set(chunk(at));
    while (at != tail) {
      int flags = flags(at);
      if ((flags & SKIP) != 0) {
        at = position(chunks.next(chunk(at)), 0);
        used.set(chunk(at));
        continue;
      }
      if ((flags & DELETED) == 0) {
        count++;
      }
      if ((flags & LARGE) != 0) {
        Chain chain = chain(at, Flights.NONE);
        chunks.mark(chain.first, chain.length, used);
      }
      at = after(at);
    }
    chunks.rebuild(used);
    setSize(count);
    set(OPEN, count + accounts.open(false));
  }

  // ---- positions -------------------------------------------------------------------------------

  private static long position(int chunk, int at) {
    return ((long) chunk << Chunks.SHIFT) | at;
  }

  private static int chunk(long position) {
    return (int) (position >>> Chunks.SHIFT);
  }

  private static int within(long position) {
    return (int) (position & (Chunks.BYTES - 1));
  }

  private long offset(long position) {
    return chunks.offset(chunk(position)) + within(position);
  }

  private int flags(long position) {
    return memory.get(INT, offset(position) + 4);
  }

  private long after(long position) {
    return position + HEADER + aligned(memory.get(INT, offset(position)));
  }

  private static int aligned(int bytes) {
    return (bytes + 7) & -8;
  }

  private long get(int field) {
    return memory.get(LONG, start + field);
  }

  private void set(int field, long value) {
    memory.set(LONG, start + field, value);
  }
}
