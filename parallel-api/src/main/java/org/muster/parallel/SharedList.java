package org.muster.parallel;

import static org.muster.parallel.manager.ListOperation.*;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.ListOperation;

/// A list of a [Manager], which all processes see and change. Every method is one call, and atomic;
/// nulls are allowed.
///
/// ```java
/// var results = manager.<Double>list();
/// pool.forEach(x -> results.add(Math.sqrt(x)), range(1000));
/// ```
///
/// **Iterating**, streams, `equals` and `toString` take a snapshot at once; iterators change
/// nothing. Functions, as of [#removeIf], run in the manager's process. [#subList] is a view, each
/// of whose methods may take several calls.
///
/// **Adding** a number or a text at the end does not wait for the manager, but whoever looks
/// afterwards, here or in another process, finds it there.
///
/// @param <T> the type of its elements
public final class SharedList<T extends @Nullable Object> extends AbstractList<T>
    implements RandomAccess, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private final transient Manager manager;
  private final transient long number;

  SharedList(Manager manager, long number) {
    this.manager = manager;
    this.number = number;
  }

  @SuppressWarnings("unchecked") // a list of this number
  SharedList<T> known() {
    return manager.known(number, SharedList.class, this);
  }

  private @Nullable Object call(ListOperation operation, @Nullable Object... arguments) {
    return manager.core().call(number, operation, arguments);
  }

  private boolean ask(ListOperation operation, @Nullable Object... arguments) {
    return (Boolean) Objects.requireNonNull(call(operation, arguments));
  }

  private int count(ListOperation operation, @Nullable Object... arguments) {
    return (Integer) Objects.requireNonNull(call(operation, arguments));
  }

  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // the caller knows the type, and whether it has nulls
  private T element(ListOperation operation, @Nullable Object... arguments) {
    return (T) call(operation, arguments);
  }

  // ---- reading ---------------------------------------------------------------------------------

  @Override
  public int size() {
    return count(SIZE);
  }

  @Override
  public T get(int index) {
    return element(GET, index);
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
  public int indexOf(@Nullable Object element) {
    return count(INDEX_OF, element);
  }

  @Override
  public int lastIndexOf(@Nullable Object element) {
    return count(LAST_INDEX_OF, element);
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

  /// Over a snapshot; does not remove.
  @Override
  public Iterator<T> iterator() {
    return snapshot().iterator();
  }

  @Override
  public ListIterator<T> listIterator() {
    return snapshot().listIterator();
  }

  @Override
  public ListIterator<T> listIterator(int index) {
    return snapshot().listIterator(index);
  }

  @Override
  public Spliterator<T> spliterator() {
    return snapshot().spliterator();
  }

  @Override
  public void forEach(Consumer<? super T> action) {
    snapshot().forEach(action);
  }

  // ---- changing --------------------------------------------------------------------------------

  @Override
  public T set(int index, T element) {
    return element(SET, index, element);
  }

  /// Replaces an element by what the function makes of it: `list.update(0, n -> n + 1)` loses
  /// nothing, as `set(0, get(0) + 1)` does.
  ///
  /// @return the new element
  public T update(int index, Manager.Changing<T> function) {
    return element(UPDATE, index, Objects.requireNonNull(function));
  }

  @Override
  public boolean add(T element) {
    manager.core().tell(number, ADD, element);
    return true;
  }

  @Override
  public void add(int index, T element) {
    Object _ = call(ADD_AT, index, element);
  }

  /// Adds the element at the end unless there is an equal one.
  ///
  /// @return whether it was added
  public boolean addIfAbsent(T element) {
    return ask(ADD_IF_ABSENT, element);
  }

  @Override
  public boolean addAll(Collection<? extends T> elements) {
    return ask(ADD_ALL, (Object) elements.toArray());
  }

  @Override
  public boolean addAll(int index, Collection<? extends T> elements) {
    return ask(ADD_ALL_AT, index, elements.toArray());
  }

  @Override
  public T remove(int index) {
    return element(REMOVE_AT, index);
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
  protected void removeRange(int from, int to) {
    Object _ = call(REMOVE_RANGE, from, to);
  }

  @Override
  public void clear() {
    Object _ = call(CLEAR);
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
  public void replaceAll(UnaryOperator<T> function) {
    Object _ = call(REPLACE_ALL, Objects.requireNonNull(function));
  }

  /// As [#replaceAll(UnaryOperator)], with a lambda that travels from plain programs too.
  public void replaceAll(Manager.Changing<T> function) {
    replaceAll((UnaryOperator<T>) function);
  }

  @Override
  public void sort(@Nullable Comparator<? super T> order) {
    Object _ = call(SORT, order);
  }

  /// As [#sort(Comparator)], with a lambda that travels from plain programs too.
  public void sort(Manager.@Nullable Ordering<? super T> order) {
    sort((Comparator<? super T>) order);
  }

  // ---- the handle ------------------------------------------------------------------------------

  /// Its elements, or what it is if nobody can ask for them.
  @Override
  public String toString() {
    try {
      return snapshot().toString();
    } catch (IllegalStateException e) {
      return "a list of the " + manager;
    }
  }

  @Serial
  private Object writeReplace() {
    manager.block.checkOpen();
    return new ManagedHandle(manager, number, ManagedHandle.Kind.LIST, null);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared list travels as its handle");
  }
}
