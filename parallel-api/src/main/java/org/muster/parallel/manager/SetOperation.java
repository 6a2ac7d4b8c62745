package org.muster.parallel.manager;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What can be done with a set.
@SuppressWarnings({"unchecked", "ImmutableEnumChecker"}) // the caller has the types
public enum SetOperation implements Operation<Set<@Nullable Object>> {
  SIZE((set, _) -> set.size()),
  CONTAINS((set, a) -> set.contains(a[0])),
  CONTAINS_ALL((set, a) -> set.containsAll(row(a[0]))),
  ADD((set, a) -> set.add(a[0])),
  ADD_ALL((set, a) -> set.addAll(row(a[0]))),
  REMOVE((set, a) -> set.remove(a[0])),
  REMOVE_ALL((set, a) -> {
    boolean changed = false;
    for (Object each : row(a[0])) {
      changed |= set.remove(each);
    }
    return changed;
  }),
  RETAIN_ALL((set, a) -> set.retainAll(row(a[0]))),
  REMOVE_IF((set, a) -> set.removeIf((Predicate<@Nullable Object>) a[0])),
  CLEAR((set, _) -> {
    set.clear();
    return null;
  }),
  SNAPSHOT((set, _) -> set.toArray());

  static final Operation<Set<@Nullable Object>>[] ALL = values();

  private final BiFunction<Set<@Nullable Object>, @Nullable Object[], @Nullable Object> action;

  SetOperation(BiFunction<Set<@Nullable Object>, @Nullable Object[], @Nullable Object> action) {
    this.action = action;
  }

  private static Collection<@Nullable Object> row(@Nullable Object row) {
    return Arrays.asList((@Nullable Object[]) row);
  }

  @Override
  public @Nullable Object apply(Set<@Nullable Object> set, @Nullable Object[] arguments) {
    return action.apply(set, arguments);
  }
}
