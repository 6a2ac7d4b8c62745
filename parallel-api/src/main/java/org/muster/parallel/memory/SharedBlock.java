package org.muster.parallel.memory;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import org.muster.parallel.memory.Header.State;
import org.muster.parallel.memory.SegmentFiles.Found;

/// What every shared object is made of: memory that processes share, with a header that says what
/// it is. The object keeps its block in a `transient` field, is `Serializable`, and returns
/// [#handle] from `writeReplace`; on the other side the handle becomes that object again, in each
/// process always the same one.
///
/// **Lifecycle.** [#close] unmaps the memory in this process; so does the collector once the object
/// and all slices of its memory are forgotten. The memory is gone when no process has it.
///
/// **Threads.** Any.
public final class SharedBlock implements AutoCloseable {

  private final SharedKind<?> kind;
  private final SharedSegment segment;
  private final Header header;
  private final MemorySegment body;
  private final String shown;
  private volatile boolean fresh;

  private SharedBlock(SharedKind<?> kind, SharedSegment segment, Header header, boolean fresh) {
    this.kind = kind;
    this.segment = segment;
    this.header = header;
    this.fresh = fresh;
    body = segment.memory().asSlice(Header.BYTES, header.size());
    String name = header.name();
    shown = name.isEmpty() ? kind.title() : "%s `%s`".formatted(kind.title(), name);
  }

  /// Makes a shared object without a name.
  ///
  /// @param bytes of memory, all zero at first; aligned for every access
  /// @param parameters up to eight numbers that the object finds again everywhere
  /// @throws IllegalArgumentException if there is not so much memory
  /// @throws UncheckedIOException if the system refuses
  public static <T> T create(SharedKind<T> kind, long bytes, long... parameters) {
    return create(kind, "", false, bytes, parameters);
  }

  /// As [#create], with more memory than there may be: what is never touched costs nothing, and the
  /// object sees to it itself that it does not touch too much.
  public static <T> T createSparse(SharedKind<T> kind, long bytes, long... parameters) {
    return make(kind, "", false, bytes, parameters);
  }

  /// Makes a shared object that others find by its name.
  ///
  /// @throws IllegalStateException if there is one of that name, of whatever kind
  /// @throws IllegalArgumentException if it can be no name, or if there is not so much memory
  /// @throws UncheckedIOException if the system refuses
  public static <T> T createNamed(SharedKind<T> kind, String name, long bytes, long... parameters) {
    return create(kind, ObjectName.check(name), true, bytes, parameters);
  }

  /// Makes a shared object that others find by a name, which nobody else has.
  ///
  /// @param prefix of the name
  public static <T> T createWithNewName(
      SharedKind<T> kind, String prefix, long bytes, long... parameters) {
    String name = prefix + Long.toHexString(UUID.randomUUID().getLeastSignificantBits());
    return create(kind, name, false, bytes, parameters);
  }

  private static <T> T create(
      SharedKind<T> kind, String name, boolean claim, long bytes, long... parameters) {
    FreeMemory.check(kind.title(), bytes);
    return make(kind, name, claim, bytes, parameters);
  }

