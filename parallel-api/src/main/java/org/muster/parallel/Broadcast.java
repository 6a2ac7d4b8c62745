package org.muster.parallel;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.Sealed;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// A big value that tasks only read, and that reaches each process once, whatever the number of
/// tasks and pools.
///
/// ```java
/// var model = Broadcast.of(loadModel());
/// pool.map(x -> model.value().predict(x), inputs);
/// ```
///
/// The value is written once, when the broadcast is made, into memory that all processes share. The
/// first [#value] in a process reads it and keeps it; a task that captures the broadcast itself
/// carries a few bytes. The copies are independent: whoever changes one changes it for the later
/// tasks of that process and nobody else, so do not. Each process has a copy of its own, also of a
/// primitive array; to have one array for all, see [SharedArray].
///
/// **Lifecycle.** [#close] lets go of the value where it is called; closed by the process that made
/// it, the others let go of theirs when they next see any broadcast, and tasks that have it may go
/// on. A process that has forgotten a broadcast keeps its value as long as there is memory, for the
/// next task.
///
/// **Threads.** Any. In one process all get the very same object, and in the process that made it
/// that is the original.
///
/// @param <T> the type of the value
public final class Broadcast<T> extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final Map<UUID, SoftReference<Broadcast<?>>> KEPT = new ConcurrentHashMap<>();

  private static final VarHandle CLOSED = ValueLayout.JAVA_INT.varHandle();
  private static final long START = 64;

  private enum Kind implements SharedKind<Broadcast<?>> {
    BROADCAST;

    @Override
    public String title() {
      return "Broadcast";
    }

    @Override
    public Broadcast<?> open(SharedBlock block) {
      return new Broadcast<>(block);
    }
  }

  private final transient MemorySegment memory;
  private transient boolean isMaker;
  private transient volatile boolean isRead;
  private transient @Nullable T value;

  private Broadcast(SharedBlock block) {
    super(block);
    memory = block.memory();
  }

  /// Writes the value, as it is now.
  ///
  /// @throws TaskNotSerializableException if it cannot travel
  /// @throws IllegalArgumentException if there is not so much memory
  public static <T> Broadcast<T> of(T value) {
    Sealed written = Sealed.of(Objects.requireNonNull(value, "there is nothing to broadcast"));
    @SuppressWarnings("unchecked") // made here
    var made = (Broadcast<T>) SharedBlock.create(Kind.BROADCAST, START + written.bytes());
    written.writeTo(made.memory.asSlice(START));
    made.isMaker = true;
    made.value = value;
    made.isRead = true;
    return made;
  }

  /// The value; the first call in a process takes the time to read it.
  ///
  /// @throws IllegalStateException if this is closed here
  public T value() {
    block.checkOpen();
    if (!isRead) {
      read();
    }
    return Objects.requireNonNull(value);
  }

  @SuppressWarnings("unchecked") // it was written as that
  private synchronized void read() {
    if (isRead) {
      return;
    }
    tidy();
    try {
      value = (T) Sealed.read(memory.asSlice(START));
    } catch (IllegalStateException e) {
      throw because(e);
    }
    isRead = true;
    KEPT.put(block.id(), new SoftReference<>(this));
  }

  /// Forgets those that their makers have closed.
  private static void tidy() {
    KEPT.values()
        .removeIf(each -> {
          Broadcast<?> kept = each.get();
          return kept == null || kept.isOver();
        });
  }

  private boolean isOver() {
    try {
      return (int) CLOSED.getVolatile(memory, 0L) != 0;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Override
  public synchronized void close() {
    if (block.isOpen()) {
      if (isMaker) {
        CLOSED.setVolatile(memory, 0L, 1);
      }
      SoftReference<?> _ = KEPT.remove(block.id());
      super.close();
      value = null;
    }
  }

  /// What it is, without its value.
  @Override
  public String toString() {
    return block.toString();
  }
}
