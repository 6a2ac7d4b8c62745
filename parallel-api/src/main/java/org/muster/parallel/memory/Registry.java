package org.muster.parallel.memory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The shared objects that this process has, so that a handle arrives as the very object that is
/// here already.
///
/// It holds them weakly, except for [SentObjects].
final class Registry {

  private static final Map<UUID, Entry> OPEN = new ConcurrentHashMap<>();
  private static final SentObjects SENT = new SentObjects(System::nanoTime, Duration.ofSeconds(10));
  private static final ReferenceQueue<Object> FORGOTTEN = new ReferenceQueue<>();

  private Registry() {}

  private static final class Entry extends WeakReference<Object> {
    private final UUID id;
    private final SharedKind<?> kind;
    private final String name;

    /// Without the block, whose memory would then never be forgotten.
    Entry(UUID id, Object object, SharedKind<?> kind, String name) {
      super(object, FORGOTTEN);
      this.id = id;
      this.kind = kind;
      this.name = name;
    }
  }

  /// An object that is here.
  record Known(Object object, SharedKind<?> kind, String name) {}

  /// The object of this id, or null if it is not here.
  static @Nullable Known find(UUID id) {
    Entry entry = OPEN.get(id);
    Object object = entry == null ? null : entry.get();
    return entry == null || object == null ? null : new Known(object, entry.kind, entry.name);
  }

  /// Remembers an object.
  ///
  /// @return the one that is remembered: another one if another thread was faster
  static Object add(UUID id, Object object, SharedKind<?> kind, String name) {
    tidy();
    var added = new Entry(id, object, kind, name);
    while (true) {
      Entry before = OPEN.putIfAbsent(id, added);
      if (before == null) {
        return object;
      }
      Object known = before.get();
      if (known != null) {
        return known;
      }
      OPEN.remove(id, before);
    }
  }

  /// Forgets an object that is closed.
  static void remove(UUID id) {
    SENT.remove(id);
    OPEN.remove(id);
  }

  /// Holds an object of which a handle was written.
  static void hold(UUID id, Object object, Header header) {
    SENT.hold(id, object, header);
  }

  /// Lets go of what needs not be held any more.
  static void tidy() {
    SENT.tidy();
    for (Reference<?> gone = FORGOTTEN.poll(); gone != null; gone = FORGOTTEN.poll()) {
      if (gone instanceof Entry entry) {
        OPEN.remove(entry.id, entry);
      }
    }
  }
}
