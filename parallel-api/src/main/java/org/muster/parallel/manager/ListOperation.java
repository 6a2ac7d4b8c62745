package org.muster.parallel.manager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What can be done with a list.
@SuppressWarnings({"unchecked", "ImmutableEnumChecker"}) // the caller has the types
public enum ListOperation implements Operation<List<@Nullable Object>> {
  SIZE((list, _) -> list.size()),
  GET((list, a) -> list.get((Integer) a[0])),
  SET((list, a) -> list.set((Integer) a[0], a[1])),
  UPDATE((list, a) -> {
    int index = (Integer) a[0];
    Object changed = ((UnaryOperator<@Nullable Object>) a[1]).apply(list.get(index));
    list.set(index, changed);
    return changed;
  }),
  ADD((list, a) -> list.add(a[0])),
  ADD_AT((list, a) -> {
    list.add((Integer) a[0], a[1]);
    return null;
  }),
  ADD_ALL((list, a) -> list.addAll(row(a[0]))),
  ADD_ALL_AT((list, a) -> list.addAll((Integer) a[0], row(a[1]))),
  ADD_IF_ABSENT((list, a) -> !list.contains(a[0]) && list.add(a[0])),
  REMOVE_AT((list, a) -> list.remove((int) (Integer) a[0])),
  REMOVE((list, a) -> list.remove(a[0])),
  REMOVE_RANGE((list, a) -> {
    list.subList((Integer) a[0], (Integer) a[1]).clear();
    return null;
  }),
  REMOVE_ALL((list, a) -> list.removeAll(row(a[0]))),
  RETAIN_ALL((list, a) -> list.retainAll(row(a[0]))),
  REMOVE_IF((list, a) -> list.removeIf((Predicate<@Nullable Object>) a[0])),
  REPLACE_ALL((list, a) -> {
    list.replaceAll((UnaryOperator<@Nullable Object>) a[0]);
    return null;
  }),
  SORT((list, a) -> {
    list.sort((Comparator<@Nullable Object>) a[0]);
    return null;
  }),
  CLEAR((list, _) -> {
    list.clear();
    return null;
  }),
  CONTAINS((list, a) -> list.contains(a[0])),
  CONTAINS_ALL((list, a) -> new ArrayList<>(list).containsAll(row(a[0]))),
  INDEX_OF((list, a) -> list.indexOf(a[0])),
  LAST_INDEX_OF((list, a) -> list.lastIndexOf(a[0])),
  SNAPSHOT((list, _) -> list.toArray());

  static final Operation<List<@Nullable Object>>[] ALL = values();

  private final BiFunction<List<@Nullable Object>, @Nullable Object[], @Nullable Object> action;

  ListOperation(BiFunction<List<@Nullable Object>, @Nullable Object[], @Nullable Object> action) {
    this.action = action;
  }

  private static Collection<@Nullable Object> row(@Nullable Object row) {
    return Arrays.asList((@Nullable Object[]) row);
  }

  @Override
  public @Nullable Object apply(List<@Nullable Object> list, @Nullable Object[] arguments) {
    return action.apply(list, arguments);
  }
}
