package org.muster.parallel.closure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.muster.parallel.closure.Footprint.Use;
import org.muster.parallel.spi.ClassSource;

/// Puts each variable behind those that the code in its value may ask for while it is read. Where
/// they need each other, one comes first all the same.
final class ReadOrder {

  private final CellWorld world;
  private final ClassSource source;
  private final Map<Field, Set<Root>> contents = new HashMap<>();
  private final Map<Field, Variable> known = new HashMap<>();
  private final Set<Field> seen = new HashSet<>();
  private final List<Variable> order = new ArrayList<>();

  private record Field(String owner, String name) {
    static Field of(Use use) {
      return new Field(use.owner(), use.name());
    }
  }

  /// @param written the variables in the order of the last attempt
  /// @param sections what was found in the value of each
  ReadOrder(CellWorld world, ClassSource source, List<Variable> written, List<Set<Root>> sections) {
    this.world = world;
    this.source = source;
    for (int i = 0; i < written.size(); i++) {
      Field field = Field.of(written.get(i).use());
      contents.put(field, sections.get(i));
      known.put(field, written.get(i));
    }
  }

  List<Variable> of(List<Use> uses) {
    uses.forEach(this::place);
    return order;
  }

  private void place(Use use) {
    Field field = Field.of(use);
    if (!seen.add(field)) {
      return;
    }
    Set<Root> content = contents.getOrDefault(field, Set.of());
    if (!content.isEmpty()) {
      world.footprint(source, content).reads().forEach(this::place);
    }
    Variable variable = known.get(field);
    if (variable == null) {
      variable = Variable.find(use, CellWorld.loaderOf(source));
    }
    if (variable != null) {
      order.add(variable);
    }
  }
}
