package org.muster.parallel;

import static org.muster.parallel.manager.SetOperation.*;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.SetOperation;

/// A set of a [Manager], which all processes see and change. Every method is one call, and atomic;
/// it keeps the order in which elements were added.
///
/// ```java
/// var seen = manager.<String>set();
/// pool.forEach(url -> { if (seen.add(url)) load(url); }, urls);   // each once
/// ```
///
/// **Iterating**, streams, `equals` and `toString` take a snapshot at once. An iterator's `remove`
/// removes the element from the set.
///
/// @param <T> the type of its elements
public final class SharedSet<T extends @Nullable Object> extends AbstractSet<T>
    implements Serializable {

  @Serial private static final long serialVersionUID = 1;

  private final transient Manager manager;
  private final transient long number;

  SharedSet(Manager manager, long number) {
    this.manager = manager;
    this.number = number;
  }

  @SuppressWarnings("unchecked") // a set of this number
  SharedSet<T> known() {
    return manager.known(number, SharedSet.class, this);
  }

  private @Nullable Object call(SetOperation operation, @Nullable Object... arguments) {
    return manager.core().call(number, operation, arguments);
  }

  private boolean ask(SetOperation operation, @Nullable Object... arguments) {
    return (Boolean) Objects.requireNonNull(call(operation, arguments));
  }

  // ---- reading ---------------------------------------------------------------------------------

  @Override
  public int size() {
    return (Integer) Objects.requireNonNull(call(SIZE));
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return ask(CONTAINS, element);
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    return ask(CONTAINS_ALL, (Object) elements.toArray());
  }

  @Override
  public @Nullable Object[] toArray() {
    return (Object[]) Objects.requireNonNull(call(SNAPSHOT));
  }

  @Override
  public <E extends @Nullable Object> E[] toArray(E[] array) {
    return Arrays.asList(toArray()).toArray(array);
  }

  @Override
  public <E extends @Nullable Object> E[] toArray(IntFunction<E[]> generator) {
    return toArray(generator.apply(0));
  }

  /// Its elements as they are now, in a list that is not shared and cannot be changed.
  @SuppressWarnings("unchecked") // its elements
  public List<T> snapshot() {
    return (List<T>) Collections.unmodifiableList(Arrays.asList(toArray()));
  }

  /// Over a snapshot.
  @Override
  public Iterator<T> iterator() {
    return new SnapshotIterator<>(snapshot(), this::remove);
  }

  @Override
  public Spliterator<T> spliterator() {
    return Spliterators.spliterator(snapshot(), Spliterator.DISTINCT | Spliterator.ORDERED);
  }

  @Override
  public void forEach(Consumer<? super T> action) {
    snapshot().forEach(action);
  }

  // ---- changing --------------------------------------------------------------------------------

  @Override
  public boolean add(T element) {
    return ask(ADD, element);
  }

  @Override
  public boolean addAll(Collection<? extends T> elements) {
    return ask(ADD_ALL, (Object) elements.toArray());
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return ask(REMOVE, element);
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    return ask(REMOVE_ALL, (Object) elements.toArray());
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    return ask(RETAIN_ALL, (Object) elements.toArray());
  }

  @Override
  public boolean removeIf(Predicate<? super T> condition) {
    return ask(REMOVE_IF, Objects.requireNonNull(condition));
  }

  /// As [#removeIf(Predicate)], with a lambda that travels from plain programs too.
  public boolean removeIf(Manager.Asking<? super T> condition) {
    return removeIf((Predicate<? super T>) condition);
  }

  @Override
  public void clear() {
    Object _ = call(CLEAR);
  }

  // ---- the handle ------------------------------------------------------------------------------

  /// Its elements, or what it is if nobody can ask for them.
  @Override
  public String toString() {
    try {
      return snapshot().toString();
    } catch (IllegalStateException e) {
      return "a set of the " + manager;
    }
  }

  @Serial
  private Object writeReplace() {
    manager.block.checkOpen();
    return new ManagedHandle(manager, number, ManagedHandle.Kind.SET, null);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared set travels as its handle");
  }
}
