package org.muster.parallel.memory;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// Objects of which a handle was written, which are held although nothing here refers to them.
///
/// A handle may be on its way, or in a queue, when the process that wrote it has forgotten the
/// object; if the collector closed it then, nobody could open it any more. So it is held until some
/// process has attached to it, and for a minute after it was written last: a worker may return what
/// it was sent. What nobody attaches to is held for an hour, because nobody can know whether a
/// handle is lost or lies in a queue; who leaves one there for longer has to keep the object.
///
/// **Threads.** Any.
final class SentObjects {

  private static final long ARRIVING_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long LYING_NANOS = Duration.ofHours(1).toNanos();

  private final LongSupplier clock;
  private final Duration between;
  private final Map<UUID, Sent> objects = new ConcurrentHashMap<>();
  private final AtomicBoolean watched = new AtomicBoolean();

  private record Sent(Object object, Header header, long written) {}

  /// @param clock in nanoseconds
  /// @param between looks for what needs not be held any more, while there is something
  SentObjects(LongSupplier clock, Duration between) {
    this.clock = clock;
    this.between = between;
  }

  /// Holds an object, from now on.
  void hold(UUID id, Object object, Header header) {
    objects.put(id, new Sent(object, header, clock.getAsLong()));
    watch();
  }

  /// Does not hold an object any more.
  void remove(UUID id) {
    objects.remove(id);
  }

  boolean holds(UUID id) {
    return objects.containsKey(id);
  }

  /// A process may send one object and then do nothing more with shared memory: so time has to pass
  /// by itself.
  private void watch() {
    if (!objects.isEmpty() && watched.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(between.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
          .execute(() -> {
            tidy();
            watched.set(false);
            watch();
          });
    }
  }

  /// Lets go of what needs not be held any more.
  void tidy() {
    objects.values().removeIf(this::isOver);
  }

  private boolean isOver(Sent sent) {
    long nanos = clock.getAsLong() - sent.written;
    try {
      return nanos > (sent.header.attached() > 0 ? ARRIVING_NANOS : LYING_NANOS);
    } catch (IllegalStateException e) {
      return true; // closed meanwhile
    }
  }
}
