package org.muster.parallel;

import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.Core;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;

/// Lists, maps, sets and objects of any kind that live in the process that opened the manager and
/// that all processes use.
///
/// ```java
/// try (var manager = Manager.open()) {
///   SharedMap<String, Integer> counts = manager.map();
///   pool.forEach(word -> counts.merge(word, 1, Integer::sum), words);
/// }
/// ```
///
/// **One at a time.** Each call runs in that process, alone: nothing else happens to any object of
/// the manager meanwhile. The calls of one thread run in its order, and what was done before one
/// process told another of it, by whatever means, is done for that one too. A function that is
/// passed, as to `merge` or `removeIf`, travels there and runs as a part of the call. So `put(k,
/// get(k) + 1)` loses updates, and `merge(k, 1, Integer::sum)` loses none. A call that takes long
/// keeps all others waiting: let such an object have a manager of its own.
///
/// **Copies.** Arguments and results of calls from other processes are copies; what a task changes
/// in a value that it got from a map, it has to put back. Within the manager's own process nothing
/// is copied. Exceptions come back as they are, with both stacks.
///
/// **Calls within calls.** A call may call objects of the same manager, which then is a part of it.
/// One that waits for *another process* that itself calls this manager waits for ever, as any two
/// that wait for each other: an interrupt ends that, and [Shared#waiting] shows it.
///
/// **Lifecycle.** Its objects are there until it is closed where it was opened, or nothing there
/// holds it or one of its objects any more, or that process ends: every call then throws
/// [IllegalStateException], those that wait too, within 100 ms. In another process [#close] only
/// lets go of it there. All handles travel every way, and arrive as the same object. A process that
/// dies during a call leaves nothing behind; the call may have run.
///
/// **Ending a wait.** An interrupt, the cancellation of a task or the interrupt of a cell ends the
/// wait for an answer with a [java.util.concurrent.CancellationException]; the call may still run.
///
/// **Threads.** Any thread of any process.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#managers">multiprocessing.Manager</a>
public final class Manager extends SharedObject {

  @Serial private static final long serialVersionUID = 1;

  private static final Cleaner CLEANER = Cleaner.create();

  /// A function that can travel to the manager's process, also from a plain program, where only
  /// lambdas of a `Serializable` type do.
  @FunctionalInterface
  public interface Mapping<T, R> extends Function<T, R>, Serializable {}

  /// As [Mapping], of two arguments.
  @FunctionalInterface
  public interface Merging<T, U, R> extends BiFunction<T, U, R>, Serializable {}

  /// As [Mapping], from one value to another of its type.
  @FunctionalInterface
  public interface Changing<T> extends UnaryOperator<T>, Serializable {}

  /// As [Mapping], for a question.
  @FunctionalInterface
  public interface Asking<T> extends Predicate<T>, Serializable {}

  /// As [Mapping], for an order.
  @FunctionalInterface
  public interface Ordering<T> extends Comparator<T>, Serializable {}

  private enum Kind implements SharedKind<Manager> {
    MANAGER;

    @Override
    public String title() {
      return "Manager";
    }

    @Override
    public Manager open(SharedBlock block) {
      return new Manager(block);
    }
  }

  private final transient Core core;
  private final transient Map<Long, WeakReference<Object>> here = new ConcurrentHashMap<>();

  private Manager(SharedBlock block) {
    super(block);
    core = new Core(block);
  }

  /// A new manager, whose objects live in this process.
  public static Manager open() {
    Manager opened = SharedBlock.create(Kind.MANAGER, Core.BYTES, LiveProcess.SELF);
    var _ = CLEANER.register(opened, opened.core.serve());
    return opened;
  }

  // ---- objects ---------------------------------------------------------------------------------

  /// A new empty list.
  public <T extends @Nullable Object> SharedList<T> list() {
    return new SharedList<T>(this, core.newList()).known();
  }

  /// A new list with these elements.
  public <T extends @Nullable Object> SharedList<T> list(Collection<? extends T> elements) {
    SharedList<T> made = list();
    boolean _ = made.addAll(elements);
    return made;
  }

  /// A new empty map, which keeps the order in which keys were put first.
  public <K, V> SharedMap<K, V> map() {
    return new SharedMap<K, V>(this, core.newMap()).known();
  }

  /// A new map with these entries.
  public <K, V> SharedMap<K, V> map(Map<? extends K, ? extends V> entries) {
    SharedMap<K, V> made = map();
    made.putAll(entries);
    return made;
  }

  /// A new empty set, which keeps the order in which elements were added.
  public <T extends @Nullable Object> SharedSet<T> set() {
    return new SharedSet<T>(this, core.newSet()).known();
  }

  /// A new set with these elements.
  public <T extends @Nullable Object> SharedSet<T> set(Collection<? extends T> elements) {
    SharedSet<T> made = set();
    boolean _ = made.addAll(elements);
    return made;
  }

  /// Makes an object callable from all processes, by one call at a time: an actor.
  ///
  /// ```java
  /// interface Counter { int next(); }
  /// var counter = manager.share(Counter.class, new MyCounter());
  /// pool.map(_ -> counter.next(), range(100));
  /// ```
  ///
  /// All methods of the interface run in the object, default methods too; `toString` is the
  /// object's, equality is that of the returned one. A checked exception that a method does not
  /// declare arrives as [java.lang.reflect.UndeclaredThrowableException].
  ///
  /// @param type an interface
  /// @param object in the process that opened the manager the object itself is called; from others
  ///   a copy of it goes there
  /// @return what to call instead of the object, here too
  /// @throws IllegalArgumentException if the type is no interface that an object can stand in for
  public <I> I share(Class<I> type, I object) {
    Actor.check(type, object);
    return Actor.of(this, type, core.share(type, object));
  }

  /// The process where the objects are.
  public long pid() {
    return core.pid();
  }

  Core core() {
    return core;
  }

  /// The object of this number as it is known here.
  ///
  /// @param made stands for it if none is
  /// @param type which the known one has to have
  <T> T known(long number, Class<T> type, T made) {
    var found = new Object[1];
    WeakReference<Object> _ =
        here.compute(
            number,
            (_, before) -> {
              found[0] = before == null ? null : before.get();
              if (type.isInstance(found[0])) {
                return before;
              }
              found[0] = made;
              return new WeakReference<>(made);
            });
    return type.cast(Objects.requireNonNull(found[0]));
  }

  /// In the process that opened it, ends the manager and all its objects; in another one only lets
  /// go of it there. Calling it again does nothing.
  @Override
  public void close() {
    if (block.isOpen()) {
      core.close();
      super.close();
    }
  }

  /// Where its objects are.
  @Override
  public String toString() {
    return block.isOpen() ? "%s of process %d".formatted(block, pid()) : block.toString();
  }
}