  private static <T> T make(
      SharedKind<T> kind, String name, boolean claim, long bytes, long... parameters) {
    if (parameters.length > Header.PARAMETERS) {
      throw new IllegalArgumentException("at most %d parameters".formatted(Header.PARAMETERS));
    }
    SharedSegment segment;
    try {
      segment = SharedSegment.create(name, Math.addExact(Header.BYTES, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "a %s of %s cannot be made: %s"
              .formatted(kind.title(), FreeMemory.text(bytes), e.getMessage()),
          e);
    }
    try {
      Header header = Header.write(segment, kind.title(), name, bytes, parameters);
      var block = new SharedBlock(kind, segment, header, true);
      T object = kind.open(block);
      block.fresh = false;
      if (claim) {
        Naming.claim(name, segment.id());
      }
      Object _ = Registry.add(segment.id(), object, kind, name); // before a thread can find it
      header.become(State.READY);
      return object;
    } catch (RuntimeException | Error e) {
      segment.close();
      throw e;
    }
  }

  /// The shared object of this name, made by any process of this user that is still there or that
  /// another one has attached to.
  ///
  /// @throws NoSuchElementException if there is none
  /// @throws IllegalArgumentException if it is of another kind
  public static <T> T attach(SharedKind<T> kind, String name) {
    Iterator<Found> ready = Naming.ready(name).iterator();
    while (ready.hasNext()) {
      Found found = ready.next();
      try {
        return attach(kind, found.id(), found.pid(), found.descriptor());
      } catch (IOException e) {
        // Closed there meanwhile; perhaps the next one has it.
      }
    }
    throw Naming.nothingNamed(name);
  }

  /// The object of a handle.
  ///
  /// @throws InvalidObjectException if no process has it any more
  static Object attach(SharedKind<?> kind, SharedHandle handle) throws InvalidObjectException {
    UUID id = handle.id();
    try {
      return attach(kind, id, handle.writer(), handle.writersDescriptor());
    } catch (IOException e) {
      // Ended, or closed there.
    }
    try {
      return attach(kind, id, handle.maker(), handle.makersDescriptor());
    } catch (IOException e) {
      // As well.
    }
    Iterator<Found> all = SegmentFiles.HERE.all().filter(each -> each.id().equals(id)).iterator();
    while (all.hasNext()) {
      Found found = all.next();
      try {
        return attach(kind, id, found.pid(), found.descriptor());
      } catch (IOException e) {
        // Closed there meanwhile.
      }
    }
    throw new InvalidObjectException(
        """
        a %s was closed by every process that had it before it arrived here. Keep it open in one \
        of them until the tasks that use it are done.\
        """
            .formatted(kind.title()));
  }

  @SuppressWarnings("unchecked") // an object of a kind is made by that kind
  private static <T> T attach(SharedKind<T> kind, UUID id, long pid, int descriptor)
      throws IOException {
    Registry.Known known = Registry.find(id);
    if (known == null) {
      return (T) open(kind, id, pid, descriptor);
    }
    if (known.kind() != kind) {
      throw otherKind(known.name(), known.kind().title(), kind);
    }
    return (T) known.object();
  }

  private static <T> Object open(SharedKind<T> kind, UUID id, long pid, int descriptor)
      throws IOException {
    var segment = SharedSegment.attach(new SharedSegment.Handle(id, pid, descriptor, 0));
    try {
      Header header = Header.read(segment);
      if (!header.title().equals(kind.title())) {
        throw otherKind(header.name(), header.title(), kind);
      }
      T made = kind.open(new SharedBlock(kind, segment, header, false));
      Object kept = Registry.add(id, made, kind, header.name());
      if (kept == made) {
        header.countAttached();
      } else {
        segment.close();
      }
      return kept;
    } catch (IOException | RuntimeException | Error e) {
      segment.close();
      throw e;
    }
  }

  private static IllegalArgumentException otherKind(String name, String title, SharedKind<?> kind) {
    return new IllegalArgumentException(
        "%s is a %s, not a %s"
            .formatted(
                name.isEmpty() ? "the shared object" : "`" + name + "`", title, kind.title()));
  }

  /// What to write instead of the object, in its `writeReplace`.
  ///
  /// @throws IllegalStateException if it is closed
  public Object handle(Object object) {
    checkOpen();
    Registry.hold(segment.id(), object, header);
    SharedSegment.Handle here = segment.handle();
    var constant = (Enum<?>) kind;
    return new SharedHandle(
        constant.getDeclaringClass(),
        constant.name(),
        here.id().getMostSignificantBits(),
        here.id().getLeastSignificantBits(),
        here.pid(),
        here.descriptor(),
        header.makerPid(),
        header.makerDescriptor());
  }

  /// The object's own memory, aligned to 64 bytes. Of a closed one, every access throws
  /// [IllegalStateException].
  public MemorySegment memory() {
    return body;
  }

  /// Gives whole pages of the object's memory back to the system: they read as zero until they are
  /// touched again.
  ///
  /// @param offset in [#memory]; what is not a whole page of the file stays
  /// @return whether the system has taken them
  public boolean discard(long offset, long bytes) {
    try {
      segment.discard(Header.BYTES + offset, bytes);
      return SharedSegment.isAvailable();
    } catch (IOException e) {
      return false;
    }
  }

  /// How much of the object's memory lies before the first page of its own.
  public static long beforeFirstPage(long pageBytes) {
    return pageBytes - Header.BYTES % pageBytes;
  }

  /// Whether the object is being made: its memory is zero and known to nobody.
  public boolean isNew() {
    return fresh;
  }

  /// One of the numbers that it was made with; 0 if there were not so many.
  public long parameter(int i) {
    return header.parameter(Objects.checkIndex(i, Header.PARAMETERS));
  }

  /// Its name, or empty.
  public String name() {
    return header.name();
  }

  /// Which object it is, in all processes.
  public UUID id() {
    return segment.id();
  }

  /// Takes the name away: nobody finds the object by it any more, and another one may have it.
  /// Those who have the object keep it, and handles still lead to it.
  public void unlink() {
    checkOpen();
    header.become(State.UNLINKED);
  }

  public boolean isOpen() {
    return body.scope().isAlive();
  }

  /// Does nothing if it is open.
  ///
  /// @throws IllegalStateException naming the object, if it is closed
  public void checkOpen() {
    if (!isOpen()) {
      throw closed();
    }
  }

  /// What an operation on a closed object throws: for those who find out by the exception of its
  /// memory, because they did not ask before.
  public IllegalStateException closed() {
    return new IllegalStateException(
        "the %s is closed in this process; other processes may still have it".formatted(shown));
  }

  /// As [#closed], if that is why an access failed; the exception itself if not.
  public RuntimeException because(RuntimeException failure) {
    return isOpen() ? failure : closed();
  }

  /// Unmaps the memory here. Calling it again does nothing.
  @Override
  public void close() {
    if (isOpen()) {
      Registry.remove(segment.id());
      segment.close();
    }
  }

  /// What messages call it.
  @Override
  public String toString() {
    return isOpen() ? shown : shown + " (closed)";
  }
}
