package org.muster.parallel.pool;

import java.lang.ref.Cleaner;
import java.lang.ref.SoftReference;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.codec.PrimitiveArrays;
import org.muster.parallel.wire.Frame;

/// The big arrays of this JVM that tasks have captured, as bytes: in the [Depot], where all workers
/// can read them, as far as there is room.
///
/// An array can be changed without anybody hearing of it. So what a worker has is a copy with a
/// number, and each time the array is to be sent it is compared with that copy, which runs at the
/// speed of memory: 8 MB in about a millisecond. If it was changed it gets a new copy and a new
/// number, and work that is under way keeps the old one.
///
/// A copy is kept as long as its array is reachable and the memory is not needed otherwise; without
/// it the array is encoded again, and sent again.
///
/// **Threads.** May be used from any thread. The lock of an entry is taken before that of the
/// shelf.
final class ArrayShelf {

  /// An array of fewer bytes stays in the graphs that hold it: copying it is cheaper than keeping
  /// account of it.
  static final int BIG_BYTES = 64 * 1024;

  /// A frame is an array too.
  private static final long MOST_BYTES = Integer.MAX_VALUE - 64;

  /// Of all pools in this JVM.
  static final ArrayShelf SHARED = new ArrayShelf(Runtime.getRuntime().maxMemory() / 4);

  private static final Cleaner CLEANER = Cleaner.create();

  private static final AtomicLong IDS = new AtomicLong();

  private final long limit;

  /// By identity, as arrays have no other equality.
  private final Map<Object, Entry> entries = new WeakHashMap<>(); // guarded by this

  /// Those that have a copy, the least recently used first.
  private final SequencedSet<Entry> kept = new LinkedHashSet<>(); // guarded by this

  private long bytes; // guarded by this

  /// @param limit of the bytes that are kept
  ArrayShelf(long limit) {
    this.limit = limit;
  }

  /// What is known of one array; does not hold it.
  private static final class Entry {
    private @Nullable SoftReference<Blob> blob; // guarded by the shelf
    private long size; // guarded by the shelf
  }

  /// Whether this primitive array is worth its own message.
  static boolean isBig(Object array) {
    return PrimitiveArrays.bytes(array) >= BIG_BYTES;
  }

  /// Checks that the bytes of an array fit into one message.
  ///
  /// @throws IllegalArgumentException if they do not
  static void checkSize(Object array) {
    long size = PrimitiveArrays.bytes(array);
    if (size > MOST_BYTES) {
      throw new IllegalArgumentException(
          "an array of %,d bytes is too big: at most %,d travel at once, so split it"
              .formatted(size, MOST_BYTES));
    }
  }

  /// The array as it is now.
  ///
  /// @throws OutOfMemoryError if there is no room for a copy
  Blob take(Object array) {
    Entry entry = entry(array);
    synchronized (entry) {
      Blob there = blob(entry);
      if (there != null && PrimitiveArrays.isEncodedAs(array, there.frame())) {
        return there;
      }
      keep(entry, null); // before there is another copy
      Frame elements = PrimitiveArrays.toFrame(array, Depot.SHARED::takeForLong);
      var ref = new ArrayRef(IDS.incrementAndGet(), array.getClass(), elements.size());
      Blob made = new Blob(ref, elements);
      keep(entry, made);
      return made;
    }
  }

  /// The array as it is now, if it was taken and not changed since; encodes nothing.
  @Nullable Blob look(Object array) {
    Entry entry = find(array);
    if (entry == null) {
      return null;
    }
    synchronized (entry) {
      Blob there = blob(entry);
      return there != null && PrimitiveArrays.isEncodedAs(array, there.frame()) ? there : null;
    }
  }

  /// Whether the array was taken before.
  boolean knows(Object array) {
    return find(array) != null;
  }

  /// How many bytes are kept.
  synchronized long bytes() {
    return bytes;
  }

  private synchronized @Nullable Entry find(Object array) {
    return entries.get(array);
  }

  private synchronized Entry entry(Object array) {
    Entry there = entries.get(array);
    if (there != null) {
      return there;
    }
    Entry made = new Entry();
    entries.put(array, made);
    var _ = CLEANER.register(array, () -> keep(made, null));
    return made;
  }

  private synchronized @Nullable Blob blob(Entry entry) {
    if (entry.blob == null) {
      return null;
    }
    kept.addLast(entry); // moves it
    return entry.blob.get();
  }

  private synchronized void keep(Entry entry, @Nullable Blob blob) {
    drop(entry);
    if (blob != null) {
      entry.blob = new SoftReference<>(blob);
      entry.size = blob.size();
      bytes += entry.size;
      kept.addLast(entry);
      while (bytes > limit && kept.size() > 1) {
        drop(kept.getFirst());
      }
    }
  }

  private synchronized void drop(Entry entry) {
    kept.remove(entry);
    bytes -= entry.size;
    entry.size = 0;
    entry.blob = null;
  }
}
