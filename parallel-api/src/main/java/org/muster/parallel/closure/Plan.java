package org.muster.parallel.closure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.muster.parallel.spi.ClassSource;

/// How a lambda or the class of some items was packed last.
///
/// @param sections what was found in the graph; as long as that is found again, and the classes are
///   the same, the variables are
record Plan(List<Variable> order, List<Set<Root>> sections, Footprint footprint) {

  /// Whether the code that was found reaches what it reached then.
  boolean isCurrent(ClassSource source) {
    return isSame(CellWorld.of(source).footprint(source, union(sections)), footprint);
  }

  @SuppressWarnings("ReferenceEquality") // a footprint is kept as long as it is right
  private static boolean isSame(Footprint now, Footprint then) {
    return now == then;
  }

  static Set<Root> union(List<Set<Root>> sections) {
    if (sections.size() == 1) {
      return sections.getFirst();
    }
    Set<Root> all = new LinkedHashSet<>();
    sections.reversed().forEach(all::addAll);
    return all;
  }
}
