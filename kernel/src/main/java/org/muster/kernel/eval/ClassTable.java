package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// The compiler's table of classes, by name, that shows those of cells only to whoever asks for
/// all.
///
/// Only JShell does, after each of the four compilations that a snippet takes, to find the classes
/// of cells among the 2,400 that the default imports bring in: a fourth of the time of a cell.
final class ClassTable extends HashMap<Object, Map<Object, Object>> {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // like the symbols in it, never written
  private final Map<Object, Map<Object, Object>> ofCells = new HashMap<>();

  ClassTable(Map<Object, Map<Object, Object>> before) {
    super(before);
    before.forEach(this::note);
  }

  @Override
  public Map<Object, Object> computeIfAbsent(
      Object name, Function<? super Object, ? extends Map<Object, Object>> creator) {
    int before = size();
    Map<Object, Object> found = super.computeIfAbsent(name, creator);
    if (size() != before) {
      note(name, found);
    }
    return found;
  }

  /// The classes of cells. Names that have none any more are forgotten.
  @Override
  public Collection<Map<Object, Object>> values() {
    ofCells
        .entrySet()
        .removeIf(entry -> {
          boolean gone = entry.getValue().isEmpty();
          if (gone) {
            remove(entry.getKey());
          }
          return gone;
        });
    return new ArrayList<>(ofCells.values()); // JShell empties them meanwhile
  }

  private void note(Object name, Map<Object, Object> classes) {
    if (WrapperName.isOfCell(name.toString())) {
      ofCells.put(name, classes);
    }
  }
}
