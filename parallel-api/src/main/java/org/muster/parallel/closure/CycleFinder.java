package org.muster.parallel.closure;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds an object that leads back to itself although Java serialization could not restore that.
///
/// It walks the objects as the stream does, depth first and in the same order, for it is the first
/// object of a cycle that decides: one that is finished before the cycle closes does no harm. A
/// list that holds a record that holds the list arrives whole, if the list comes first.
///
/// Only a stream in which an object of that kind turned up is walked, and objects that cannot lead
/// anywhere are passed over by their class.
final class CycleFinder {

  /// @param object the one that cannot be restored
  /// @param path from it back to itself
  record Cycle(Object object, String path, Advice advice) {}

  /// An element of at most so many parts, each of which ends within so many levels, gets no mark:
  /// asking a million objects for their identity costs more than looking at a few parts again.
  private static final int FEW = 8;

  private static final int LEVELS = 2;

  private record Open(Object object, Children children) {}

  /// True while the object is open.
  private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();

  private final List<Open> path = new ArrayList<>();

  /// The first such cycle, or null if there is none. What was walked for an earlier start is not
  /// walked again.
  @Nullable Cycle from(@Nullable Object start) {
    path.clear();
    enter(start);
    while (!path.isEmpty()) {
      Open top = path.getLast();
      if (!top.children().hasNext()) {
        seen.put(top.object(), false);
        path.removeLast();
        continue;
      }
      Object child = top.children().next();
      if (child == null || Children.isLeaf(child.getClass())) {
        continue;
      }
      if (top.children().areElements() && endsSoon(child, LEVELS)) {
        continue;
      }
      Boolean open = seen.get(child);
      if (open == null) {
        enter(child);
      } else if (open) {
        Advice advice = Loops.advice(child, top.object());
        if (advice != null) {
          return new Cycle(child, pathFrom(child), advice);
        }
      }
    }
    return null;
  }

  private static boolean endsSoon(Object object, int levels) {
    Children children = Children.of(object);
    for (int i = 0; children.hasNext(); i++) {
      Object child = children.next();
      boolean ends =
          child == null
              || Children.isLeaf(child.getClass())
              || (levels > 0 && endsSoon(child, levels - 1));
      if (i == FEW || !ends) {
        return false;
      }
    }
    return true;
  }

  private void enter(@Nullable Object object) {
    if (object != null && !Children.isLeaf(object.getClass()) && seen.get(object) == null) {
      seen.put(object, true);
      path.add(new Open(object, Children.of(object)));
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very object
  private String pathFrom(Object object) {
    int from = path.size() - 1;
    while (path.get(from).object() != object) {
      from--;
    }
    StringBuilder steps = new StringBuilder();
    for (Open each : path.subList(from, path.size())) {
      steps.append(each.children().step(each.object()));
    }
    return steps.toString();
  }
}
