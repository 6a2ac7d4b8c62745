package org.muster.parallel.closure;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The copy of a map's `entrySet()`, kept as a map: a set of entries would ask each value for its
/// hash, and a value can be large, or lead back to the set.
final class EntrySet extends AbstractSet<Map.Entry<Object, Object>>
    implements SequencedSet<Map.Entry<Object, Object>>, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private final LinkedHashMap<Object, Object> map = new LinkedHashMap<>();

  private EntrySet() {}

  /// @param entries all of type `Map.Entry`
  @SuppressWarnings("NullAway") // a map of the user's may have null in it
  static EntrySet of(Set<?> entries) {
    EntrySet copy = new EntrySet();
    for (Object each : entries) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
      copy.map.put(entry.getKey(), entry.getValue());
    }
    return copy;
  }

  @Override
  public Iterator<Map.Entry<Object, Object>> iterator() {
    return map.entrySet().iterator();
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean contains(@Nullable Object entry) {
    return map.entrySet().contains(entry);
  }

  @Override
  public boolean remove(@Nullable Object entry) {
    return map.entrySet().remove(entry);
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  public SequencedSet<Map.Entry<Object, Object>> reversed() {
    return map.sequencedEntrySet().reversed();
  }
}
