package org.muster.parallel.manager;

import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What can be done with a map.
@SuppressWarnings({"unchecked", "ImmutableEnumChecker"}) // the caller has the types
public enum MapOperation implements Operation<Map<Object, Object>> {
  SIZE((map, _) -> map.size()),
  GET((map, a) -> map.get(a[0])),
  CONTAINS_KEY((map, a) -> map.containsKey(a[0])),
  CONTAINS_VALUE((map, a) -> map.containsValue(a[0])),
  PUT((map, a) -> map.put(some(a[0]), some(a[1]))),
  PUT_ALL((map, a) -> {
    var pairs = (Object[]) some(a[0]);
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(some(pairs[i]), some(pairs[i + 1]));
    }
    return null;
  }),
  PUT_IF_ABSENT((map, a) -> map.putIfAbsent(some(a[0]), some(a[1]))),
  REMOVE((map, a) -> map.remove(a[0])),
  REMOVE_PAIR((map, a) -> map.remove(a[0], a[1])),
  REMOVE_KEYS((map, a) -> {
    int before = map.size();
    for (Object key : (Object[]) some(a[0])) {
      map.remove(key);
    }
    return before != map.size();
  }),
  REPLACE((map, a) -> map.replace(some(a[0]), some(a[1]))),
  REPLACE_PAIR((map, a) -> map.replace(some(a[0]), some(a[1]), some(a[2]))),
  COMPUTE((map, a) -> map.compute(some(a[0]), two(a[1]))),
  COMPUTE_IF_ABSENT(
      (map, a) -> map.computeIfAbsent(some(a[0]), (Function<Object, Object>) some(a[1]))),
  COMPUTE_IF_PRESENT((map, a) -> map.computeIfPresent(some(a[0]), two(a[1]))),
  MERGE((map, a) -> map.merge(some(a[0]), some(a[1]), two(a[2]))),
  REPLACE_ALL((map, a) -> {
    var function = two(a[0]);
    map.replaceAll((key, value) -> some(function.apply(key, value)));
    return null;
  }),
  CLEAR((map, _) -> {
    map.clear();
    return null;
  }),
  SNAPSHOT_KEYS((map, _) -> map.keySet().toArray()),
  SNAPSHOT((map, _) -> new Pair(map.keySet().toArray(), map.values().toArray()));

  static final Operation<Map<Object, Object>>[] ALL = values();

  private final BiFunction<Map<Object, Object>, @Nullable Object[], @Nullable Object> action;

  MapOperation(BiFunction<Map<Object, Object>, @Nullable Object[], @Nullable Object> action) {
    this.action = action;
  }

  private static Object some(@Nullable Object value) {
    return Objects.requireNonNull(value, "a shared map has no null keys and no null values");
  }

  private static BiFunction<Object, Object, Object> two(@Nullable Object function) {
    return (BiFunction<Object, Object, Object>) some(function);
  }

  @Override
  public @Nullable Object apply(Map<Object, Object> map, @Nullable Object[] arguments) {
    return action.apply(map, arguments);
  }
}
