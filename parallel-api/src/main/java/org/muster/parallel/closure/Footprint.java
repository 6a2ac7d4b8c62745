package org.muster.parallel.closure;

import java.util.List;
import org.muster.parallel.spi.CellClass;

/// What code that starts at some roots can reach.
///
/// @param reads the variables it reads, in the order in which a reader of the code meets them
/// @param writes the variables it changes
/// @param classes all that it needs to be loaded, each once; also what this footprint depends on
record Footprint(List<Use> reads, List<Use> writes, List<CellClass> classes) {

  static final Footprint NONE = new Footprint(List.of(), List.of(), List.of());

  /// A variable, and how the code comes to use it.
  ///
  /// @param ofType whether it is a static field of a type rather than a notebook variable
  /// @param cell that declared it
  /// @param chain from the root to the method that uses it
  record Use(String owner, String name, boolean ofType, int cell, List<String> chain) {

    /// As the notebook calls it.
    String displayName() {
      return ofType ? Names.type(owner.replace('/', '.')) + "." + name : name;
    }
  }
}
