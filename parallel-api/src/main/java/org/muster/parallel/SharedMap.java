package org.muster.parallel;

import static org.muster.parallel.manager.MapOperation.*;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.MapOperation;
import org.muster.parallel.manager.Pair;

/// A map of a [Manager], which all processes see and change. Every method is one call, and atomic;
/// functions run in the manager's process. It has no nulls and keeps the order in which keys were
/// put first.
///
/// ```java
/// var counts = manager.<String, Integer>map();
/// pool.forEach(word -> counts.merge(word, 1, Integer::sum), words);
/// ```
///
/// **Iterating** over the map's views, `forEach`, `equals` and `toString` take a snapshot at once.
/// What is removed from a view, also by its iterator, is removed from the map, and an entry's
/// `setValue` puts.
///
/// @param <K> the type of its keys
/// @param <V> the type of its values
public final class SharedMap<K, V> extends AbstractMap<K, V>
    implements ConcurrentMap<K, V>, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private final transient Manager manager;
  private final transient long number;

  SharedMap(Manager manager, long number) {
    this.manager = manager;
    this.number = number;
  }

  @SuppressWarnings("unchecked") // a map of this number
  SharedMap<K, V> known() {
    return manager.known(number, SharedMap.class, this);
  }

  private @Nullable Object call(MapOperation operation, @Nullable Object... arguments) {
    return manager.core().call(number, operation, arguments);
  }

  private boolean ask(MapOperation operation, @Nullable Object... arguments) {
    return (Boolean) Objects.requireNonNull(call(operation, arguments));
  }

  @SuppressWarnings("unchecked") // a value of this map
  private @Nullable V value(MapOperation operation, @Nullable Object... arguments) {
    return (V) call(operation, arguments);
  }

  private static Object some(Object value) {
    return Objects.requireNonNull(value, "a shared map has no null keys and no null values");
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
  public @Nullable V get(Object key) {
    return value(GET, some(key));
  }

  @Override
  public V getOrDefault(Object key, V other) {
    V found = get(key);
    return found == null ? other : found;
  }

  @Override
  public boolean containsKey(Object key) {
    return ask(CONTAINS_KEY, some(key));
  }

  @Override
  public boolean containsValue(Object value) {
    return ask(CONTAINS_VALUE, some(value));
  }

  /// Its entries as they are now, in a map that is not shared and cannot be changed.
  @SuppressWarnings("unchecked") // its keys and values
  public Map<K, V> snapshot() {
    var pair = (Pair) Objects.requireNonNull(call(SNAPSHOT));
    Map<K, V> copy = LinkedHashMap.newLinkedHashMap(pair.first().length);
    for (int i = 0; i < pair.first().length; i++) {
      V _ = copy.put((K) pair.first()[i], (V) pair.second()[i]);
    }
    return Collections.unmodifiableMap(copy);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    snapshot().forEach(action);
  }

  // ---- changing --------------------------------------------------------------------------------

  @Override
  public @Nullable V put(K key, V value) {
    return value(PUT, some(key), some(value));
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> entries) {
    List<Object> pairs = new ArrayList<>();
    entries.forEach((key, value) -> {
      pairs.add(some(key));
      pairs.add(some(value));
    });
    Object _ = call(PUT_ALL, (Object) pairs.toArray());
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return value(PUT_IF_ABSENT, some(key), some(value));
  }

  @Override
  public @Nullable V remove(Object key) {
    return value(REMOVE, some(key));
  }

  @Override
  public boolean remove(Object key, @Nullable Object value) {
    return value != null && ask(REMOVE_PAIR, some(key), value);
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return value(REPLACE, some(key), some(value));
  }

  @Override
  public boolean replace(K key, V before, V after) {
    return ask(REPLACE_PAIR, some(key), some(before), some(after));
  }

  @Override
  public void clear() {
    Object _ = call(CLEAR);
  }

  // ---- functions, which run in the manager's process -------------------------------------------

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return value(COMPUTE, some(key), some(function));
  }

  /// As [#compute(Object, BiFunction)], with a lambda that travels from plain programs too.
  public @Nullable V compute(
      K key, Manager.Merging<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return compute(
        key, (BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V>) function);
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
    return made(value(COMPUTE_IF_ABSENT, some(key), some(function)));
  }

  @SuppressWarnings("NullAway") // null only if the function returned null
  private V made(@Nullable V value) {
    return value;
  }

  /// As [#computeIfAbsent(Object, Function)], with a lambda that travels from plain programs too.
  public V computeIfAbsent(K key, Manager.Mapping<? super K, ? extends V> function) {
    return computeIfAbsent(key, (Function<? super K, ? extends V>) function);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    return value(COMPUTE_IF_PRESENT, some(key), some(function));
  }

  /// As [#computeIfPresent(Object, BiFunction)], with a lambda that travels from plain programs
  /// too.
  public @Nullable V computeIfPresent(
      K key, Manager.Merging<? super K, ? super V, ? extends @Nullable V> function) {
    return computeIfPresent(
        key, (BiFunction<? super K, ? super V, ? extends @Nullable V>) function);
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    return value(MERGE, some(key), some(value), some(function));
  }

  /// As [#merge(Object, Object, BiFunction)], with a lambda that travels from plain programs too.
  public @Nullable V merge(
      K key, V value, Manager.Merging<? super V, ? super V, ? extends @Nullable V> function) {
    return merge(key, value, (BiFunction<? super V, ? super V, ? extends @Nullable V>) function);
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    Object _ = call(REPLACE_ALL, some(function));
  }

  /// As [#replaceAll(BiFunction)], with a lambda that travels from plain programs too.
  public void replaceAll(Manager.Merging<? super K, ? super V, ? extends V> function) {
    replaceAll((BiFunction<? super K, ? super V, ? extends V>) function);
  }

  // ---- views -----------------------------------------------------------------------------------

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new Entries();
  }

  @Override
  public Set<K> keySet() {
    return new Keys();
  }

  @Override
  public Collection<V> values() {
    return new ValuesView();
  }

  private List<Map.Entry<K, V>> entries() {
    List<Map.Entry<K, V>> entries = new ArrayList<>();
    snapshot().forEach((key, value) -> entries.add(new Writing(key, value)));
    return entries;
  }

  /// An entry of a snapshot.
  private final class Writing extends SimpleEntry<K, V> {

    @Serial private static final long serialVersionUID = 1;

    Writing(K key, V value) {
      super(key, value);
    }

    @Override
    public V setValue(V value) {
      V _ = put(getKey(), value);
      return super.setValue(value);
    }
  }

  private final class Entries extends AbstractSet<Map.Entry<K, V>> {

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      return new SnapshotIterator<>(
          entries(), entry -> SharedMap.this.remove(entry.getKey(), entry.getValue()));
    }

    @Override
    public int size() {
      return SharedMap.this.size();
    }

    @Override
    public boolean contains(@Nullable Object entry) {
      return entry instanceof Map.Entry<?, ?> e
          && e.getKey() != null
          && e.getValue() != null
          && e.getValue().equals(get(e.getKey()));
    }

    @Override
    public boolean remove(@Nullable Object entry) {
      return entry instanceof Map.Entry<?, ?> e
          && e.getKey() != null
          && SharedMap.this.remove(e.getKey(), e.getValue());
    }

    @Override
    public void clear() {
      SharedMap.this.clear();
    }
  }

  private final class Keys extends AbstractSet<K> {

    @Override
    @SuppressWarnings("unchecked") // its keys
    public Iterator<K> iterator() {
      var keys = (K[]) toArray();
      return new SnapshotIterator<>(List.of(keys), SharedMap.this::remove);
    }

    @Override
    public Object[] toArray() {
      return (Object[]) Objects.requireNonNull(call(SNAPSHOT_KEYS));
    }

    @Override
    public int size() {
      return SharedMap.this.size();
    }

    @Override
    public boolean contains(@Nullable Object key) {
      return key != null && containsKey(key);
    }

    @Override
    public boolean remove(@Nullable Object key) {
      return key != null && SharedMap.this.remove(key) != null;
    }

    @Override
    public boolean removeAll(Collection<?> keys) {
      return ask(REMOVE_KEYS, (Object) keys.toArray());
    }

    @Override
    public void clear() {
      SharedMap.this.clear();
    }
  }

  private final class ValuesView extends AbstractCollection<V> {

    @Override
    public Iterator<V> iterator() {
      Iterator<Map.Entry<K, V>> entries = entrySet().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public V next() {
          return entries.next().getValue();
        }

        @Override
        public void remove() {
          entries.remove();
        }
      };
    }

    @Override
    public int size() {
      return SharedMap.this.size();
    }

    @Override
    public void clear() {
      SharedMap.this.clear();
    }
  }

  // ---- the handle ------------------------------------------------------------------------------

  /// Its entries, or what it is if nobody can ask for them.
  @Override
  public String toString() {
    try {
      return snapshot().toString();
    } catch (IllegalStateException e) {
      return "a map of the " + manager;
    }
  }

  @Serial
  private Object writeReplace() {
    manager.block.checkOpen();
    return new ManagedHandle(manager, number, ManagedHandle.Kind.MAP, null);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared map travels as its handle");
  }
}
